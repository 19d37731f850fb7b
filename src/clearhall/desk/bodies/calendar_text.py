"""Working hours as people type and read them: `09:00-12:00, 13:00-18:00`, one day a line. Plain text in, plain data out."""

import re
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from clearhall.desk.lib.errors import Invalid

SPAN = re.compile(r"(\d{1,2}:\d{2})\s*[-–—]\s*(\d{1,2}:\d{2})")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Spans = list[list[str]]


def read_spans(text: str, *, field: str) -> Spans:
    """Spans of one day; [] for nothing typed. Raises Invalid for `field`."""
    parts = [part.strip() for part in re.split(r"[,;，；、]", text.replace("：", ":")) if part.strip()]
    spans = []
    for part in parts:
        found = SPAN.fullmatch(part)
        if found is None:
            raise _not_read(part, field)
        spans.append([found[1].zfill(5), found[2].zfill(5)])
    return spans


def read_days(text: str, *, field: str) -> list[str]:
    """ISO dates, one or several a line. Raises Invalid for `field`."""
    days = re.split(r"[\s,，、;；]+", text.strip()) if text.strip() else []
    for day in days:
        if not DAY.fullmatch(day):
            raise _not_read(day, field)
    return days


def read_days_with_spans(text: str, *, field: str) -> dict[str, Spans]:
    """Lines like `2026-10-10 09:00-12:00, 13:00-18:00`. Raises Invalid for `field`."""
    days = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        day, _sep, spans = line.partition(" ")
        if not DAY.fullmatch(day) or not spans.strip():
            raise _not_read(line, field)
        days[day] = read_spans(spans, field=field)
    return days


def write_spans(spans: Iterable[Sequence[str]]) -> str:
    return ", ".join(f"{start}-{end}" for start, end in spans)


def write_days_with_spans(days: Mapping[str, Iterable[Sequence[str]]]) -> str:
    return "\n".join(f"{day} {write_spans(spans)}" for day, spans in sorted(days.items()))


def _not_read(part: str, field: str) -> Invalid:
    sentence = _("“%(part)s” cannot be read. Times look like 09:00-12:00, days like 2026-10-01.")
    return Invalid(sentence % {"part": part[:60]}, field=field)
