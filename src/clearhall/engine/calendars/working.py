"""Adding and measuring working time: a due time is the first moment by which enough was worked. All else follows from that."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from clearhall.engine.calendars.instants import EPOCH, MICROSECOND, instant, microseconds
from clearhall.engine.calendars.types import Calendar, DayKind, NoWorkingTime, Stretch, Year

MOST_YEARS = 30  # how far ahead is searched: longer than any deadline, short enough for a calendar without work
MOST_DAYS = 400  # days shown for one due time; a longer working ends with what is left


class StepKind(StrEnum):
    WORKED = "worked"
    MAKE_UP = "make_up"  # worked although the week says not
    HOLIDAY = "holiday"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the working: a day that counts, or a run of days that do not.

    Attributes:
        first_day, last_day: local days, the same for a day that counts.
        stretches: what was counted on it, in the calendar's zone; () for days that do not count.
        left: working time still to go after it, >= 0.
    """

    first_day: date
    last_day: date
    kind: StepKind
    stretches: tuple[Stretch, ...]
    left: timedelta

    @property
    def counted(self) -> timedelta:
        return sum((stretch.length for stretch in self.stretches), timedelta())


@dataclass(frozen=True)
class Due:
    """A due time and how it came about.

    Attributes:
        at: the first moment, not before `start`, by which `amount` was worked; UTC.
    """

    at: datetime
    start: datetime
    amount: timedelta
    calendar: Calendar

    @cached_property
    def working(self) -> tuple[Step, ...]:
        """The steps from `start` to `at`, for people. Computed when first asked for: bulk callers never pay for it."""
        return tuple(_steps(self))


def add_working_time(start: datetime, hours: float | timedelta, calendar: Calendar) -> Due:
    """When `hours` of working time after `start` will have been worked.

    Args:
        start: any moment with a time zone; outside working hours nothing counts until work begins.
        hours: >= 0; a timedelta is working time too, so that timedelta(hours=8) is a working day of eight hours.

    Returns:
        The due time, never before `start`. Zero hours are due at `start`. Work that ends a day is due when that day's work
        ends, not when the next begins.

    Raises:
        ValueError: `start` has no time zone, or `hours` is negative or no number.
        NoWorkingTime: the calendar has not enough work in the next 30 years.
    """
    amount = _amount(hours)
    return Due(_due_times(start, (amount,), calendar)[0], start, amount, calendar)


def due_times(start: datetime, hours: Sequence[float | timedelta], calendar: Calendar) -> list[datetime]:
    """The due times (UTC) for several amounts from one start, in their order, without the working. Errors as add_working_time."""
    return _due_times(start, [_amount(one) for one in hours], calendar)


def working_time_between(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Working time from `start` to `end`, >= 0; zero when `end` is not after `start`. Raises ValueError without time zones."""
    _require_zone(start)
    _require_zone(end)
    if end <= start:
        return timedelta()
    first, last = _local_year(start, calendar), _local_year(end, calendar)
    total = _worked_by(microseconds(end), year_of(last, calendar)) - _worked_by(
        microseconds(start), year_of(first, calendar)
    )
    return (total + sum(year_of(year, calendar).worked[-1] for year in range(first, last))) * MICROSECOND


def year_of(year: int, calendar: Calendar) -> Year:
    """The work of a local year; built once a calendar. A year outside 1 to 9999 has none."""
    found = calendar.years.get(year)
    if found is None:
        found = calendar.years[year] = _build_year(year, calendar)
    return found


def _build_year(year: int, calendar: Calendar) -> Year:
    starts, ends, worked = [], [], [0]
    if 1 < year < 9999:  # the zone arithmetic needs a day's room at both ends of the proleptic calendar
        day, last = date(year, 1, 1), date(year, 12, 31)
        while day <= last:
            for span in calendar.day(day)[1]:
                start = instant(day, span.start_minute, calendar.zone_info)
                end = instant(day, span.end_minute, calendar.zone_info)
                if end > start:
                    starts.append(start)
                    ends.append(end)
                    worked.append(worked[-1] + end - start)
            day += timedelta(days=1)
    return Year(tuple(starts), tuple(ends), tuple(worked))


def _due_times(start: datetime, amounts: Sequence[timedelta], calendar: Calendar) -> list[datetime]:
    _require_zone(start)
    first = _local_year(start, calendar)
    begun = microseconds(start)
    done = _worked_by(begun, year_of(first, calendar))
    return [
        _reach(begun, done + amount // MICROSECOND, first, calendar) if amount else start.astimezone(UTC)
        for amount in amounts
    ]


def _reach(begun: int, wanted: int, first_year: int, calendar: Calendar) -> datetime:
    """The first moment from `begun` at which `wanted` was worked since `first_year` began."""
    for number in range(first_year, min(first_year + MOST_YEARS, 9999)):
        year = year_of(number, calendar)
        if wanted <= year.worked[-1]:
            index = bisect_left(year.worked, wanted) - 1
            return EPOCH + timedelta(microseconds=max(begun, year.starts[index] + wanted - year.worked[index]))
        wanted -= year.worked[-1]
    raise NoWorkingTime(f"the calendar has not enough working time in {MOST_YEARS} years")


def _worked_by(moment: int, year: Year) -> int:
    """Microseconds worked in `year` before `moment`."""
    index = bisect_right(year.starts, moment)
    if index == 0:
        return 0
    return year.worked[index - 1] + min(moment, year.ends[index - 1]) - year.starts[index - 1]


def _local_year(moment: datetime, calendar: Calendar) -> int:
    try:
        return moment.astimezone(calendar.zone_info).year
    except OverflowError:
        return moment.year


def _amount(hours: float | timedelta) -> timedelta:
    try:
        amount = hours if isinstance(hours, timedelta) else timedelta(hours=hours)
    except (OverflowError, ValueError):
        raise NoWorkingTime("that is more working time than any calendar has") from None
    if amount < timedelta():
        raise ValueError("working time to add must not be negative")
    return amount


def _require_zone(moment: datetime) -> None:
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("a moment needs a time zone")


_KINDS = {
    DayKind.WORKING: StepKind.WORKED,
    DayKind.MAKE_UP: StepKind.MAKE_UP,
    DayKind.HOLIDAY: StepKind.HOLIDAY,
    DayKind.FREE: StepKind.FREE,
}


def _steps(due: Due) -> Iterator[Step]:
    if not due.amount:
        return
    calendar, left = due.calendar, due.amount
    begun, until = microseconds(due.start), microseconds(due.at)
    day = due.start.astimezone(calendar.zone_info).date()
    run: Step | None = None  # days that do not count, gathered
    for _ in range(MOST_DAYS):
        kind, stretches = _KINDS[calendar.day(day)[0]], tuple(_counted(day, begun, until, calendar))
        left -= sum((stretch.length for stretch in stretches), timedelta())
        if stretches or kind in (StepKind.WORKED, StepKind.MAKE_UP):
            if run is not None:
                yield run
                run = None
            yield Step(day, day, kind, stretches, left)
        elif run is not None and run.kind is kind:
            run = Step(run.first_day, day, kind, (), left)
        else:
            if run is not None:
                yield run
            run = Step(day, day, kind, (), left)
        if not left:
            return
        day += timedelta(days=1)
    if run is not None:
        yield run


def _counted(day: date, begun: int, until: int, calendar: Calendar) -> Iterator[Stretch]:
    zone = calendar.zone_info
    for span in calendar.day(day)[1]:
        start = max(begun, instant(day, span.start_minute, zone))
        end = min(until, instant(day, span.end_minute, zone))
        if end > start:
            yield Stretch(*((EPOCH + timedelta(microseconds=moment)).astimezone(zone) for moment in (start, end)))
