"""Signing in through the page: what is answered, where it leads, and what stays behind in the tables (no address)."""

import re

import pytest
from django.apps import apps
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client

from clearhall.desk.accounts.models import DeskSession
from clearhall.desk.accounts.throttle import COOKIE
from clearhall.desk.lib.actors import Role
from clearhall.desk.watchposts.models import Watchpost, WatchpostMember
from tests.desk.accounts.helpers import PASSWORD, sign_in, with_password
from tests.factories import NOON, make_body, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return with_password(make_person("ada", body=make_body(), roles=(Role.ADMINISTRATOR,)))


def errors(response) -> str:
    return " ".join(response.context["form"].non_field_errors())


def test_the_right_password_signs_in_and_leads_on(client, ada):
    response = sign_in(client, ada)
    assert (response.status_code, response["Location"]) == (302, "/people/")
    assert client.get("/people/").status_code == 200


def test_a_wrong_password_an_unknown_name_and_a_person_who_left_are_answered_alike(client, ada):
    gone = with_password(make_person("gone"))
    gone.is_active = False
    gone.set_unusable_password()
    gone.save()
    answers = set()
    for name in ("ada", "nobody", "gone"):
        response = client.post("/account/sign-in/", {"login": name, "password": "not the right one"})
        body = response.content.decode().replace(name, "NAME")
        answers.add((response.status_code, re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", body)))
    assert len(answers) == 1


def test_known_and_unknown_names_cost_one_password_hash_each(client, ada, monkeypatch):
    hashes = []
    encode, verify = Argon2PasswordHasher.encode, Argon2PasswordHasher.verify
    monkeypatch.setattr(
        Argon2PasswordHasher, "encode", lambda self, *args, **more: hashes.append("e") or encode(self, *args, **more)
    )
    monkeypatch.setattr(Argon2PasswordHasher, "verify", lambda self, *args: hashes.append("v") or verify(self, *args))
    counts = []
    for name in ("ada", "nobody"):
        hashes.clear()
        client.post("/account/sign-in/", {"login": name, "password": "not the right one"})
        counts.append(len(hashes))
    assert counts == [1, 1]


def test_a_thousand_wrong_passwords_do_not_keep_the_owner_out_of_a_known_browser(ada):
    mine, attacker = Client(REMOTE_ADDR="203.0.113.9"), Client()
    sign_in(mine, ada)
    mine.post("/account/sign-out/")
    for number in range(1000):
        response = attacker.post(
            "/account/sign-in/",
            {"login": "ada", "password": "guess"},
            REMOTE_ADDR=f"198.51.{number % 200}.{number % 7}",
        )
    assert "Too many tries" in errors(response)
    stranger = sign_in(Client(REMOTE_ADDR="192.0.2.77"), ada)
    assert "Too many tries" in errors(stranger)
    assert sign_in(mine, ada).status_code == 302


def test_the_wait_is_said_in_the_answer_and_the_right_password_is_not_looked_at(client, ada):
    for _ in range(5):
        sign_in(client, ada, password="wrong")
    assert re.search(r"wait \d+ (minute|second)", errors(sign_in(client, ada)))
    assert not DeskSession.objects.filter(person=ada).exists()


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil.example"],
)
def test_next_never_leads_to_another_site(client, ada, target):
    response = client.post("/account/sign-in/", {"login": "ada", "password": PASSWORD, "next": target})
    assert response["Location"] == "/people/"


def test_next_leads_to_a_page_of_the_desk(client, ada):
    response = client.post(
        "/account/sign-in/?next=/tokens/", {"login": "ada", "password": PASSWORD, "next": "/tokens/"}
    )
    assert response["Location"] == "/tokens/"


def test_a_session_from_before_the_sign_in_is_worth_nothing_after(client, ada):
    """Session fixation: somebody else's cookie, planted before, does not become the owner's."""
    client.get("/account/sign-in/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    sign_in(client, ada)
    assert client.cookies["sessionid"].value != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/people/").status_code == 302


def test_forms_without_their_token_are_refused(ada):
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client, ada).status_code == 403


def test_cookies_are_closed_to_scripts_and_other_sites(client, ada):
    sign_in(client, ada)
    for name in ("sessionid", COOKIE):
        cookie = client.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
    assert client.cookies["sessionid"]["max-age"] == ""  # gone with the window


@pytest.mark.parametrize(
    ("roles", "landing"),
    [((), "/account/"), ((Role.ADMINISTRATOR,), "/people/")],
)
def test_people_land_where_their_work_is(client, roles, landing):
    person = with_password(make_person("bob", body=make_body() if roles else None, roles=roles))
    assert sign_in(client, person)["Location"] == landing


def test_members_of_a_watchpost_land_on_its_page(client):
    person = with_password(make_person("bank"))
    post = Watchpost.objects.create(
        code="bank", name_zh="银行", name_en="Bank", kind="bank", body=make_body(), accredited_at=NOON
    )
    WatchpostMember.objects.create(watchpost=post, person=person)
    assert sign_in(client, person)["Location"] == "/watchpost/"


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "email/",
        "confirm-email/",
        "password/reset/",
        "password/set/",
        "3rdparty/",
        "sessions/",
        "2fa/",
        "login/",
    ],
)
def test_pages_of_the_library_that_we_do_not_use_are_not_there(client, path):
    assert client.get(f"/account/{path}").status_code == 404


def test_no_address_and_no_browser_name_reaches_any_table(ada):
    """Every column of every table is searched after signing in, failing, proving again and setting up a factor."""
    address, browser = "203.0.113.42", "Lantern/7.1 (made up)"
    client = Client(REMOTE_ADDR=address, HTTP_USER_AGENT=browser, HTTP_X_FORWARDED_FOR=address)
    sign_in(client, ada, password="wrong")
    sign_in(client, ada)
    session = client.session
    session["account_authentication_methods"] = []  # as if long ago: the library would stash the whole request now
    session.save()
    answer = client.post("/account/second-factor/app/add/", {"code": "123456"})
    assert answer["Location"] == "/account/prove/?next=/account/second-factor/app/add/"
    client.post("/account/prove/", {"password": PASSWORD, "next": "/account/second-factor/app/add/"})
    client.get("/account/second-factor/app/add/")
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            text = repr(cursor.fetchall())
            found += [table for word in (address, browser) if word in text]
    for row in DeskSession.objects.all():
        assert address not in repr(row.get_decoded())
        assert browser not in repr(row.get_decoded())
    assert not found
    assert not any(model.__name__ == "UserSession" for model in apps.get_models())
