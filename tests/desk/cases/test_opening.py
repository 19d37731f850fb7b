"""New cases: due times by the calendar of the body, in bulk for a fixed number of queries."""

from datetime import UTC, date, datetime, timedelta

import pytest

from clearhall.desk.bodies.models import Calendar
from clearhall.desk.cases.actions import NewCase, open_cases, store_cases
from clearhall.desk.cases.clocks import Clocks
from clearhall.desk.cases.models import Case
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.ids import new_ids
from clearhall.desk.taxonomy.harms import Harm, Urgency
from tests.factories import NOON, make_body, make_place

pytestmark = pytest.mark.django_db


def new_case(body, harm=Harm.PHISHING, **fields):
    return NewCase(harm=harm, body_id=body.pk, language="zh", group=1, **fields)


def test_a_case_is_due_by_the_hours_of_its_harm_in_office_hours():
    (case,) = open_cases([new_case(make_body(harms=("phishing",)))], at=NOON)  # Wednesday 12:00 in Shanghai
    case.refresh_from_db()
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
    (case,) = open_cases([new_case(body)], at=NOON)
    assert (case.first_response_due_at, case.due_at) == (NOON + timedelta(hours=4), NOON + timedelta(hours=24))


def test_an_older_report_has_its_clock_from_when_it_arrived():
    (case,) = open_cases([new_case(make_body(), opened_at=NOON - timedelta(days=30))], at=NOON)
    assert case.opened_at == NOON - timedelta(days=30)
    assert case.due_at < NOON


def test_opening_many_reads_what_opening_few_reads_and_keeps_the_order(django_assert_max_num_queries):
    body = make_body(harms=tuple(Harm))
    for size in (2, 200):
        new = [new_case(body, harm=list(Harm)[number % 16]) for number in range(size)]
        with django_assert_max_num_queries(20) as found:
            cases = open_cases(new, at=NOON)
        assert len([query for query in found.captured_queries if query["sql"].startswith("SELECT")]) == 3
        assert [case.harm for case in cases] == [one.harm for one in new]
        assert sorted(case.pk for case in cases) == [case.pk for case in cases]
    assert Case.objects.count() == 202


def test_opening_leaves_the_record_to_intake():
    open_cases([new_case(make_body())], at=NOON)
    assert open_cases([], at=NOON) == []
    assert LedgerEntry.objects.count() == 0


def test_cases_stored_without_objects_are_the_cases_that_objects_would_be():
    body = make_body(place=make_place("LJ"))
    new = [NewCase(harm=harm, body_id=body.pk, language="en", group=7) for harm in Harm]
    with_objects = open_cases(new, at=NOON)
    case_ids = new_ids(len(new))
    store_cases(new, case_ids=case_ids, at=NOON, calendar_of_body={}, clocks=Clocks())
    for opened, case_id in zip(with_objects, case_ids, strict=True):
        rows = [Case.objects.filter(pk=key).values().get() for key in (opened.pk, case_id)]
        assert [row.pop("id") for row in rows] == [opened.pk, case_id]
        assert rows[0] == rows[1]
