"""What happens to a clock, and what is read from it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from clearhall.engine.calendars import Calendar, Due, Step


class BadClock(ValueError):
    """The happenings are no life of one clock; `position` is the place (from 0) of the one that does not fit."""

    def __init__(self, position: int, message: str) -> None:
        super().__init__(f"happening {position}: {message}")
        self.position = position


class What(StrEnum):
    START = "start"  # with its amount and calendar; once more after a stop: from nothing
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"  # by its amount
    MOVE = "move"  # goes on in another calendar; what was worked counts as it was worked
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to a clock.

    Attributes:
        at: when, with a time zone; happenings of a clock are in order of time.
        amount: working time, > 0, of a start and an extension; None for the rest.
        calendar: of a start and a move; None for the rest.
        why: the reason as it is shown in the working; "" for none.
    """

    what: What
    at: datetime
    amount: timedelta | None = None
    calendar: Calendar | None = None
    why: str = ""


class PartKind(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"


@dataclass(frozen=True)
class Part:
    """A stretch of a clock's life of one kind, from `start` to `end` (UTC or any zone, `start` < `end`).

    Attributes:
        counted: working time in it, >= 0; zero while paused.
        left: working time still to go after it, before an extension that ended it; negative once the due time is over.
        why: why it was paused; "" otherwise.
        calendar: whose hours were counted.
    """

    kind: PartKind
    start: datetime
    end: datetime
    counted: timedelta
    left: timedelta
    calendar: Calendar
    why: str = ""

    @cached_property
    def working(self) -> tuple[Step, ...]:
        """The days of a running part with what was counted on each; () while paused. Computed when first asked for."""
        return Due(self.end, self.start, self.counted, self.calendar).working if self.counted else ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock as it is after its happenings.

    Attributes:
        allowed: all working time that was given, with every extension.
        used: working time that had passed at the last happening.
        due_at: the first moment by which `allowed` was worked, UTC. None while paused with time left: then nothing is due.
        parts: its life since it last started, in order, up to the due time or to its end, whichever is later.
        is_paused, is_stopped: how it stands now.
        stopped_at: when it was stopped, None while it is not.
    """

    allowed: timedelta
    used: timedelta
    due_at: datetime | None
    parts: tuple[Part, ...]
    is_paused: bool
    stopped_at: datetime | None

    @property
    def is_stopped(self) -> bool:
        return self.stopped_at is not None

    @property
    def left(self) -> timedelta:
        """Working time to go at the last happening, >= 0."""
        return max(self.allowed - self.used, timedelta())

    def is_over(self, now: datetime) -> bool:
        """Was it stopped after its due time, or does it still run after it at `now`?"""
        return self.due_at is not None and (self.stopped_at or now) > self.due_at
