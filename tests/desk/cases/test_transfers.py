"""A case on its way between bodies: accepted by taking it, refused with a reason, decided above, and always with somebody."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from clearhall.desk.accounts.queries import actor_for
from clearhall.desk.cases import actions
from clearhall.desk.cases.errors import (
    BindingTransfer,
    CaseNotFound,
    MoveNotAllowed,
    NotOffered,
    RefusedThere,
)
from clearhall.desk.cases.models import Case, Note, Transfer
from clearhall.desk.cases.page import case_page
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.actors import Role
from clearhall.desk.lib.errors import Invalid, NotAllowed
from clearhall.desk.mailbox.models import Message
from tests.desk.cases.conftest import everything
from tests.factories import NOON, make_case

pytestmark = pytest.mark.django_db
REASON = "They answer for shops and markets"
HOUR = timedelta(hours=1)


@pytest.fixture
def three(desk):
    """People of the police, the market and the city above both, and a case that the police handed to the market."""
    desk.officer, desk.inspector = desk.actor(), desk.actor(desk.market)
    desk.chief = desk.actor(desk.city, Role.CASEWORKER)
    case = make_case(body=desk.police)
    actions.take_case(case.pk, actor=desk.officer, at=NOON)
    hand(case, desk.market, desk.officer)
    return desk, case


def hand(case, body, actor, at=NOON):
    return actions.hand_over_case(case.pk, to_body_id=body.pk, reason=REASON, actor=actor, at=at)


def refuse(case, actor, at=NOON + HOUR):
    return actions.refuse_case(case.pk, reason=REASON, actor=actor, at=at)


def answers(case):
    return list(Transfer.objects.filter(case=case).order_by("pk").values_list("answer", flat=True))


def where(case):
    return Case.objects.get(pk=case.pk).body.code


def test_taking_a_case_that_was_handed_over_accepts_it(three):
    desk, case = three
    assert answers(case) == [""]
    actions.take_case(case.pk, actor=desk.inspector, at=NOON + HOUR)
    assert answers(case) == ["accepted"]
    with pytest.raises(MoveNotAllowed):
        refuse(case, desk.inspector)


def test_a_refused_case_is_back_with_a_reason_and_the_reporter_knows(three):
    desk, case = three
    refuse(case, desk.inspector)
    assert (where(case), answers(case)) == ("police", ["refused"])
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.assignee_id, case.handed_over_at) == ("received", None, NOON + HOUR)
    assert Note.objects.latest("pk").kind == "refuse"
    assert LedgerEntry.objects.latest("index").event == "case:refused"
    assert "police" in Message.objects.latest("pk").text
    with pytest.raises(CaseNotFound):
        refuse(case, desk.inspector)


def test_what_was_not_handed_over_cannot_be_refused(desk):
    case, actor = make_case(body=desk.police), desk.actor()
    before = everything(case)
    with pytest.raises(NotOffered):
        refuse(case, actor)
    with pytest.raises(NotAllowed):
        refuse(case, desk.actor(desk.police, Role.AUDITOR))
    assert everything(case) == before


def test_a_refusal_needs_a_reason(three):
    desk, case = three
    with pytest.raises(Invalid) as refused:
        actions.refuse_case(case.pk, reason="No", actor=desk.inspector, at=NOON)
    assert refused.value.field == "reason"
    assert answers(case) == [""]


def test_two_bodies_that_refuse_each_other_end_at_the_one_above_and_its_word_holds(three):
    desk, case = three
    refuse(case, desk.inspector)
    before = everything(case)
    with pytest.raises(RefusedThere):
        hand(case, desk.market, desk.officer)
    assert everything(case) == before
    hand(case, desk.city, desk.officer)
    with pytest.raises(BindingTransfer):  # the body above is asked to decide and cannot send it back undecided
        refuse(case, desk.chief)
    hand(case, desk.market, desk.chief)
    with pytest.raises(BindingTransfer):
        refuse(case, desk.inspector)
    actions.take_case(case.pk, actor=desk.inspector, at=NOON + 2 * HOUR)
    assert (where(case), answers(case)) == ("market", ["refused", "passed_on", "accepted"])


def test_a_hand_over_from_above_that_nobody_refused_can_be_refused_once(desk):
    chief, inspector = desk.actor(desk.city), desk.actor(desk.market)
    case = make_case(body=desk.city)
    hand(case, desk.market, chief)
    refuse(case, inspector)
    assert where(case) == "city"


def test_a_case_that_is_handed_on_untaken_is_passed_on(three):
    desk, case = three
    hand(case, desk.city, desk.inspector)
    assert answers(case) == ["passed_on", ""]


def test_a_withdrawn_report_ends_the_hand_over(three):
    _desk, case = three
    actions.withdraw_by_reporter(case.pk, at=NOON + HOUR)
    assert answers(case) == ["ended"]


def test_the_tables_hold_one_open_hand_over_and_no_refusal_of_a_binding_one(three):
    desk, case = three
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.create(case=case, from_body=desk.city, to_body=desk.police, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.update(is_binding=True, answer="refused", answered_at=NOON)


def test_the_page_says_where_it_comes_from_and_offers_to_refuse(three, client):
    desk, case = three
    person = desk.person(desk.market)
    client.force_login(person)
    address = reverse("cases:case", args=[case.pk])
    said = client.get(address).content.decode()
    assert "Handed to your body" in said
    assert "refuse" in {offer.move for offer in case_page(case.pk, actor=actor_for(person), at=NOON).offers}
    answer = client.post(reverse("cases:step", args=[case.pk, "refuse"]), {"reason": REASON})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("cases:queue")
    assert where(case) == "police"
    client.force_login(desk.person())
    assert "refused" in client.get(address).content.decode()
