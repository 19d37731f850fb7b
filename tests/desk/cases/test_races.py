"""Two people at the same case at the same moment, on whichever database the suite runs."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from clearhall.desk.cases import actions
from clearhall.desk.cases.actions import Closing
from clearhall.desk.cases.errors import AlreadyTaken, MoveNotAllowed, NotHolder
from clearhall.desk.cases.models import Case, ClockChange, Transfer
from clearhall.desk.cases.states import ClosingState, Decision, PauseGround
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.actors import Role
from clearhall.desk.mailbox.models import Message
from tests.factories import NOON, make_actor, make_body, make_case

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Run each call in a thread of its own, all starting together; return what each returned or raised."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            barrier.wait(10)
            results[place] = call()
        except Exception as error:  # noqa: BLE001 - whatever it was is what the test looks at
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_of_eight_who_take_a_case_one_gets_it_and_the_others_are_told():
    body = make_body("police", harms=("phishing",))
    case, actors = make_case(body=body), [make_actor(body=body) for _ in range(8)]
    results = at_once(*(lambda actor=actor: actions.take_case(case.pk, actor=actor, at=NOON) for actor in actors))
    won = [result for result in results if isinstance(result, Case)]
    assert len(won) == 1
    assert [type(result) for result in results if result is not won[0]] == [AlreadyTaken] * 7
    assert LedgerEntry.objects.count() == 1


def test_a_case_that_is_closed_and_handed_over_at_once_ends_in_one_of_both():
    body, other = make_body("police"), make_body("market")
    case, actor = make_case(body=body), make_actor(body=body)
    actions.take_case(case.pk, actor=actor, at=NOON)
    closing = Closing(ClosingState.UNFOUNDED, reason="Nothing was found there")
    results = at_once(
        lambda: actions.close_case(case.pk, closing, actor=actor, at=NOON),
        lambda: actions.hand_over_case(case.pk, to_body_id=other.pk, reason="It is theirs", actor=actor, at=NOON),
    )
    assert len([result for result in results if isinstance(result, Case)]) == 1
    assert LedgerEntry.objects.count() == 2
    assert Message.objects.count() == 1


def test_twenty_steps_at_once_leave_twenty_records_without_a_gap():
    body = make_body("police")
    cases, actor = [make_case(body=body) for _ in range(20)], make_actor(body=body)
    results = at_once(*(lambda case=case: actions.take_case(case.pk, actor=actor, at=NOON) for case in cases))
    assert not [result for result in results if isinstance(result, AlreadyTaken | MoveNotAllowed | NotHolder)]
    assert sorted(LedgerEntry.objects.values_list("index", flat=True)) == list(range(20))


def test_of_twenty_who_pause_the_time_at_once_one_does():
    body = make_body("police", harms=("phishing",))
    case, actor = make_case(body=body), make_actor(body=body)
    actions.take_case(case.pk, actor=actor, at=NOON)

    def pause():
        until, reason = NOON + timedelta(days=1), "We wait for the bank"
        return actions.pause_clock(
            case.pk, ground=PauseGround.OTHER_BODY, until=until, reason=reason, actor=actor, at=NOON
        )

    results = at_once(*[pause] * 20)
    assert sorted(type(result).__name__ for result in results) == ["ClockChange", *["ClockPaused"] * 19]
    assert ClockChange.objects.count() == 1


def test_of_ten_who_ask_and_decide_at_once_nothing_is_decided_twice():
    body = make_body("police", harms=("phishing",))
    case, actor = make_case(body=body), make_actor(body=body)
    actions.take_case(case.pk, actor=actor, at=NOON)
    actions.ask_for_time(case.pk, hours=8, reason="We wait for the bank", actor=actor, at=NOON)
    reviewers = [make_actor(body=body, roles=(Role.REVIEWER,)) for _ in range(10)]

    def decide(reviewer):
        reason = "The bank needs it"
        return actions.decide_time(case.pk, decision=Decision.GRANTED, reason=reason, actor=reviewer, at=NOON)

    results = at_once(*(lambda reviewer=reviewer: decide(reviewer) for reviewer in reviewers))
    assert sorted(type(result).__name__ for result in results) == [*["NoTimeRequest"] * 9, "TimeRequest"]
    assert ClockChange.objects.filter(what="extend").count() == 1


def test_of_ten_who_take_and_ten_who_refuse_a_case_at_once_one_decides():
    body, other = make_body("police", harms=("phishing",)), make_body("market")
    case, actor = make_case(body=body), make_actor(body=body)
    actions.hand_over_case(case.pk, to_body_id=other.pk, reason="It is all theirs", actor=actor, at=NOON)
    there = [make_actor(body=other) for _ in range(10)]

    def refuse(one):
        return actions.refuse_case(case.pk, reason="It is not ours", actor=one, at=NOON)

    results = at_once(
        *(lambda one=one: actions.take_case(case.pk, actor=one, at=NOON) for one in there),
        *(lambda one=one: refuse(one) for one in there),
    )
    assert len([result for result in results if isinstance(result, Case)]) == 1
    assert Transfer.objects.get().answer in ("accepted", "refused")
    assert (Case.objects.get().body_id == other.pk) is (Transfer.objects.get().answer == "accepted")
