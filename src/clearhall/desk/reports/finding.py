"""What an item points to, as rows to store: the seam to the engine's indicators. For texts as pasted and as read from pictures."""

from collections.abc import Sequence
from typing import NamedTuple

from clearhall.engine.indicators import Indicator, IndicatorKind, extract, extract_many, registrable_domain

LONGEST_VALUE = 500  # of the column; a longer link is known by its beginning and its domain
MOST = 200  # indicators of one report; a text with more is a list, and its file says more than its rows
_WITH_DOMAIN = frozenset({IndicatorKind.URL, IndicatorKind.DOMAIN})


class Found(NamedTuple):
    """One indicator: the columns of ReportIndicator after its report."""

    kind: str
    value: str
    domain: str
    start: int
    end: int


def find_indicators(reports: Sequence[tuple[str, str]]) -> list[list[Found]]:
    """For each text and the link that was given apart ("" for none): links, numbers and addresses in the text, and that link.

    Of the link apart start and end are 0; it is left out where the text holds it.
    """
    found = [
        [_found(item, item.start, item.end) for item in items[:MOST]]
        for items in extract_many(text for text, _url in reports)
    ]
    for (text, url), own in zip(reports, found, strict=True):
        if url and url not in text:
            own += [_found(item, 0, 0) for item in extract(url)[:1]]
    return found


def _found(item: Indicator, start: int, end: int) -> Found:
    domain = (registrable_domain(item.value) or "") if item.kind in _WITH_DOMAIN else ""
    return Found(str(item.kind), item.value[:LONGEST_VALUE], domain[:253], start, end)
