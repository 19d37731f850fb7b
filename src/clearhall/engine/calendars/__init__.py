"""Working time: business calendars with holidays and make-up days, due times with their working shown.

Pure and exact: whole microseconds, no clock of its own, every daylight-saving change of the calendar's zone respected.
Pauses of a clock (the reporter was asked, a court decides) are sums of such stretches and belong to the caller.
"""

from clearhall.engine.calendars.reading import read_calendar
from clearhall.engine.calendars.types import BadCalendar, Calendar, NoWorkingTime, Span
from clearhall.engine.calendars.working import (
    Due,
    Step,
    StepKind,
    add_working_time,
    due_times,
    working_time_between,
)

__all__ = [
    "BadCalendar",
    "Calendar",
    "Due",
    "NoWorkingTime",
    "Span",
    "Step",
    "StepKind",
    "add_working_time",
    "due_times",
    "read_calendar",
    "working_time_between",
]
