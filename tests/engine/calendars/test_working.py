"""Working time: known days in China and elsewhere, and the laws that hold for all of them."""

import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearhall.engine.calendars import (
    BadCalendar,
    NoWorkingTime,
    StepKind,
    add_working_time,
    due_times,
    read_calendar,
    working_time_between,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
EIGHT_HOURS = [["09:00", "12:00"], ["13:00", "18:00"]]
WEEK = dict.fromkeys("12345", EIGHT_HOURS)
# National Day 2026 as invented for this test: 1 to 7 October off, Sunday 27 September and Saturday 10 October worked.
CHINA = read_calendar(
    week=WEEK,
    holidays=[f"2026-10-0{day}" for day in range(1, 8)],
    make_up_days={"2026-09-27": EIGHT_HOURS, "2026-10-10": EIGHT_HOURS, "2026-12-31": [["09:00", "12:00"]]},
    zone="Asia/Shanghai",
)
NIGHTS = read_calendar(
    week={day: [["00:00", "06:00"], ["22:00", "24:00"]] for day in "1234567"}, zone="America/New_York"
)
ODD = read_calendar(
    week={"1": [["01:30", "02:30"], ["02:30", "02:45"], ["12:00", "12:01"]], "7": [["01:15", "03:10"]]},
    holidays=["2026-03-02", "2025-11-03"],
    make_up_days={"2026-03-03": [["00:00", "24:00"]]},
    zone="America/New_York",
)


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-03-04 10:00", 2, "2026-03-04 12:00"),  # ends with the morning, not after lunch
        ("2026-03-04 10:00", 2.5, "2026-03-04 13:30"),
        ("2026-03-04 12:30", 0, "2026-03-04 12:30"),  # nothing to do is due at once
        ("2026-03-04 12:30", 1, "2026-03-04 14:00"),
        ("2026-03-04 23:00", 8, "2026-03-05 18:00"),
        ("2026-03-06 17:00", 2, "2026-03-09 10:00"),  # Friday to Monday
        ("2026-03-07 11:00", 8, "2026-03-09 18:00"),  # reported on a Saturday
        ("2026-09-26 09:00", 8, "2026-09-27 18:00"),  # a Sunday that is worked before the holiday
        ("2026-09-30 17:00", 2, "2026-10-08 10:00"),  # over the holiday week
        ("2026-10-09 17:00", 2, "2026-10-10 10:00"),  # a Saturday that is worked after it
        ("2026-10-10 17:00", 2, "2026-10-12 10:00"),
        ("2026-12-30 17:00", 5, "2027-01-01 10:00"),  # a half day, and over the end of the year
    ],
)
def test_due_times_in_china(start, hours, due):
    assert add_working_time(at(start), hours, CHINA).at == at(due)


def test_hours_of_the_night_are_counted_as_they_pass_when_the_clocks_change():
    spring = add_working_time(at("2026-03-07 22:00", NEW_YORK), 4, NIGHTS)  # 8 March has no 02:00 to 03:00
    assert spring.at == at("2026-03-08 03:00", NEW_YORK)
    autumn = add_working_time(at("2026-10-31 22:00", NEW_YORK), 4, NIGHTS)  # 1 November has 01:00 to 02:00 twice
    assert autumn.at == datetime(2026, 11, 1, 6, 0, tzinfo=UTC)  # 01:00 standard time: the second one begins
    assert working_time_between(
        at("2026-11-01 00:00", NEW_YORK), at("2026-11-01 12:00", NEW_YORK), NIGHTS
    ) == timedelta(hours=7)
    assert working_time_between(
        at("2026-03-08 00:00", NEW_YORK), at("2026-03-08 12:00", NEW_YORK), NIGHTS
    ) == timedelta(hours=5)


def test_a_span_that_begins_in_the_missing_hour_begins_when_the_clocks_have_changed():
    calendar = read_calendar(week={"7": [["02:30", "04:00"]]}, zone="America/New_York")
    assert working_time_between(
        at("2026-03-08 00:00", NEW_YORK), at("2026-03-08 12:00", NEW_YORK), calendar
    ) == timedelta(hours=1)


def test_a_later_version_of_a_calendar_leaves_earlier_days_alone():
    shorter = read_calendar(
        week={day: [["09:00", "13:00"]] for day in "12345"},
        zone="Asia/Shanghai",
        valid_from=date(2026, 7, 1),
        before=CHINA,
    )
    assert add_working_time(at("2026-06-30 09:00"), 10, shorter).at == at("2026-07-01 11:00")
    assert add_working_time(at("2026-07-01 09:00"), 8, shorter).at == at("2026-07-02 13:00")


def test_the_working_shows_every_day_that_counts_and_gathers_those_that_do_not():
    due = add_working_time(at("2026-09-30 17:00"), 10, CHINA)
    shown = [(step.first_day.day, step.last_day.day, step.kind, step.counted, step.left) for step in due.working]
    hour = timedelta(hours=1)
    assert shown == [
        (30, 30, StepKind.WORKED, hour, 9 * hour),
        (1, 7, StepKind.HOLIDAY, timedelta(), 9 * hour),
        (8, 8, StepKind.WORKED, 8 * hour, hour),
        (9, 9, StepKind.WORKED, hour, timedelta()),
    ]
    assert due.working[-1].stretches[-1].end == due.at


def test_a_make_up_day_is_called_one():
    assert [step.kind for step in add_working_time(at("2026-09-27 09:00"), 1, CHINA).working] == [StepKind.MAKE_UP]


def test_a_calendar_without_work_says_so_and_does_not_search_for_ever():
    idle = read_calendar(week={}, zone="Asia/Shanghai")
    with pytest.raises(NoWorkingTime):
        add_working_time(at("2026-03-04 09:00"), 1, idle)
    assert add_working_time(at("2026-03-04 09:00"), 0, idle).at == at("2026-03-04 09:00")
    with pytest.raises(NoWorkingTime):
        add_working_time(datetime(9998, 12, 31, tzinfo=UTC), 9e9, CHINA)


@pytest.mark.parametrize(
    ("start", "hours"),
    [
        (at("2026-03-04 09:00").replace(tzinfo=None), 1),
        (at("2026-03-04 09:00"), -1),
        (at("2026-03-04 09:00"), float("nan")),
        (at("2026-03-04 09:00"), float("inf")),
    ],
)
def test_what_is_no_moment_or_no_amount_is_refused(start, hours):
    with pytest.raises(ValueError):
        add_working_time(start, hours, CHINA)


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("zone", {"zone": "Asia/Nowhere"}),
        ("zone", {"zone": "../etc/passwd"}),
        ("week", {"week": {"8": []}}),
        ("week", {"week": {"1": [["9:00", "12:00"]]}}),
        ("week", {"week": {"1": [["09:00", "24:01"]]}}),
        ("week", {"week": {"1": [["09:00", "12:00"], ["11:00", "13:00"]]}}),
        ("week", {"week": {"1": "09:00-12:00"}}),
        ("spans", {"week": {"1": [["12:00", "09:00"]]}}),
        ("holidays", {"holidays": ["1 October"]}),
        ("make_up_days", {"make_up_days": {"2026-02-30": []}}),
    ],
)
def test_a_calendar_that_is_wrong_names_the_field(field, data):
    with pytest.raises(BadCalendar) as caught:
        read_calendar(**{"week": WEEK, "zone": "Asia/Shanghai"} | data)
    assert caught.value.field == field


calendars = st.sampled_from([CHINA, NIGHTS, ODD])
moments = st.integers(0, 3 * 366 * 24 * 60).map(
    lambda minute: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)
amounts = st.integers(0, 60 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(moments, amounts, calendars)
def test_nothing_is_due_before_its_start_and_no_minute_is_lost(start, amount, calendar):
    due = add_working_time(start, amount, calendar)
    assert due.at >= start
    assert working_time_between(start, due.at, calendar) == amount
    if amount:  # and not a moment too late: just before it, less was worked
        assert working_time_between(start, due.at - timedelta(microseconds=1), calendar) < amount


@given(moments, st.integers(0, 600), calendars)
def test_counting_minute_by_minute_gives_the_same(start, minutes, calendar):
    moment, left = start, minutes
    while left:
        local = moment.astimezone(calendar.zone_info)
        now = local.hour * 60 + local.minute
        if not local.fold and any(span.start_minute <= now < span.end_minute for span in calendar.day(local.date())[1]):
            left -= 1
        moment += timedelta(minutes=1)
        if local.fold or (local + timedelta(hours=1)).fold:
            return  # the repeated hour has its own example above; this way of counting knows no order of spans
    assert add_working_time(start, timedelta(minutes=minutes), calendar).at == moment


@given(moments, amounts, amounts, calendars)
def test_adding_in_two_parts_is_adding_at_once(start, one, two, calendar):
    assert (
        add_working_time(add_working_time(start, one, calendar).at, two, calendar).at
        == add_working_time(start, one + two, calendar).at
    )


@given(moments, amounts, moments, amounts, calendars)
def test_a_later_start_or_a_larger_amount_is_never_due_earlier(start, amount, other, more, calendar):
    early, late = sorted((start, other))
    assert add_working_time(early, amount, calendar).at <= add_working_time(late, amount, calendar).at
    assert add_working_time(start, amount, calendar).at <= add_working_time(start, amount + more, calendar).at


@given(moments, moments, moments, calendars)
def test_working_time_between_adds_up(one, two, three, calendar):
    first, second, third = sorted((one, two, three))
    parts = working_time_between(first, second, calendar) + working_time_between(second, third, calendar)
    assert parts == working_time_between(first, third, calendar)
    assert timedelta() <= parts <= third - first


@given(moments, amounts, calendars)
def test_the_working_adds_up_to_the_amount(start, amount, calendar):
    due = add_working_time(start, amount, calendar)
    steps = due.working
    if amount and due.at - start < timedelta(days=390):  # a longer working is cut and says what is left
        assert sum((step.counted for step in steps), timedelta()) == amount
        assert steps[-1].left == timedelta()
    assert all(one.last_day < two.first_day for one, two in pairwise(steps))


@given(moments, st.lists(amounts, max_size=5), calendars)
def test_several_due_times_are_the_single_ones(start, several, calendar):
    assert due_times(start, several, calendar) == [add_working_time(start, amount, calendar).at for amount in several]


def test_ten_thousand_due_times_take_a_moment():
    add_working_time(at("2026-03-04 09:00"), 2000, CHINA)
    rounds = []
    for _ in range(5):
        begun = time.perf_counter()
        for minute in range(2_000):
            due_times(at("2026-03-04 09:00") + timedelta(minutes=minute), (4.0, 40.0), CHINA)
        rounds.append((time.perf_counter() - begun) / 4_000)
    assert min(rounds) < 40e-6  # 20 microseconds on a quiet machine
