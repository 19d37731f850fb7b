"""Sign-ins end on the server: by their owner, by time, by a new password, by a changed role, by leaving."""

from datetime import timedelta

import pytest
from django.test import Client

from clearhall.desk.accounts import sessions
from clearhall.desk.accounts.actions import deactivate_person, give_role, take_role
from clearhall.desk.accounts.jobs import forget_old_sign_ins
from clearhall.desk.accounts.models import DeskSession
from clearhall.desk.accounts.sessions import idle_end, stored_key
from clearhall.desk.lib.actors import Role, job
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.limits import limit
from tests.desk.accounts.helpers import PASSWORD, sign_in, signed_in, with_password
from tests.factories import NOON, make_body, make_person

pytestmark = pytest.mark.django_db
SYSTEM = job("test")


@pytest.fixture
def body():
    return make_body("top")


@pytest.fixture
def ada(body):
    return with_password(make_person("ada", body=body, roles=(Role.AUDITOR,)))


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def stolen(client: Client) -> Client:
    thief = Client(REMOTE_ADDR="198.51.100.66")
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    return thief


def test_a_stolen_session_is_dead_once_its_owner_ends_it(ada):
    first, second = Client(), Client()
    sign_in(first, ada)
    sign_in(second, ada)
    thief = stolen(first)
    assert is_in(thief)
    second.post("/account/sign-ins/end/", {"sign_in": stored_key(first.cookies["sessionid"].value)})
    assert not is_in(thief)
    assert not is_in(first)
    assert is_in(second)


def test_signing_out_kills_the_session_on_the_server(client, ada):
    sign_in(client, ada)
    thief = stolen(client)
    client.post("/account/sign-out/")
    assert not is_in(thief)


def test_ending_all_others_leaves_this_one(ada):
    browsers = [signed_in(ada) for _ in range(3)]
    page = browsers[0].post("/account/sign-ins/end/", follow=True)
    assert "2 other sign-ins were ended" in page.content.decode()
    assert [is_in(browser) for browser in browsers] == [True, False, False]


def test_nobody_ends_the_sign_in_of_somebody_else(ada, body):
    mine, theirs = signed_in(make_person(body=body)), signed_in(ada)
    mine.post("/account/sign-ins/end/", {"sign_in": stored_key(theirs.session.session_key)})
    assert is_in(theirs)


def test_the_list_shows_days_and_this_one_and_no_more(ada):
    client = signed_in(ada)
    signed_in(ada)
    text = client.get("/account/").content.decode()
    assert text.count("This one") == 1
    assert text.count('name="sign_in"') == 1


def test_a_new_password_ends_the_other_sign_ins_and_keeps_this_one(ada):
    mine, other = Client(), Client()
    sign_in(mine, ada)
    sign_in(other, ada)
    mine.post("/account/password/", {"old_password": PASSWORD, "password": "eight louder lanterns"})
    assert is_in(mine)
    assert not is_in(other)
    ada.refresh_from_db()
    assert ada.check_password("eight louder lanterns")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("wrong", "eight louder lanterns", "old_password"),
        (PASSWORD, "short", "password"),
        (PASSWORD, "password12345", "password"),
    ],
)
def test_a_password_is_not_changed_without_the_old_one_or_to_a_weak_one(ada, old, new, field):
    client = signed_in(ada)
    response = client.post("/account/password/", {"old_password": old, "password": new})
    assert response.status_code == 200
    assert field in response.context["form"].errors
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_guessing_the_old_password_in_a_stolen_session_is_slowed_down(ada):
    client = signed_in(ada)
    for _ in range(11):
        response = client.post("/account/password/", {"old_password": "guess", "password": "eight louder lanterns"})
    assert "Too many tries" in str(response.context["form"].errors)


@pytest.mark.parametrize("change", ["give", "take", "deactivate"])
def test_changes_of_what_somebody_may_do_end_their_sign_ins(ada, body, change):
    client = signed_in(ada)
    if change == "give":
        give_role(ada.pk, body_id=body.pk, role=Role.REVIEWER, actor=SYSTEM, at=NOON)
    elif change == "take":
        take_role(ada.pk, body_id=body.pk, role=Role.AUDITOR, actor=SYSTEM, at=NOON)
    else:
        deactivate_person(ada.pk, actor=SYSTEM, at=NOON)
    assert not is_in(client)
    assert not DeskSession.objects.filter(person=ada).exists()


def test_the_table_holds_no_key_that_a_thief_of_a_backup_could_use(client, ada):
    sign_in(client, ada)
    row = DeskSession.objects.get(person=ada)
    key = client.cookies["sessionid"].value
    assert row.session_key == stored_key(key) != key
    thief = Client()
    thief.cookies["sessionid"] = row.session_key
    assert not is_in(thief)
    assert ada.username not in row.session_data  # sealed


def test_a_sign_in_nobody_uses_ends_after_the_idle_time(client, ada):
    sign_in(client, ada)
    row = DeskSession.objects.get(person=ada)
    assert row.expire_date - now() <= timedelta(minutes=limit("session_idle_minutes"))
    DeskSession.objects.update(expire_date=now() - timedelta(seconds=1))
    assert not is_in(client)


def test_use_pushes_the_idle_time_out_and_never_beyond_the_longest_life(client, ada):
    sign_in(client, ada)
    DeskSession.objects.update(expire_date=now() + timedelta(minutes=10))
    assert is_in(client)
    assert DeskSession.objects.get(person=ada).expire_date > now() + timedelta(minutes=50)
    longest = timedelta(hours=limit("session_hours"))
    assert idle_end(NOON, at=NOON + longest - timedelta(minutes=1)) == NOON + longest


def test_a_busy_minute_costs_no_write(client, ada, django_assert_num_queries):
    sign_in(client, ada)
    is_in(client)
    before = DeskSession.objects.get(person=ada).expire_date
    is_in(client)
    assert DeskSession.objects.get(person=ada).expire_date == before


def test_old_sign_ins_are_forgotten(client, ada):
    sign_in(client, ada)
    assert forget_old_sign_ins(at=now()) == 0
    assert forget_old_sign_ins(at=now() + timedelta(hours=2)) == 1


def test_a_session_sealed_with_a_lost_key_is_nobodys(client, ada, monkeypatch):
    sign_in(client, ada)
    monkeypatch.setattr(sessions, "SEAL_PURPOSE", "something else")
    assert not is_in(client)
