"""When a case is due: the hours of its harm, counted in the working hours of the body that has it.

Due times in the table are for sorting; what a page shows with its working is computed again from here.
"""

from dataclasses import dataclass, field
from datetime import datetime

from clearhall.desk.bodies.queries import Calendars, calendars
from clearhall.desk.cases.models import Case
from clearhall.desk.taxonomy.harms import RULES, Harm
from clearhall.engine.calendars import due_times


@dataclass(frozen=True, slots=True)
class Clocks:
    """The calendars as they stand, for one act or one batch."""

    calendars: Calendars = field(default_factory=calendars)
    _known: dict[tuple[str, str, datetime], list[datetime]] = field(default_factory=dict)

    def due(self, harm: str, *, calendar_code: str, opened_at: datetime) -> list[datetime]:
        """When somebody must have looked, and when the case must be closed (UTC)."""
        key = (harm, calendar_code, opened_at)
        found = self._known.get(key)
        if found is None:
            rule = RULES[Harm(harm)]
            hours = (rule.first_response_h, rule.resolution_h)
            found = self._known[key] = due_times(opened_at, hours, self.calendars.of(calendar_code))
        return found

    def wind(self, case: Case) -> None:
        """Set both due times of `case` by its harm, its body and where its clocks start; saving is the caller's."""
        code = case.body.calendar_code
        case.first_response_due_at = self.due(case.harm, calendar_code=code, opened_at=case.here_since)[0]
        case.due_at = self.due(case.harm, calendar_code=code, opened_at=case.clock_starts_at)[1]
