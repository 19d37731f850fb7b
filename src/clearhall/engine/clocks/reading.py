"""From happenings to a due time. The one rule: a clock is due when as much was worked while it ran as it was allowed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from clearhall.engine.calendars import Calendar, add_working_time, working_time_between
from clearhall.engine.clocks.types import BadClock, Happening, Part, PartKind, Reading, What

NOTHING = timedelta()


def read_clock(happenings: Iterable[Happening]) -> Reading:
    """The clock after `happenings`.

    A pause never makes anything due earlier, a pause in two pieces is the same as in one, and an extension that comes after the
    due time moves it. A clock that is started again after a stop begins from nothing.

    Raises:
        BadClock: the first is no start; one comes before the one before it; a pause of a paused clock, anything but a start
            after a stop, an amount or calendar that is missing, or an amount that is not positive.
        NoWorkingTime: a calendar has not enough work in the next 30 years.
    """
    life: _Life | None = None
    for position, one in enumerate(happenings):
        try:
            life = _started(one) if one.what is What.START and (life is None or life.stopped_at) else _after(life, one)
        except _Unfit as unfit:
            raise BadClock(position, str(unfit)) from None
    if life is None:
        raise BadClock(0, "a clock begins with a start")
    return life.reading()


class _Unfit(Exception):
    """A happening does not fit; the message says why."""


@dataclass(slots=True)
class _Life:
    """A clock between two happenings."""

    allowed: timedelta
    calendar: Calendar
    since: datetime  # of the part that has not ended
    used: timedelta = NOTHING
    is_paused: bool = False
    why: str = ""
    due_at: datetime | None = None  # set once it was reached
    stopped_at: datetime | None = None
    parts: list[Part] = field(default_factory=list)

    def pass_to(self, moment: datetime) -> None:
        """End the part that is going on at `moment`."""
        if moment < self.since:
            raise _Unfit("it comes before the one before it")
        counted = NOTHING if self.is_paused else working_time_between(self.since, moment, self.calendar)
        if self.due_at is None and self.used < self.allowed <= self.used + counted:
            self.due_at = add_working_time(self.since, self.allowed - self.used, self.calendar).at
        self.used += counted
        if moment > self.since:
            kind = PartKind.PAUSED if self.is_paused else PartKind.RUNNING
            why = self.why if self.is_paused else ""
            self.parts.append(Part(kind, self.since, moment, counted, self.allowed - self.used, self.calendar, why))
        self.since = moment

    def extend(self, amount: timedelta) -> None:
        """What was due is due later; time that ran over it was worked all the same."""
        self.allowed += amount
        if self.allowed > self.used:
            self.due_at = None
        elif self.due_at is not None:
            self.due_at = self._reached()

    def reading(self) -> Reading:
        parts = self.parts
        if self.due_at is None and not self.is_paused and self.stopped_at is None:
            due = add_working_time(self.since, self.allowed - self.used, self.calendar)
            last = Part(PartKind.RUNNING, self.since, due.at, due.amount, NOTHING, self.calendar)
            return Reading(self.allowed, self.used, due.at, (*parts, last), False, None)
        due_at = self.due_at
        if due_at is None and self.stopped_at is not None:  # where it would have been due, had it run on
            due_at = add_working_time(self.stopped_at, self.allowed - self.used, self.calendar).at
        return Reading(self.allowed, self.used, due_at, tuple(parts), self.is_paused, self.stopped_at)

    def _reached(self) -> datetime:
        """The moment at which `allowed` was reached in the parts that are over."""
        left = self.allowed
        for part in self.parts:
            if part.kind is PartKind.RUNNING and left <= part.counted:
                return add_working_time(part.start, left, part.calendar).at
            left -= part.counted
        raise AssertionError("the parts hold all that was used")


def _started(one: Happening) -> _Life:
    if one.calendar is None:
        raise _Unfit("a start needs a calendar")
    _require_zone(one.at)
    return _Life(_amount(one), one.calendar, one.at.astimezone(UTC))


def _after(life: _Life | None, one: Happening) -> _Life:
    if life is None:
        raise _Unfit("a clock begins with a start")
    if life.stopped_at is not None:
        raise _Unfit("the clock has stopped")
    _require_zone(one.at)
    life.pass_to(one.at.astimezone(UTC))
    match one.what:
        case What.START:
            raise _Unfit("the clock runs already")
        case What.PAUSE:
            if life.is_paused:
                raise _Unfit("the clock is paused already")
            life.is_paused, life.why = True, one.why
        case What.RESUME:
            if not life.is_paused:
                raise _Unfit("the clock is not paused")
            life.is_paused, life.why = False, ""
        case What.EXTEND:
            life.extend(_amount(one))
        case What.MOVE:
            if one.calendar is None:
                raise _Unfit("a move needs a calendar")
            life.calendar = one.calendar
        case What.STOP:
            life.stopped_at = life.since
    return life


def _amount(one: Happening) -> timedelta:
    if one.amount is None or one.amount <= NOTHING:
        raise _Unfit("a positive amount of working time is missing")
    return one.amount


def _require_zone(moment: datetime) -> None:
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise _Unfit("a moment needs a time zone")
