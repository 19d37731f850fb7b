"""What a calendar is: spans of work on a local day, and which days have which."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY_MINUTES = 24 * 60
NO_DAYS: Mapping[date, tuple["Span", ...]] = MappingProxyType({})


class BadCalendar(ValueError):
    """A calendar cannot be built; `field` names the part and the message says what is wrong with it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


class NoWorkingTime(ValueError):
    """The calendar has not enough working time in the years that are searched (`working.MOST_YEARS`)."""


class DayKind(StrEnum):
    WORKING = "working"
    MAKE_UP = "make_up"  # worked although the week says not
    HOLIDAY = "holiday"
    FREE = "free"  # the week has no work on it


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of work on one local day, in minutes after midnight: 0 <= start < end <= 1440. Night work is two spans."""

    start_minute: int
    end_minute: int

    def __post_init__(self) -> None:
        if not 0 <= self.start_minute < self.end_minute <= DAY_MINUTES:
            raise BadCalendar("spans", "a span must start before it ends, on one day")


@dataclass(frozen=True, eq=False)
class Calendar:
    """When a body works. Compared by identity: build it once and keep it, its years are cached in it.

    Attributes:
        zone: IANA name; spans are wall-clock time there.
        week: seven tuples of spans, Monday first; () for a day off.
        holidays: local days without work, whatever the week says; a half holiday is a make-up day with fewer spans.
        make_up_days: local days with spans of their own; they go before `week` and before `holidays`.
        valid_from: first local day for which this version holds.
        before: the version that held until then; None: this one holds for earlier days too.

    Raises:
        BadCalendar: unknown zone, not seven days, spans that overlap, or a version in another zone.
    """

    zone: str
    week: tuple[tuple[Span, ...], ...]
    holidays: frozenset[date] = frozenset()
    make_up_days: Mapping[date, tuple[Span, ...]] = field(default_factory=lambda: NO_DAYS)
    valid_from: date = date.min
    before: "Calendar | None" = None

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise BadCalendar("zone", f"{self.zone!r} is not a time zone") from None
        if len(self.week) != 7:
            raise BadCalendar("week", "a week has seven days")
        for name, days in (("week", self.week), ("make_up_days", self.make_up_days.values())):
            if any(one.end_minute > two.start_minute for spans in days for one, two in pairwise(spans)):
                raise BadCalendar(name, "spans of a day must be in order and must not overlap")
        if self.before is not None and self.before.zone != self.zone:
            raise BadCalendar("zone", "all versions of a calendar must be in one time zone")

    @cached_property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def years(self) -> "dict[int, Year]":
        """Filled by `working.year_of`. A year is immutable, so two threads at worst build the same one twice."""
        return {}

    def day(self, day: date) -> tuple[DayKind, tuple[Span, ...]]:
        """What kind of day a local day is, and its spans of work in order."""
        if day < self.valid_from and self.before is not None:
            return self.before.day(day)
        made_up = self.make_up_days.get(day)
        usual = self.week[day.weekday()]
        if made_up is not None:
            return (DayKind.MAKE_UP if not usual or day in self.holidays else DayKind.WORKING), made_up
        if day in self.holidays:
            return DayKind.HOLIDAY, ()
        return (DayKind.WORKING, usual) if usual else (DayKind.FREE, ())


@dataclass(frozen=True, slots=True)
class Year:
    """The work of one local year as sorted stretches, in microseconds since 1970 UTC.

    `worked[i]` is the work before stretch i; its last entry, one more than there are stretches, is the whole year's.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    worked: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of counted work, in the calendar's zone."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end.astimezone(UTC) - self.start.astimezone(UTC)  # two times of one zone subtract as the wall shows
