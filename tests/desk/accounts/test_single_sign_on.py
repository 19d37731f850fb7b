"""Single sign-on against a mock issuer on this machine: people who are here come in, nobody else, and no profile is kept."""

import re
from collections.abc import Iterator

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.test import Client
from pydantic import SecretStr

from clearhall.desk.accounts.actions import deactivate_person
from clearhall.desk.accounts.models import Person
from clearhall.desk.lib.actors import Role, job
from clearhall.desk.lib.options import single_sign_on
from tests.factories import NOON, make_body, make_person

oidc_provider_mock = pytest.importorskip("oidc_provider_mock", reason="needs the package oidc-provider-mock")
# the mock issuer uses parts of its own library that are on their way out
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(autouse=True)
def _single_sign_on(issuer, monkeypatch):
    options = settings.CLEARHALL.model_copy(
        update={"oidc_issuer": issuer, "oidc_client_id": "clearhall", "oidc_client_secret": SecretStr("made-up")}
    )
    monkeypatch.setattr(settings, "CLEARHALL", options)
    monkeypatch.setattr(settings, "SOCIALACCOUNT_PROVIDERS", single_sign_on(options))


def arrive(issuer: str, client: Client, *, subject: str, username: str):
    """Go to the issuer, say who one is there, and come back."""
    claims = {"sub": subject, "preferred_username": username, "email": f"{username}@desk.example", "name": "Somebody"}
    httpx.put(f"{issuer}/users/{subject}", json=claims).raise_for_status()
    start = client.get("/account/single-sign-on/desk/")
    assert start.status_code == 302
    assert start["Location"].startswith(issuer)
    assert "code_challenge=" in start["Location"]
    back = httpx.post(start["Location"], data={"sub": subject})
    assert back.status_code == 302, back.text
    return client.get(re.sub(r"^http://testserver", "", back.headers["Location"]))


def test_somebody_invited_comes_in_and_lands_where_their_work_is(issuer, client):
    make_person("ada", body=make_body(), roles=(Role.ADMINISTRATOR,))
    answer = arrive(issuer, client, subject="s-1", username="ada")
    assert answer["Location"] == "/people/"
    assert client.get("/people/").status_code == 200
    linked = SocialAccount.objects.get()
    assert (linked.uid, linked.extra_data) == ("s-1", {})


def test_the_link_is_by_subject_from_then_on(issuer):
    ada = make_person("ada", body=make_body(), roles=(Role.ADMINISTRATOR,))
    arrive(issuer, Client(), subject="s-1", username="ada")
    second = Client()
    arrive(issuer, second, subject="s-1", username="renamed.there")
    assert second.get("/people/").status_code == 200
    linked = SocialAccount.objects.get()
    assert (linked.user_id, linked.extra_data) == (ada.pk, {})


@pytest.mark.parametrize("username", ["stranger", "", "ADA"])
def test_nobody_else_comes_in_and_no_person_is_made(issuer, client, username):
    make_person("ada")
    answer = arrive(issuer, client, subject="s-2", username=username)
    assert answer["Location"] == "/account/sign-in/"
    assert client.get("/account/").status_code == 302
    assert Person.objects.count() == 1
    assert not SocialAccount.objects.exists()
    assert "Nobody with this sign-in works here" in client.get("/account/sign-in/").content.decode()


def test_whoever_left_stays_out(issuer, client):
    ada = make_person("ada", body=make_body())
    arrive(issuer, client, subject="s-1", username="ada")
    deactivate_person(ada.pk, actor=job("test"), at=NOON)
    other = Client()
    arrive(issuer, other, subject="s-1", username="ada")
    assert other.get("/account/").status_code == 302


def test_a_signed_in_person_cannot_be_led_to_link_another_identity(issuer, client):
    client.force_login(make_person("ada"))
    start = client.get("/account/single-sign-on/desk/?process=connect")
    httpx.put(f"{issuer}/users/evil", json={"sub": "evil", "preferred_username": "ada"}).raise_for_status()
    back = httpx.post(start["Location"], data={"sub": "evil"})
    client.get(re.sub(r"^http://testserver", "", back.headers["Location"]))
    assert not SocialAccount.objects.exists()


def test_an_answer_with_a_made_up_state_is_refused(client):
    answer = client.get("/account/single-sign-on/desk/back/?code=x&state=made-up")
    assert answer["Location"] == "/account/sign-in/"


def test_the_button_shows_only_where_an_issuer_is_set(client, monkeypatch):
    assert "/account/single-sign-on/desk/" in client.get("/account/sign-in/").content.decode()
    monkeypatch.setattr(settings, "SOCIALACCOUNT_PROVIDERS", {})
    assert "/account/single-sign-on/" not in client.get("/account/sign-in/").content.decode()
    assert client.get("/account/single-sign-on/desk/").status_code == 404
