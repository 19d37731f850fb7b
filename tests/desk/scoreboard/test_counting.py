import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from clearhall.desk.cases.models import PublishedOutcome
from clearhall.desk.scoreboard.actions import count_figures
from clearhall.desk.scoreboard.errors import NoSuchSelection
from clearhall.desk.scoreboard.figures import Flag, TableCode, as_json, from_json
from clearhall.desk.scoreboard.models import Figure
from clearhall.desk.scoreboard.queries import figures_for
from clearhall.desk.scoreboard.selections import Kind, Period, Selection
from clearhall.desk.scoreboard.weeks import monday_of, start_of_period, week_name, week_starts
from tests.desk.scoreboard.desks import make_reports, make_small_city
from tests.factories import NOON, make_body, make_case, make_place

SHANGHAI = ZoneInfo("Asia/Shanghai")
FEW = Flag.FEWER_THAN_5


def counted(selection=None, *, at=NOON):
    count_figures(at=at)
    return figures_for(selection or Selection(), at=at)


def cells(figures, table, column=0):
    return {row.code: row.cells[column] for row in figures.tables[TableCode(table)].rows}


@pytest.mark.django_db
def test_each_report_is_counted_once_in_every_table():
    make_small_city()
    figures = counted()
    assert figures.total == 80  # 78 reports
    harms = cells(figures, "harm")
    assert (harms["phishing"], harms["unsafe_goods"], harms["telecom_fraud"]) == (45, 25, 10)
    assert harms["false_advertising"] is FEW
    assert harms["demand"] == 0
    assert cells(figures, "place") == {"LJ": 0, "LJ-N": 65, "LJ-S": 10, "not_said": FEW}
    states = cells(figures, "state")
    assert (states["resolved"], states["no_action_possible"], states["open_overdue"]) == (45, 25, 10)
    assert states["open"] is FEW
    assert all(figures.tables[code].total == 80 for code in (TableCode.HARM, TableCode.PLACE, TableCode.STATE))


@pytest.mark.django_db
def test_a_place_counts_what_lies_in_it_and_a_harm_only_itself():
    make_small_city()
    assert counted(Selection(kind=Kind.PLACE, code="LJ")).total == 75
    assert counted(Selection(kind=Kind.PLACE, code="LJ-S")).total == 10
    harm = counted(Selection(kind=Kind.HARM, code="phishing"))
    assert harm.total == 45
    assert TableCode.HARM not in harm.tables


@pytest.mark.django_db
def test_few_reports_are_not_broken_down():
    make_reports(9)
    figures = counted()
    assert figures.total == 10
    assert figures.tables[TableCode.HARM].is_withheld
    assert figures.tables[TableCode.HARM].rows == ()


@pytest.mark.django_db
def test_unanswered_cases_count_against_a_body_and_cases_not_yet_due_do_not_count():
    body = make_body()
    make_reports(30, body=body, first_response=timedelta(hours=1), at=NOON - timedelta(days=9))
    make_reports(20, body=body, at=NOON - timedelta(days=9))
    make_reports(
        50, body=body, first_response=timedelta(minutes=1), at=NOON - timedelta(hours=1)
    )  # quick, but not yet due
    row = counted().tables[TableCode.FIRST_IN_TIME].rows[0]
    due, in_time, late, unanswered, percent, low, high = row.cells
    assert (due, in_time, late, unanswered, percent) == (50, 30, 0, 20, 60)
    assert low < 60 < high
    assert (low, high) == (46, 73)


@pytest.mark.django_db
def test_what_the_reporter_withdrew_in_time_is_nobodys_fault():
    body = make_body()
    make_reports(10, body=body, closed=timedelta(hours=1), closing_state="withdrawn", at=NOON - timedelta(days=9))
    make_reports(
        20, body=body, first_response=timedelta(hours=1), closed=timedelta(days=1), at=NOON - timedelta(days=9)
    )
    row = counted().tables[TableCode.FIRST_IN_TIME].rows[0]
    assert row.cells[:5] == (20, 20, 0, 0, 100)


@pytest.mark.django_db
def test_a_rate_is_shown_from_ten_cases_on():
    body = make_body()
    make_reports(9, body=body, first_response=timedelta(hours=1), at=NOON - timedelta(days=9))
    assert counted().tables[TableCode.FIRST_IN_TIME].rows[0].cells[4] is Flag.N_BELOW_10
    make_reports(1, body=body, first_response=timedelta(hours=1), at=NOON - timedelta(days=9))
    assert counted().tables[TableCode.FIRST_IN_TIME].rows[0].cells[4] == 100


@pytest.mark.django_db
def test_times_count_open_cases_as_lasting_until_now():
    body = make_body()
    monday = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 9 o'clock in Shanghai
    make_reports(6, body=body, at=monday, first_response=timedelta(hours=2))
    make_reports(6, body=body, at=monday)
    cells = counted().tables[TableCode.DURATION].rows[0].cells
    assert cells[:5] == (10, 2.0, Flag.NOT_YET, 0.1, Flag.NOT_YET)
    assert cells[5] is Flag.NOT_YET  # nothing is closed


@pytest.mark.django_db
def test_overdue_cases_of_long_ago_are_counted_in_open_now():
    body = make_body()
    make_reports(12, body=body, at=NOON - timedelta(days=900))
    row = counted().tables[TableCode.OPEN].rows[0]
    assert row.cells == (10, 10, 0)


@pytest.mark.django_db
def test_reports_dated_later_than_now_are_counted_in_this_week_and_take_no_negative_time():
    """The clock was set back after they came in."""
    body = make_body()
    late = NOON + timedelta(days=20)
    make_reports(12, body=body, at=late, first_response=timedelta(hours=1), closed=timedelta(hours=2))
    figures = counted()
    weeks = cells(figures, "week")
    assert figures.total == 10
    assert list(weeks.values())[-1] == 10
    assert sum(weeks.values()) == 10
    duration = figures.tables[TableCode.DURATION].rows[0].cells
    assert all(isinstance(cell, Flag) or cell >= 0 for cell in duration)


@pytest.mark.django_db
def test_counting_after_the_clock_went_back_replaces_the_figures():
    make_reports(12)
    count_figures(at=NOON + timedelta(days=1))
    count_figures(at=NOON)
    assert set(Figure.objects.values_list("as_of", flat=True)) == {NOON}


@pytest.mark.django_db
def test_a_week_begins_on_monday_in_the_time_of_the_desk():
    sunday_night = datetime(2026, 3, 1, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    make_reports(5, at=sunday_night)
    make_reports(10, at=sunday_night + timedelta(minutes=1))
    weeks = cells(counted(), "week")
    assert (weeks["2026-W09"], weeks["2026-W10"]) == (5, 10)
    assert len(weeks) == 26


ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/Santiago"])
MOMENTS = st.integers(978_307_200, 3_786_912_000).map(lambda second: datetime.fromtimestamp(second, UTC))


@given(MOMENTS, ZONES)
def test_weeks_are_26_in_a_row_and_the_last_holds_now(at, name):
    zone = ZoneInfo(name)
    weeks = week_starts(at, zone=zone)
    assert len({code for code, _ in weeks}) == 26
    assert weeks[-1][1] <= at < weeks[-1][1] + timedelta(days=7, hours=1)
    assert all(monday_of(code) == start.astimezone(zone).date() for code, start in weeks)
    assert all(week_name(monday_of(code)) == code for code, _ in weeks)
    assert start_of_period(at, days=1, zone=zone) <= at


@pytest.mark.django_db
def test_campaigns_name_no_words_and_need_ten_reports():
    reports = make_reports(14, group=77, at=NOON - timedelta(days=2))
    make_reports(9, group=78, at=NOON - timedelta(days=2))
    figures = counted()
    assert [(one.harm, one.recent, one.count, one.first_day) for one in figures.campaigns] == [
        ("phishing", 15, 15, "2026-03-02")
    ]
    assert reports[0].text not in str(as_json(figures))


@pytest.mark.django_db
def test_figures_come_back_from_json_as_they_went():
    make_small_city()
    count_figures(at=NOON)
    for figure in Figure.objects.all():
        figures = from_json(figure.content, as_of=NOON)
        assert from_json(json.loads(json.dumps(as_json(figures))), as_of=NOON) == figures
        assert figures.tables


@pytest.mark.django_db
def test_counting_costs_the_same_number_of_queries_for_any_desk():
    make_small_city()
    count_figures(at=NOON)  # places and bodies exist now
    with CaptureQueriesContext(
        connection,
    ) as few:
        count_figures(at=NOON)
    make_reports(60, at=NOON - timedelta(days=3), group=5)
    make_reports(60, at=NOON - timedelta(days=3), harm="demand", place=make_place("LJ-N"))
    with CaptureQueriesContext(connection) as many:
        count_figures(at=NOON)
    assert len(many) - len(few) <= 3  # the first campaign asks for its harm, dates and outcome


@pytest.mark.django_db
def test_what_was_published_about_a_campaign_is_shown_in_its_corrected_form():
    case = make_reports(12, group=91, at=NOON - timedelta(days=1))[0].case
    wrong = PublishedOutcome.objects.create(
        case=case, harm=case.harm, outcome="public_answer", text_en="Wrong", author_label="body:x", at=NOON
    )
    PublishedOutcome.objects.create(
        case=case,
        harm=case.harm,
        outcome="public_answer",
        text_en="Right",
        author_label="body:x",
        at=NOON,
        replaces=wrong,
    )
    assert counted().campaigns[0].text_en == "Right"


@pytest.mark.django_db
def test_a_place_without_reports_is_zero_and_an_unknown_one_is_an_error():
    make_case()
    make_place("FAR")
    count_figures(at=NOON)
    assert figures_for(Selection(kind=Kind.PLACE, code="FAR"), at=NOON).total == 0
    with pytest.raises(NoSuchSelection):
        figures_for(Selection(kind=Kind.PLACE, code="NOWHERE"), at=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("period", Period)
def test_a_desk_without_reports_has_figures_too(period):
    figures = counted(Selection(period))
    assert figures.total == 0
