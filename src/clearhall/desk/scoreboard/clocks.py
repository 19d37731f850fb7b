"""How fast cases were: each case measured once, in working and in calendar time, then asked by period and body."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from clearhall.desk.cases.counts import CaseClock
from clearhall.desk.cases.states import ClosingState
from clearhall.desk.scoreboard.rounded import Parts
from clearhall.engine.calendars import Calendar, working_time_between

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_IN_TIME, _LATE, _UNFINISHED, _LEFT_OUT = range(4)


@dataclass(frozen=True, slots=True)
class Timings:
    """One measure (time until somebody looked, or until closing) of the cases of one body, as columns of plain numbers.

    What is not finished counts as lasting until now: leaving it out would flatter. What the reporter withdrew stopped without
    being finished.
    """

    opened: array[float] = field(default_factory=lambda: array("d"))
    hours: array[float] = field(default_factory=lambda: array("d"))  # working hours of the body
    days: array[float] = field(default_factory=lambda: array("d"))  # calendar days
    finished: array[int] = field(default_factory=lambda: array("b"))
    verdict: array[int] = field(default_factory=lambda: array("b"))

    def since(self, moment: datetime) -> list[int]:
        """Positions of the cases that were opened from `moment` on."""
        first = moment.timestamp()
        return [index for index, opened in enumerate(self.opened) if opened >= first]

    def working_hours(self, chosen: Iterable[int]) -> list[tuple[float, bool]]:
        return [(self.hours[index], bool(self.finished[index])) for index in chosen]

    def calendar_days(self, chosen: Iterable[int]) -> list[tuple[float, bool]]:
        return [(self.days[index], bool(self.finished[index])) for index in chosen]

    def parts(self, chosen: Iterable[int]) -> Parts:
        """Of the cases whose time has come: how many were in time."""
        counts = [0, 0, 0, 0]
        for index in chosen:
            counts[self.verdict[index]] += 1
        return Parts(*counts[:3])


@dataclass(frozen=True, slots=True)
class BodyTimings:
    first: Timings = field(default_factory=Timings)
    closing: Timings = field(default_factory=Timings)

    def add(self, clock: CaseClock, calendar: Calendar, *, at: datetime) -> None:
        """Measure one case. Times later than `at` (the clock was set back) count as now; none is negative."""
        start = clock.reopened_at or clock.opened_at
        withdrawn = clock.closing_state == ClosingState.WITHDRAWN
        stopped = clock.closed_at if withdrawn else None
        ends = (
            (self.first, clock.first_response_at, clock.first_response_due_at),
            (self.closing, None if withdrawn else clock.closed_at, clock.due_at),
        )
        for timings, end, due in ends:
            until = min(end or stopped or at, at)
            timings.opened.append(clock.opened_at.timestamp())
            timings.hours.append(working_time_between(start, until, calendar) / _HOUR)
            timings.days.append(max(until - start, timedelta()) / _DAY)
            timings.finished.append(end is not None)
            timings.verdict.append(_verdict(end, stopped, due, at=at))


def _verdict(end: datetime | None, stopped: datetime | None, due: datetime, *, at: datetime) -> int:
    """Cases not yet due are left out even when finished: with them the quick ones would count and the slow ones not."""
    if due > at or (end is None and stopped is not None and stopped <= due):
        return _LEFT_OUT
    if end is None:
        return _UNFINISHED
    return _IN_TIME if end <= due else _LATE
