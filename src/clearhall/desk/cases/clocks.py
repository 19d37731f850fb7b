"""When a case is due: the hours of its harm, counted in working hours, with its pauses and with what was given on top.

Due times in the table are for sorting; what a page shows with its working is computed again from here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet

from clearhall.desk.bodies.queries import Calendars, calendars
from clearhall.desk.cases.labels import PAUSES
from clearhall.desk.cases.models import Case, ClockChange
from clearhall.desk.cases.states import ClockWhat, PauseGround
from clearhall.desk.taxonomy.harms import RULES, Harm
from clearhall.engine.calendars import due_times
from clearhall.engine.clocks import Happening, Reading, What, read_clock


@dataclass(frozen=True, slots=True)
class Clocks:
    """The calendars as they stand, for one act or one batch."""

    calendars: Calendars = field(default_factory=calendars)
    _known: dict[tuple[str, str, datetime], list[datetime]] = field(default_factory=dict)

    def due(self, harm: str, *, calendar_code: str, opened_at: datetime) -> list[datetime]:
        """When somebody must have looked, and when the case must be closed (UTC), where nothing else happens."""
        key = (harm, calendar_code, opened_at)
        found = self._known.get(key)
        if found is None:
            rule = RULES[Harm(harm)]
            hours = (rule.first_response_h, rule.resolution_h)
            found = self._known[key] = due_times(opened_at, hours, self.calendars.of(calendar_code))
        return found

    def look(self, case: Case) -> Reading:
        """The time to look, from when this body has the case. It cannot be paused: nobody has looked yet."""
        hours = timedelta(hours=RULES[Harm(case.harm)].first_response_h)
        calendar = self.calendars.of(case.body.calendar_code)
        return read_clock(
            _stopped(
                [Happening(What.START, case.here_since, hours, calendar)], case.first_response_at or case.closed_at
            )
        )

    def close(self, case: Case, changes: Sequence[ClockChange]) -> Reading:
        """The time to close, from the report or its reopening, with what happened to it since.

        Args:
            changes: all changes of the case's clock in the order of their keys (`changes_of`).
        """
        own = _since_it_started(case, changes)
        code = next((one.calendar_before for one in own if one.what == ClockWhat.MOVE), case.body.calendar_code)
        hours = timedelta(hours=RULES[Harm(case.harm)].resolution_h)
        start = Happening(What.START, case.clock_starts_at, hours, self.calendars.of(code))
        return read_clock(_stopped([start, *self._happenings(own)], case.closed_at))

    def wind(self, case: Case) -> None:
        """Set both due times of `case` by its harm, its body and what happened to its clock; saving is the caller's."""
        self.set_times(case, changes_of([case.pk]).get(case.pk, ()))

    def set_times(self, case: Case, changes: Sequence[ClockChange]) -> None:
        """As `wind`, where the changes are at hand already."""
        code = case.body.calendar_code
        case.first_response_due_at = self.due(case.harm, calendar_code=code, opened_at=case.here_since)[0]
        if changes:
            due_at = self.close(case, changes).due_at
            case.due_at = case.due_at if due_at is None else due_at
        else:
            case.due_at = self.due(case.harm, calendar_code=code, opened_at=case.clock_starts_at)[1]

    def _happenings(self, changes: Iterable[ClockChange]) -> Iterator[Happening]:
        """The changes with the planned end of each pause that nobody ended before it."""
        ends: datetime | None = None
        for one in changes:
            if ends is not None and ends <= one.at:
                yield Happening(What.RESUME, ends)
                ends = None
            match ClockWhat(one.what):
                case ClockWhat.PAUSE:
                    yield Happening(What.PAUSE, one.at, why=str(PAUSES[PauseGround(one.ground)]))
                    ends = one.until
                case ClockWhat.RESUME if ends is not None:
                    yield Happening(What.RESUME, one.at)
                    ends = None
                case ClockWhat.EXTEND:
                    yield Happening(What.EXTEND, one.at, timedelta(hours=one.hours or 0))
                case ClockWhat.MOVE:
                    yield Happening(What.MOVE, one.at, calendar=self.calendars.of(one.calendar_after))
        if ends is not None:
            yield Happening(What.RESUME, ends)


def changes_of(case_ids: Sequence[int] | QuerySet[Case]) -> Mapping[int, list[ClockChange]]:
    """What happened to the clocks of these cases, in order: one query. Cases without changes are missing."""
    found: dict[int, list[ClockChange]] = {}
    for one in ClockChange.objects.filter(case_id__in=case_ids).order_by("pk"):
        found.setdefault(one.case_id, []).append(one)
    return found


def pause_now(case: Case, changes: Sequence[ClockChange], *, at: datetime) -> ClockChange | None:
    """The pause that is going on at `at`; None when the clock runs."""
    pause: ClockChange | None = None
    for one in _since_it_started(case, changes):
        if one.what == ClockWhat.PAUSE:
            pause = one
        elif one.what == ClockWhat.RESUME:
            pause = None
    return pause if pause is not None and pause.until is not None and pause.until > at else None


def _since_it_started(case: Case, changes: Sequence[ClockChange]) -> list[ClockChange]:
    """What came before a reopening belongs to the clock that has stopped."""
    return [one for one in changes if one.at >= case.clock_starts_at]


def _stopped(life: list[Happening], end: datetime | None) -> list[Happening]:
    """`life` up to `end`, and stopped there; whole where the clock still runs."""
    if end is None:
        return life
    return [*(one for one in life if one.at <= end), Happening(What.STOP, max(end, life[0].at))]
