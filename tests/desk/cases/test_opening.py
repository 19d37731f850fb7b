"""New cases: due times by the calendar of the body, in bulk for a fixed number of queries."""

from datetime import UTC, date, datetime, timedelta

import pytest

from clearhall.desk.bodies.models import Calendar
from clearhall.desk.bodies.queries import routing
from clearhall.desk.cases.actions import NewCase, store_cases
from clearhall.desk.cases.clocks import Clocks
from clearhall.desk.cases.models import Case
from clearhall.desk.cases.states import CaseState
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.ids import new_ids
from clearhall.desk.taxonomy.harms import RULES, Harm, Urgency
from tests.factories import NOON, make_body, make_place

pytestmark = pytest.mark.django_db


def new_case(body, harm=Harm.PHISHING, **fields):
    return NewCase(harm=harm, body_id=body.pk, language="zh", group=1, **fields)


def opened(*new):
    case_ids = new_ids(len(new)) if new else []
    store_cases(new, case_ids=case_ids, at=NOON, calendar_of_body=routing().calendar_of_body, clocks=Clocks())
    return [Case.objects.get(pk=key) for key in case_ids]


def test_a_case_is_due_by_the_hours_of_its_harm_in_office_hours():
    (case,) = opened(new_case(make_body(harms=("phishing",))))  # Wednesday 12:00 in Shanghai
    assert (case.state, case.urgency) == ("received", Urgency.HIGH)
    assert case.first_response_due_at == datetime(2026, 3, 4, 9, 0, tzinfo=UTC)  # 13:00 + 4 h
    assert case.due_at == datetime(
        2026, 3, 9, 4, 0, tzinfo=UTC
    )  # 5 h today, 8 h on Thursday, 8 h on Friday, 3 h on Monday


def test_the_calendar_of_the_body_counts_and_its_newest_version_holds():
    body = make_body(harms=("phishing",))
    Calendar.objects.create(code="office", valid_from=date(2020, 1, 1), week={"1": [["09:00", "10:00"]]})
    Calendar.objects.create(
        code="office",
        valid_from=date(2026, 1, 1),
        week={day: [["00:00", "24:00"]] for day in "1234567"},
        time_zone="Asia/Shanghai",
    )
    (case,) = opened(new_case(body))
    assert (case.first_response_due_at, case.due_at) == (NOON + timedelta(hours=4), NOON + timedelta(hours=24))


def test_an_older_report_has_its_clock_from_when_it_arrived():
    (case,) = opened(new_case(make_body(), opened_at=NOON - timedelta(days=30)))
    assert case.opened_at == NOON - timedelta(days=30)
    assert case.due_at < NOON


def test_many_cases_are_stored_by_as_many_statements_as_few_and_keep_their_keys(django_assert_num_queries):
    body = make_body(harms=tuple(Harm))
    for size in (2, 20):
        new = [new_case(body, harm=list(Harm)[number % 16]) for number in range(size)]
        case_ids, clocks = new_ids(size), Clocks()
        with django_assert_num_queries(1):
            store_cases(new, case_ids=case_ids, at=NOON, calendar_of_body={}, clocks=clocks)
        assert [Case.objects.get(pk=key).harm for key in case_ids] == [one.harm for one in new]


def test_opening_leaves_the_record_to_intake():
    opened(new_case(make_body()))
    assert opened() == []
    assert LedgerEntry.objects.count() == 0


def test_a_stored_case_is_the_case_that_the_orm_would_have_made():
    body = make_body(place=make_place("LJ"))
    for harm in Harm:
        (case,) = opened(NewCase(harm=harm, body_id=body.pk, language="en", group=7, place_id=body.place_id))
        due = {name: getattr(case, name) for name in ("first_response_due_at", "due_at")}
        same = Case.objects.create(
            opened_at=NOON, harm=harm, urgency=RULES[harm].urgency, state=CaseState.RECEIVED, body=body, language="en",
            group=7, place_id=body.place_id, **due,
        )  # fmt: skip
        rows = [Case.objects.filter(pk=key).values().get() for key in (case.pk, same.pk)]
        assert {row.pop("id") for row in rows} == {case.pk, same.pk}
        assert rows[0] == rows[1]
