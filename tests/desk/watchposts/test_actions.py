"""Accreditation of watchposts and their members."""

import pytest

from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.actors import Role, job
from clearhall.desk.lib.errors import Invalid, NotFound
from clearhall.desk.watchposts.actions import accredit_watchpost, add_member
from clearhall.desk.watchposts.models import Watchpost, WatchpostMember
from tests.factories import NOON, make_actor, make_body, make_person

JOB = job("test")
BANK = {"kind": "bank", "name_zh": "银行", "name_en": "Bank", "at": NOON}
pytestmark = pytest.mark.django_db


def test_accredit_watchpost_saves_and_records():
    body = make_body("city")
    actor = make_actor(body=body, roles=(Role.ADMINISTRATOR,))
    post = accredit_watchpost("bank", **BANK, body_id=body.pk, harms=["phishing"], actor=actor)
    assert (post.harms, post.accredited_at, post.suspended_at) == (["phishing"], NOON, None)
    assert LedgerEntry.objects.get().event == "watchpost:accredited"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_of_the_body_accredits(role):
    body = make_body("city")
    stranger = make_actor(body=make_body("other"), roles=(Role.ADMINISTRATOR,))
    for actor in (make_actor(body=body, roles=(role,)), stranger):
        with pytest.raises(NotFound):
            accredit_watchpost("bank", **BANK, body_id=body.pk, actor=actor)
    assert not Watchpost.objects.exists()
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"), [({"kind": "influencer"}, "kind"), ({"harms": ["opinion"]}, "harms"), ({}, "code")]
)
def test_accredit_watchpost_names_the_field_that_is_wrong(changes, field):
    body = make_body("city")
    accredit_watchpost("bank", **BANK, body_id=body.pk, actor=JOB)
    code = "bank" if field == "code" else "other"
    with pytest.raises(Invalid) as caught:
        accredit_watchpost(code, **(BANK | changes), body_id=body.pk, actor=JOB)
    assert caught.value.field == field
    assert Watchpost.objects.count() == 1


def test_a_person_belongs_to_one_watchpost():
    body = make_body("city")
    post = accredit_watchpost("bank", **BANK, body_id=body.pk, actor=JOB)
    person = make_person()
    add_member(post.pk, person_id=person.pk, actor=JOB, at=NOON)
    with pytest.raises(Invalid):
        add_member(post.pk, person_id=person.pk, actor=JOB, at=NOON)
    with pytest.raises(NotFound):
        add_member(post.pk, person_id=0, actor=JOB, at=NOON)
    with pytest.raises(NotFound):
        add_member(0, person_id=person.pk, actor=JOB, at=NOON)
    assert WatchpostMember.objects.count() == 1
