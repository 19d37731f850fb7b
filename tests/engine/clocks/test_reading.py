"""A clock of happenings: known lives of a case, and the laws that hold for all of them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearhall.engine.calendars import add_working_time, read_calendar, working_time_between
from clearhall.engine.clocks import BadClock, Happening, PartKind, What, read_clock

ZONE = ZoneInfo("Asia/Shanghai")
WEEK = {key: [["09:00", "12:00"], ["13:00", "18:00"]] for key in "12345"}
OFFICE = read_calendar(week=WEEK, holidays=["2026-03-11"], zone="Asia/Shanghai")
WITH_HOLIDAY = read_calendar(week=WEEK, holidays=["2026-03-11", "2026-03-05"], zone="Asia/Shanghai")
ALWAYS = read_calendar(week={key: [["00:00", "24:00"]] for key in "1234567"}, zone="Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=ZONE)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def started(moment: str = "03 09:00", amount: float = 16, calendar=OFFICE) -> Happening:
    return Happening(What.START, at(moment), hours(amount), calendar)


def test_a_clock_that_only_runs_is_due_by_the_calendar():
    reading = read_clock([started()])
    assert reading.due_at == at("04 18:00")
    assert reading.left == hours(16)
    assert [part.kind for part in reading.parts] == [PartKind.RUNNING]
    assert [step.counted for step in reading.parts[0].working] == [hours(8), hours(8)]


def test_while_it_is_paused_nothing_is_due_and_what_is_left_stays():
    reading = read_clock([started(), Happening(What.PAUSE, at("03 15:00"), why="asked the reporter")])
    assert reading.due_at is None
    assert reading.is_paused
    assert reading.left == hours(11)
    assert not reading.is_over(at("31 00:00"))


def test_it_goes_on_where_it_was_paused():
    pause = [Happening(What.PAUSE, at("03 15:00"), why="asked the reporter"), Happening(What.RESUME, at("06 10:00"))]
    reading = read_clock([started(), *pause])
    assert reading.due_at == add_working_time(at("06 10:00"), 11, OFFICE).at
    assert [(part.kind, part.why) for part in reading.parts] == [
        (PartKind.RUNNING, ""),
        (PartKind.PAUSED, "asked the reporter"),
        (PartKind.RUNNING, ""),
    ]
    assert [part.left for part in reading.parts] == [hours(11), hours(11), hours(0)]


def test_what_was_due_before_a_pause_stays_overdue():
    reading = read_clock([started(amount=2), Happening(What.PAUSE, at("03 15:00"))])
    assert reading.due_at == at("03 11:00")
    assert reading.is_over(at("03 11:01"))


def test_an_extension_gives_time_also_after_the_due_time():
    late = [started(amount=2), Happening(What.EXTEND, at("03 15:00"), hours(8))]
    assert read_clock(late).due_at == at("04 11:00")
    # Ten hours were worked when one more was given to two: what is allowed is still over, a little later.
    too_late = [started(amount=2), Happening(What.EXTEND, at("04 11:00"), hours(1))]
    assert read_clock(too_late).due_at == at("03 12:00")


def test_another_body_counts_on_in_its_own_hours():
    moved = [started(), Happening(What.MOVE, at("03 13:00"), calendar=ALWAYS)]
    reading = read_clock(moved)
    assert reading.used == hours(3)
    assert reading.due_at == at("04 02:00")


def test_a_stopped_clock_keeps_its_due_time_and_says_whether_it_was_late():
    in_time = read_clock([started(), Happening(What.STOP, at("03 11:00"))])
    assert in_time.due_at == at("04 18:00")
    assert not in_time.is_over(at("31 00:00"))
    late = read_clock([started(amount=1), Happening(What.STOP, at("03 11:00"))])
    assert late.is_over(at("03 11:00"))


def test_a_clock_started_again_begins_from_nothing():
    again = [started(amount=1), Happening(What.STOP, at("03 11:00")), started("10 09:00", 8)]
    reading = read_clock(again)
    assert reading.due_at == at("10 18:00")
    assert reading.parts[0].start == at("10 09:00")


def test_a_new_holiday_moves_what_is_still_open():
    before, after = read_clock([started(amount=40)]), read_clock([started(amount=40, calendar=WITH_HOLIDAY)])
    assert (before.due_at, after.due_at) == (at("09 18:00"), at("10 18:00"))


@pytest.mark.parametrize(
    ("life", "position"),
    [
        ([], 0),
        ([Happening(What.PAUSE, at("03 09:00"))], 0),
        ([Happening(What.START, at("03 09:00"), hours(1))], 0),
        ([Happening(What.START, at("03 09:00"), None, OFFICE)], 0),
        ([Happening(What.START, at("03 09:00"), hours(-1), OFFICE)], 0),
        ([Happening(What.START, datetime(2026, 3, 3, 9), hours(1), OFFICE)], 0),  # noqa: DTZ001 - the fault
        ([started(), started()], 1),
        ([started(), Happening(What.PAUSE, at("02 09:00"))], 1),
        ([started(), Happening(What.RESUME, at("03 10:00"))], 1),
        ([started(), Happening(What.PAUSE, at("03 10:00")), Happening(What.PAUSE, at("03 11:00"))], 2),
        ([started(), Happening(What.EXTEND, at("03 10:00"))], 1),
        ([started(), Happening(What.MOVE, at("03 10:00"))], 1),
        ([started(), Happening(What.STOP, at("03 10:00")), Happening(What.PAUSE, at("03 11:00"))], 2),
    ],
)
def test_what_is_no_life_of_a_clock_is_refused_where_it_goes_wrong(life, position):
    with pytest.raises(BadClock) as refused:
        read_clock(life)
    assert refused.value.position == position


MOMENTS = st.integers(0, 20 * 24 * 60).map(lambda minute: at("02 00:00") + timedelta(minutes=minute))
CALENDARS = st.sampled_from([OFFICE, WITH_HOLIDAY, ALWAYS])
AMOUNTS = st.integers(1, 60 * 60).map(lambda minutes: timedelta(minutes=minutes))


@st.composite
def lives(draw) -> list[Happening]:
    """A started clock and up to six pauses, extensions and moves that fit; it runs at the end."""
    moments = sorted(draw(st.lists(MOMENTS, min_size=1, max_size=9)))
    life, paused = [Happening(What.START, moments[0], draw(AMOUNTS), draw(CALENDARS))], False
    for moment in moments[1:]:
        what = draw(st.sampled_from([What.RESUME if paused else What.PAUSE, What.EXTEND, What.MOVE]))
        paused = (what is What.PAUSE) or (paused and what is not What.RESUME)
        life.append(
            Happening(
                what,
                moment,
                draw(AMOUNTS) if what is What.EXTEND else None,
                draw(CALENDARS) if what is What.MOVE else None,
            )
        )
    return [*life, Happening(What.RESUME, moments[-1])] if paused else life


@given(lives())
def test_no_minute_is_lost(life):
    """What was worked in the running parts up to the due time is what was allowed."""
    reading = read_clock(life)
    worked = sum(
        (
            working_time_between(part.start, min(part.end, reading.due_at), part.calendar)
            for part in reading.parts
            if part.kind is PartKind.RUNNING
        ),
        timedelta(),
    )
    assert worked == reading.allowed


@given(lives())
def test_the_working_adds_up(life):
    reading = read_clock(life)
    for part in reading.parts:
        assert sum((step.counted for step in part.working), timedelta()) == part.counted
    if all(one.what is not What.EXTEND for one in life):
        assert reading.parts[-1].left == reading.allowed - sum((part.counted for part in reading.parts), timedelta())


@given(lives(), MOMENTS, st.integers(1, 5_000))
def test_a_pause_more_never_makes_it_due_earlier(life, moment, minutes):
    end = moment + timedelta(minutes=minutes)
    last = max(one.at for one in life)
    if moment < last:  # a pause after all else, so that it fits
        moment, end = last, last + timedelta(minutes=minutes)
    longer = [*life, Happening(What.PAUSE, moment), Happening(What.RESUME, end)]
    assert read_clock(longer).due_at >= read_clock(life).due_at


@given(lives(), st.integers(0, 3_000), st.integers(0, 3_000))
def test_a_pause_in_two_pieces_is_the_same_as_in_one(life, first, second):
    start = max(one.at for one in life)
    middle, end = start + timedelta(minutes=first), start + timedelta(minutes=first + second)
    whole = [*life, Happening(What.PAUSE, start), Happening(What.RESUME, end)]
    pieces = [
        *life,
        Happening(What.PAUSE, start),
        Happening(What.RESUME, middle),
        Happening(What.PAUSE, middle),
        Happening(What.RESUME, end),
    ]
    assert read_clock(pieces).due_at == read_clock(whole).due_at
    assert read_clock(pieces).used == read_clock(whole).used


@given(lives())
def test_a_holiday_more_never_makes_it_due_earlier(life):
    def in_calendar(calendar) -> list[Happening]:
        return [Happening(one.what, one.at, one.amount, calendar if one.calendar else None, one.why) for one in life]

    assert read_clock(in_calendar(WITH_HOLIDAY)).due_at >= read_clock(in_calendar(OFFICE)).due_at
