"""A calendar from plain data, as it is stored and exchanged; every fault is named by its field."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from clearhall.engine.calendars.types import BadCalendar, Calendar, Span

_TIME = re.compile(r"(\d{2}):(\d{2})")


def read_calendar(
    *,
    week: Mapping[str, Sequence[Sequence[str]]],
    holidays: Sequence[str] = (),
    make_up_days: Mapping[str, Sequence[Sequence[str]]] | None = None,
    zone: str,
    valid_from: date = date.min,
    before: Calendar | None = None,
) -> Calendar:
    """Build a calendar from JSON-like data.

    Args:
        week: ISO weekday ("1" Monday … "7" Sunday) to spans `["HH:MM", "HH:MM"]`, "24:00" allowed as an end; a day that is
            missing is off.
        holidays: ISO dates without work.
        make_up_days: ISO dates worked by spans of their own.
        zone, valid_from, before: as in Calendar.

    Raises:
        BadCalendar: names the field and what is wrong with it.
    """
    unknown = set(week) - set("1234567")
    if unknown:
        raise BadCalendar("week", f"{sorted(unknown)[0]!r} is not a weekday from 1 to 7")
    return Calendar(
        zone=zone,
        week=tuple(_spans(week.get(day, ()), "week") for day in "1234567"),
        holidays=frozenset(_day(text, "holidays") for text in holidays),
        make_up_days={
            _day(text, "make_up_days"): _spans(spans, "make_up_days") for text, spans in (make_up_days or {}).items()
        },
        valid_from=valid_from,
        before=before,
    )


def _day(text: Any, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except (ValueError, TypeError):
        raise BadCalendar(field, f"{text!r} is not a date like 2026-10-01") from None


def _spans(pairs: Any, field: str) -> tuple[Span, ...]:
    if not isinstance(pairs, list | tuple) or not all(
        isinstance(pair, list | tuple) and len(pair) == 2 for pair in pairs
    ):
        raise BadCalendar(field, "spans are pairs like ['09:00', '12:00']")
    return tuple(sorted(Span(_minute(start, field), _minute(end, field)) for start, end in pairs))


def _minute(text: Any, field: str) -> int:
    found = _TIME.fullmatch(text) if isinstance(text, str) else None
    if found is None or int(found[2]) > 59 or int(found[1]) * 60 + int(found[2]) > 24 * 60:
        raise BadCalendar(field, f"{text!r} is not a time like 09:00")
    return int(found[1]) * 60 + int(found[2])
