"""Second factors: set up, asked for, sealed at rest, counted once, removed with notice to the log."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from clearhall.desk.accounts import second_factors
from clearhall.desk.accounts.actions import drop_second_factor
from clearhall.desk.accounts.events import PersonEvent
from clearhall.desk.accounts.models import DeskSession
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.actors import Role, job
from clearhall.desk.upkeep.rotation import add_key, reseal_all, unused_keys
from tests.desk.accounts.helpers import requiring_second_factor, sign_in, with_password
from tests.factories import NOON, make_body, make_person

pytestmark = pytest.mark.django_db


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def ada():
    return with_password(make_person("ada", body=make_body("top"), roles=(Role.ADMINISTRATOR,)))


@pytest.fixture
def secret(ada, client):
    """The secret of an authenticator app that ada has just set up in `client`."""
    sign_in(client, ada)
    page = client.get("/account/second-factor/app/add/").content.decode()
    found = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page)[1]
    answer = client.post("/account/second-factor/app/add/", {"code": code_of(found)})
    assert answer["Location"] == "/account/second-factor/codes/"
    return found


def test_the_required_second_factor_is_set_up_in_two_minutes_and_then_the_desk_opens(client, ada, monkeypatch, request):
    requiring_second_factor(monkeypatch)
    request.getfixturevalue("secret")
    assert client.get("/people/").status_code == 200
    codes = re.findall(r"<li><code>(\d{8})</code>", client.get("/account/second-factor/codes/").content.decode())
    assert len(codes) == 10
    assert client.get("/account/second-factor/codes/file/").status_code == 200


def test_the_password_alone_no_longer_signs_in(ada, secret):
    client = Client()
    assert sign_in(client, ada)["Location"] == "/account/second-factor/code/"
    assert client.get("/people/").status_code == 302
    wrong = client.post("/account/second-factor/code/", {"code": "000000"})
    assert "not right" in wrong.content.decode()
    right = client.post("/account/second-factor/code/", {"code": code_of(secret)})
    assert right["Location"] == "/people/"
    assert client.get("/people/").status_code == 200


def test_a_code_counts_once(ada, secret):
    code = code_of(secret)
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client, ada)
    assert first.post("/account/second-factor/code/", {"code": code}).status_code == 302
    assert second.post("/account/second-factor/code/", {"code": code}).status_code == 200


def test_codes_are_not_to_be_guessed(ada, secret):
    client = Client()
    sign_in(client, ada)
    answers = [client.post("/account/second-factor/code/", {"code": f"{n:06}"}).content.decode() for n in range(8)]
    assert "Too many tries" in answers[-1]


def test_a_recovery_code_works_once(ada, secret, client):
    code = re.search(r"<li><code>(\d{8})</code>", client.get("/account/second-factor/codes/").content.decode())[1]
    for expected in (302, 200):
        other = Client()
        sign_in(other, ada)
        assert other.post("/account/second-factor/code/", {"code": code}).status_code == expected


def test_secrets_are_sealed_in_the_table_and_move_to_a_new_key(ada, secret):
    row = Authenticator.objects.get(type="totp")
    assert secret not in str(row.data)
    assert second_factors.unseal_text(row.data["secret"]) == secret
    add_key()
    counts = reseal_all(progress=lambda name, count: None)
    assert counts["mfa_authenticator.data"] == 2  # the app and the recovery codes
    assert unused_keys()
    row.refresh_from_db()
    assert second_factors.unseal_text(row.data["secret"]) == secret
    assert second_factors.reseal() == 0


def test_setting_up_and_removing_is_in_the_log_and_ends_other_sign_ins(
    ada, client, request, django_capture_on_commit_callbacks
):
    other = Client()
    sign_in(other, ada)
    with django_capture_on_commit_callbacks(execute=True):
        request.getfixturevalue("secret")
    assert other.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/second-factor/app/remove/")
    assert not Authenticator.objects.exists()
    events = list(LedgerEntry.objects.order_by("index").values_list("event", flat=True))
    assert events.count(PersonEvent.SECOND_FACTOR_ADDED) >= 1
    assert PersonEvent.SECOND_FACTOR_REMOVED in events


def test_an_administrator_removes_a_lost_factor_and_the_sign_ins_with_it(ada, secret):
    drop_second_factor(ada.pk, actor=job("test"), at=NOON)
    assert not Authenticator.objects.exists()
    assert not DeskSession.objects.filter(person=ada).exists()


def test_the_secret_of_an_unfinished_set_up_does_not_lie_open_in_the_session_table(client, ada):
    sign_in(client, ada)
    page = client.get("/account/second-factor/app/add/").content.decode()
    found = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page)[1]
    assert all(found not in row.session_data for row in DeskSession.objects.all())


def test_the_set_up_page_needs_no_script_and_no_picture_from_elsewhere(client, ada):
    sign_in(client, ada)
    page = client.get("/account/second-factor/app/add/").content.decode()
    assert "<svg" in page
    assert "data:image" not in page
