"""The time to close: pauses for a listed reason, more time by another person's decision, other working hours, closing and reopening."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localtime

from clearhall.desk.accounts.queries import actor_for
from clearhall.desk.bodies.models import Calendar
from clearhall.desk.cases import actions
from clearhall.desk.cases.actions import Closing
from clearhall.desk.cases.clocks import Clocks, changes_of
from clearhall.desk.cases.errors import (
    CaseNotFound,
    ClockPaused,
    ClockRuns,
    MoveNotAllowed,
    NotHolder,
    NoTimeRequest,
    OwnTimeRequest,
    TimeAskedAlready,
)
from clearhall.desk.cases.jobs import wind_after_new_hours
from clearhall.desk.cases.models import Case, ClockChange, ClockMark, Note, TimeRequest
from clearhall.desk.cases.page import case_page
from clearhall.desk.cases.states import ClosingState, Decision, PauseGround
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.actors import Role
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import Invalid, NotAllowed
from clearhall.desk.mailbox.models import Message
from tests.desk.cases.conftest import everything
from tests.factories import NOON, make_case

pytestmark = pytest.mark.django_db
REASON = "The bank needs two days for it"
DAY = timedelta(days=1)


@pytest.fixture
def round_the_clock(db):
    """Working hours without nights, so that tests can count in their heads."""
    week = {day: [["00:00", "24:00"]] for day in "1234567"}
    return Calendar.objects.create(code="always", valid_from="2020-01-01", week=week)


@pytest.fixture
def held(desk, round_the_clock):
    """A case of the police, which works round the clock, and who has it."""
    desk.police.calendar_code = "always"
    desk.police.save()
    actor = desk.actor()
    case = make_case(body=desk.police)
    actions.take_case(case.pk, actor=actor, at=NOON)
    Clocks().wind(case)
    Case.objects.filter(pk=case.pk).update(due_at=case.due_at, first_response_due_at=case.first_response_due_at)
    case.refresh_from_db()
    return case, actor


def pause(case, actor, *, at=NOON, until=NOON + 5 * DAY, ground=PauseGround.OTHER_BODY):
    return actions.pause_clock(case.pk, ground=ground, until=until, reason=REASON, actor=actor, at=at)


def due_at(case):
    return Case.objects.get(pk=case.pk).due_at


def test_a_pause_moves_the_due_time_by_its_length_and_tells_the_reporter(held):
    case, actor = held
    pause(case, actor)
    assert due_at(case) == case.due_at + 5 * DAY
    assert LedgerEntry.objects.order_by("-index")[0].event == "case:clock_paused"
    assert Note.objects.get(case=case).text == REASON
    assert "2026" in Message.objects.latest("pk").text


def test_it_runs_again_when_somebody_says_so_or_when_the_pause_is_over(held):
    case, actor = held
    pause(case, actor)
    actions.resume_clock(case.pk, actor=actor, at=NOON + DAY)
    assert due_at(case) == case.due_at + DAY
    pause(case, actor, at=NOON + 1.5 * DAY, until=NOON + 2.5 * DAY)
    with pytest.raises(ClockRuns):  # it has ended by itself
        actions.resume_clock(case.pk, actor=actor, at=NOON + 2.5 * DAY)
    assert due_at(case) == case.due_at + 2 * DAY


def test_the_reporters_answer_ends_the_wait_for_it_and_no_other(held):
    case, actor = held
    pause(case, actor, ground=PauseGround.REPORTER)
    actions.reporter_answered(case.pk, at=NOON + DAY)
    assert due_at(case) == case.due_at + DAY
    pause(case, actor, at=NOON + 1.5 * DAY, until=NOON + 3.5 * DAY, ground=PauseGround.COURT)
    actions.reporter_answered(case.pk, at=NOON + 2 * DAY)
    assert due_at(case) == case.due_at + 3 * DAY


@pytest.mark.parametrize("until", [NOON, NOON - DAY, NOON + 61 * DAY])
def test_a_pause_has_an_end_that_is_not_far(held, until):
    case, actor = held
    before = everything(case)
    with pytest.raises(Invalid) as refused:
        pause(case, actor, until=until)
    assert refused.value.field == "until"
    assert everything(case) == before


def test_what_cannot_be_paused(held, desk):
    case, actor = held
    pause(case, actor)
    before = everything(case)
    with pytest.raises(ClockPaused):
        pause(case, actor)
    with pytest.raises(NotHolder):
        pause(case, desk.actor())
    with pytest.raises(CaseNotFound):
        pause(case, desk.actor(desk.market))
    with pytest.raises(NotAllowed):
        pause(case, desk.actor(desk.police, Role.AUDITOR))
    assert everything(case) == before
    with pytest.raises(MoveNotAllowed):
        pause(make_case(body=desk.police), actor)


def test_more_time_needs_a_second_person(held, desk):
    case, actor = held
    reviewer = desk.actor(desk.police, Role.REVIEWER)
    with pytest.raises(NoTimeRequest):
        actions.decide_time(case.pk, decision=Decision.GRANTED, reason=REASON, actor=reviewer, at=NOON)
    actions.ask_for_time(case.pk, hours=24, reason=REASON, actor=actor, at=NOON)
    assert due_at(case) == case.due_at
    with pytest.raises(TimeAskedAlready):
        actions.ask_for_time(case.pk, hours=24, reason=REASON, actor=actor, at=NOON)
    with pytest.raises(NotAllowed):
        actions.decide_time(case.pk, decision=Decision.GRANTED, reason=REASON, actor=desk.actor(), at=NOON)
    actions.decide_time(case.pk, decision=Decision.GRANTED, reason=REASON, actor=reviewer, at=NOON + DAY)
    assert due_at(case) == case.due_at + DAY
    request = TimeRequest.objects.get(case=case)
    assert (request.decision, request.decided_by_id) == ("granted", reviewer.person_id)
    with pytest.raises(NoTimeRequest):
        actions.decide_time(case.pk, decision=Decision.REFUSED, reason=REASON, actor=reviewer, at=NOON + DAY)


def test_a_reviewer_who_works_on_the_case_does_not_decide_alone(held, desk):
    case, _actor = held
    both = desk.actor(desk.police, Role.CASEWORKER, Role.REVIEWER)
    actions.assign_case(case.pk, to_person_id=both.person_id, actor=both, at=NOON)
    actions.ask_for_time(case.pk, hours=24, reason=REASON, actor=both, at=NOON)
    before = everything(case)
    with pytest.raises(OwnTimeRequest):
        actions.decide_time(case.pk, decision=Decision.GRANTED, reason=REASON, actor=both, at=NOON)
    assert everything(case) == before
    with pytest.raises(IntegrityError), transaction.atomic():
        TimeRequest.objects.update(decision="granted", decided_by_id=both.person_id, decided_at=NOON)


def test_a_refusal_changes_no_due_time(held, desk):
    case, actor = held
    reviewer = desk.actor(desk.police, Role.REVIEWER)
    actions.ask_for_time(case.pk, hours=24, reason=REASON, actor=actor, at=NOON)
    actions.decide_time(case.pk, decision=Decision.REFUSED, reason=REASON, actor=reviewer, at=NOON)
    assert due_at(case) == case.due_at
    assert not ClockChange.objects.exists()


@pytest.mark.parametrize("hours", [0, -8, 401])
def test_hours_out_of_range_are_refused_by_name(held, hours):
    case, actor = held
    with pytest.raises(Invalid) as refused:
        actions.ask_for_time(case.pk, hours=hours, reason=REASON, actor=actor, at=NOON)
    assert refused.value.field == "hours"


def test_another_body_counts_on_in_its_own_hours_and_without_the_pause(held, desk):
    case, actor = held
    allowed = case.due_at - case.opened_at
    pause(case, actor, at=NOON, until=NOON + 30 * DAY)
    actions.hand_over_case(case.pk, to_body_id=desk.market.pk, reason=REASON, actor=actor, at=NOON + DAY)
    changes = changes_of([case.pk])[case.pk]
    assert [change.what for change in changes] == ["pause", "resume", "move"]
    case = Case.objects.get(pk=case.pk)
    reading = Clocks().close(case, changes)
    assert reading.used == NOON - case.opened_at  # what the police worked, round the clock, counts
    assert reading.left == allowed - reading.used
    assert case.due_at == reading.due_at > NOON + DAY + reading.left  # the market has nights


def test_closing_stops_the_clock_and_reopening_starts_a_new_one(held):
    case, actor = held
    pause(case, actor, until=NOON + 20 * DAY)
    closing = Closing(ClosingState.UNFOUNDED, reason=REASON)
    actions.close_case(case.pk, closing, actor=actor, at=NOON + DAY)
    page = case_page(case.pk, actor=actor, at=NOON + 40 * DAY)
    assert page.pause is None
    assert not page.clocks[1].is_over
    actions.reopen_by_reporter(case.pk, at=NOON + 2 * DAY)
    page = case_page(case.pk, actor=actor, at=NOON + 2 * DAY)
    assert page.pause is None
    assert due_at(case) == NOON + 2 * DAY + (case.due_at - case.opened_at)


def test_the_stored_due_time_is_the_one_that_the_page_works_out(held, desk):
    case, actor = held
    pause(case, actor, at=NOON + DAY / 3, until=NOON + 2 * DAY)
    actions.ask_for_time(case.pk, hours=7, reason=REASON, actor=actor, at=NOON + DAY)
    reviewer = desk.actor(desk.police, Role.REVIEWER)
    actions.decide_time(case.pk, decision=Decision.GRANTED, reason=REASON, actor=reviewer, at=NOON + DAY)
    page = case_page(case.pk, actor=actor, at=NOON + DAY)
    assert page.clocks[1].reading.due_at == due_at(case) == case.due_at + (2 - 1 / 3) * DAY + timedelta(hours=7)


def test_a_holiday_moves_open_cases_and_leaves_closed_ones(held, desk, round_the_clock):
    case, actor = held
    closed = make_case(body=desk.police)
    actions.take_case(closed.pk, actor=actor, at=NOON)
    actions.close_case(closed.pk, Closing(ClosingState.UNFOUNDED, reason=REASON), actor=actor, at=NOON)
    closed_due_at = due_at(closed)
    wind_after_new_hours(at=NOON)
    assert wind_after_new_hours(at=NOON + DAY) == 0
    round_the_clock.holidays = [f"{localtime(NOON + DAY):%Y-%m-%d}"]
    round_the_clock.save()
    assert wind_after_new_hours(at=NOON + DAY) == 1
    assert due_at(case) == case.due_at + DAY
    assert due_at(closed) == closed_due_at
    assert wind_after_new_hours(at=NOON + 2 * DAY) == 0


def test_a_case_that_came_in_with_the_old_hours_is_wound_soon_after(held):
    case, _actor = held
    wind_after_new_hours(at=case.opened_at + timedelta(minutes=1))
    Case.objects.filter(pk=case.pk).update(due_at=case.due_at - DAY)
    assert wind_after_new_hours(at=case.opened_at + timedelta(minutes=2)) == 1
    assert due_at(case) == case.due_at


def test_a_job_that_is_killed_half_way_goes_on_next_time(held, monkeypatch):
    case, _actor = held
    Case.objects.filter(pk=case.pk).update(due_at=case.due_at - DAY)
    with monkeypatch.context() as killed:
        killed.setattr(ClockMark.objects, "create", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            wind_after_new_hours(at=NOON)
    assert not ClockMark.objects.exists()
    assert wind_after_new_hours(at=NOON) == 0
    assert ClockMark.objects.count() == 1


def test_the_page_offers_what_fits_and_shows_the_working(held, desk):
    case, actor = held
    pause(case, actor)
    page = case_page(case.pk, actor=actor, at=NOON + DAY)
    offered = {offer.move for offer in page.offers}
    assert "resume" in offered
    assert "pause" not in offered
    assert [part.why for part in page.clocks[1].reading.parts if part.why] == ["waits for another body or an expert"]
    actions.ask_for_time(case.pk, hours=8, reason=REASON, actor=actor, at=NOON + DAY)
    reviewer = desk.actor(desk.police, Role.REVIEWER)
    assert "decide_time" in {offer.move for offer in case_page(case.pk, actor=reviewer, at=NOON + DAY).offers}
    assert "decide_time" not in {offer.move for offer in case_page(case.pk, actor=actor, at=NOON + DAY).offers}


def test_a_person_pauses_and_asks_for_time_on_the_page(desk, client):
    person = desk.person()
    actor, case = actor_for(person), make_case(body=desk.police)
    actions.take_case(case.pk, actor=actor, at=NOON)
    client.force_login(person)
    assert "Pause the time to close" in client.get(reverse("cases:case", args=[case.pk])).content.decode()
    values = {"ground": "court", "reason": REASON}
    answer = client.post(reverse("cases:step", args=[case.pk, "pause"]), values | {"until": "2999-01-01"})
    assert answer.status_code == 422
    assert "within 60 days" in answer.content.decode()
    assert not ClockChange.objects.exists()
    tomorrow = f"{localtime(now()) + 2 * DAY:%Y-%m-%d}"
    answer = client.post(reverse("cases:step", args=[case.pk, "pause"]), values | {"until": tomorrow}, follow=True)
    assert "waits for a court" in answer.content.decode()
    values = {"hours": "8", "reason": REASON}
    answer = client.post(reverse("cases:step", args=[case.pk, "ask-for-time"]), values, follow=True)
    assert "asked for 8 working hours more" in answer.content.decode()
