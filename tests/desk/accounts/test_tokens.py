"""API tokens: shown once, kept as a hash, good for their scope and time and no longer."""

from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from clearhall.desk.accounts import actions
from clearhall.desk.accounts.errors import ScopeMissing, TokenNotFound, TokenRefused, WatchpostSuspended
from clearhall.desk.accounts.events import Scope, TokenEvent
from clearhall.desk.accounts.http import TokenAuth
from clearhall.desk.accounts.models import ApiToken
from clearhall.desk.accounts.queries import actor_for, find_token
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.actors import Role
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import Invalid, NotFound, NotNow
from clearhall.desk.lib.limits import LIMITS, Limit, Unit
from clearhall.desk.watchposts.models import Watchpost, WatchpostMember
from tests.desk.accounts.helpers import signed_in
from tests.factories import NOON, make_body, make_person

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=90)


@pytest.fixture
def body():
    return make_body("top")


@pytest.fixture
def admin(body):
    return actor_for(make_person(body=body, roles=(Role.ADMINISTRATOR,)))


@pytest.fixture
def bank(body):
    return Watchpost.objects.create(
        code="bank", name_zh="银行", name_en="Bank", kind="bank", body=body, accredited_at=NOON
    )


def issue(actor, *, scopes=(Scope.REPORTS_WRITE,), at=NOON, until=LATER, **owner):
    return actions.issue_token("loader", scopes=scopes, expires_at=until, actor=actor, at=at, **owner)


def test_a_token_is_found_by_what_was_shown_once(body, admin, django_assert_num_queries):
    plain = issue(admin, body_id=body.pk)
    with django_assert_num_queries(1):
        token = find_token(plain, at=NOON)
    assert token.scopes == {"reports:write"}
    assert (token.actor.label, token.body_id, token.watchpost_id) == ("body:top", body.pk, None)
    assert not token.actor.roles
    assert plain.encode() not in bytes(ApiToken.objects.get().digest)
    entry = LedgerEntry.objects.get()
    assert entry.event == TokenEvent.ISSUED
    assert plain not in bytes(entry.payload).decode()


def test_a_token_that_reads_cases_reads_the_branch_and_no_more(body, admin):
    below, _beside = make_body(parent=body), make_body()
    token = find_token(issue(admin, scopes=[Scope.CASES_READ], body_id=body.pk), at=NOON)
    assert token.actor.roles == {Role.AUDITOR: {body.pk, below.pk}}


@pytest.mark.parametrize("why", ["expired", "revoked", "wrong", "empty"])
def test_tokens_that_do_not_work(body, admin, why):
    plain = issue(admin, body_id=body.pk)
    if why == "revoked":
        actions.revoke_token(ApiToken.objects.get().pk, actor=admin, at=NOON)
    found = find_token({"wrong": plain + "x", "empty": ""}.get(why, plain), at=LATER if why == "expired" else NOON)
    assert found is None


@given(st.text(max_size=40))
def test_no_text_at_all_breaks_the_look_up(text):
    assert find_token(text, at=NOON) is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"until": NOON}, "expires_at"),
        ({"until": NOON + timedelta(days=367)}, "expires_at"),
    ],
)
def test_what_a_token_cannot_be(body, admin, change, field):
    with pytest.raises(Invalid) as caught:
        issue(admin, body_id=body.pk, **change)
    assert caught.value.field == field
    assert not ApiToken.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_a_watchpost_never_gets_the_scope_for_cases(bank, admin):
    with pytest.raises(Invalid):
        issue(admin, scopes=[Scope.REPORTS_WRITE, Scope.CASES_READ], watchpost_id=bank.pk)


def test_only_its_administrators_and_its_members_make_tokens_for_a_watchpost(bank, body):
    member = make_person("member")
    WatchpostMember.objects.create(watchpost=bank, person=member)
    plain = issue(actor_for(member), watchpost_id=bank.pk)
    assert find_token(plain, at=NOON).actor.label == "watchpost:bank"
    for stranger in (
        make_person("stranger"),
        make_person("worker", body=body),
        make_person("elsewhere", body=make_body(), roles=(Role.ADMINISTRATOR,)),
    ):
        with pytest.raises(NotFound):
            issue(actor_for(stranger), watchpost_id=bank.pk)
        with pytest.raises(TokenNotFound):
            actions.revoke_token(ApiToken.objects.get().pk, actor=actor_for(stranger), at=NOON)
    with pytest.raises(NotFound):
        issue(actor_for(member), body_id=body.pk)


def test_there_is_a_limit_to_valid_tokens(body, admin, monkeypatch):
    monkeypatch.setitem(LIMITS, "tokens", Limit(2, Unit.COUNT, "test"))
    issue(admin, body_id=body.pk)
    issue(admin, body_id=body.pk)
    with pytest.raises(NotNow):
        issue(admin, body_id=body.pk)
    actions.revoke_token(ApiToken.objects.first().pk, actor=admin, at=NOON)
    issue(admin, body_id=body.pk)


def request_with(plain):
    return RequestFactory().get("/api/", headers={"Authorization": f"Bearer {plain}"} if plain else {})


def test_an_endpoint_lets_the_right_scope_in_and_notes_the_day_once(body, admin, django_assert_num_queries):
    plain = issue(admin, body_id=body.pk, at=now(), until=now() + timedelta(days=2))
    request = request_with(plain)
    assert TokenAuth(Scope.REPORTS_WRITE)(request).name == "loader"
    assert request.actor.label == "body:top"
    assert ApiToken.objects.get().last_used_on == now().date()
    with django_assert_num_queries(1):
        TokenAuth(Scope.REPORTS_WRITE)(request_with(plain))


def test_an_endpoint_refuses_by_name(bank, body, admin):
    plain = issue(admin, watchpost_id=bank.pk, at=now(), until=now() + timedelta(days=2))
    with pytest.raises(ScopeMissing):
        TokenAuth(Scope.CASES_READ)(request_with(plain))
    for wrong in ("", "wrong", "x" * 5000):
        with pytest.raises(TokenRefused):
            TokenAuth(Scope.REPORTS_WRITE)(request_with(wrong))
    bank.suspended_at = NOON
    bank.save()
    with pytest.raises(WatchpostSuspended):
        TokenAuth(Scope.REPORTS_WRITE)(request_with(plain))


def test_a_member_makes_and_revokes_a_token_on_the_page(bank):
    member = make_person("member")
    WatchpostMember.objects.create(watchpost=bank, person=member)
    client = signed_in(member)
    form = {
        "name": "nightly upload",
        "owner": f"watchpost:{bank.pk}",
        "scopes": ["reports:write"],
        "expires_on": (now() + timedelta(days=30)).date().isoformat(),
    }
    page = client.post("/tokens/new/", form).content.decode()
    token = ApiToken.objects.get()
    assert "clearhall_" in page
    listed = client.get("/tokens/").content.decode()
    assert "nightly upload" in listed
    assert "clearhall_" not in listed
    client.post(f"/tokens/{token.pk}/revoke/")
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_tokens_of_others_are_neither_listed_nor_revoked(bank, admin, body):
    issue(admin, body_id=body.pk)
    member = make_person("member")
    WatchpostMember.objects.create(watchpost=bank, person=member)
    client = signed_in(member)
    assert "loader" not in client.get("/tokens/").content.decode()
    assert client.post(f"/tokens/{ApiToken.objects.get().pk}/revoke/").status_code == 404
    assert Client().get("/tokens/").status_code == 302
    assert signed_in(make_person("nobody")).get("/tokens/").status_code == 404
