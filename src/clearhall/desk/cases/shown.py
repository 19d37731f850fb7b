"""A reported text as staff see it: nothing in it can be clicked, hidden or turned round.

Links are defanged where their indicators stand, characters that are not seen or change the direction of reading are named in
brackets, and the template shows the rest as plain text.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from clearhall.engine.text.marks import BIDI, CONTROLS, TAGS, ZERO_WIDTH

LINKS = frozenset({"url", "domain", "ip", "email"})
# Emoji are joined with U+200D and coloured with variation selectors; everything else that is not seen is named.
_UNSEEN = (frozenset(BIDI) | frozenset(CONTROLS) | frozenset(ZERO_WIDTH) | frozenset(TAGS)) - {"\u200d"}
_NAMED = {ord(letter): f"[U+{ord(letter):04X}]" for letter in _UNSEEN}


@dataclass(frozen=True, slots=True)
class Span:
    """Where an indicator stands in a text: code points, `end` exclusive."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, ready to be shown; `kind` is that of its indicator, "" for the words between."""

    text: str
    kind: str = ""


def pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """Cut `text` at its indicators. Spans that overlap one before them, or do not lie in the text, are left out."""
    found, at = [], 0
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if span.start < at or not span.start < span.end <= len(text):
            continue
        if span.start > at:
            found.append(Piece(visible(text[at : span.start])))
        found.append(Piece(visible(defanged(text[span.start : span.end], kind=span.kind)), span.kind))
        at = span.end
    if at < len(text):
        found.append(Piece(visible(text[at:])))
    return found


def visible(text: str) -> str:
    """`text` with each character that is not seen, or that changes the direction, as its number: `[U+202E]`."""
    return text.translate(_NAMED)


def defanged(text: str, *, kind: str) -> str:
    """A link, domain or address that cannot be followed by accident, not even after copying it; other kinds as they are."""
    if kind not in LINKS:
        return text
    scheme, colon, rest = text.rpartition("://") if "://" in text else ("", "", text)
    host, slash, path = rest.partition("/")
    host = host.replace("[.]", ".").replace(".", "[.]").replace("@", "[@]")
    return f"{scheme.replace('tt', 'xx')}{colon}{host}{slash}{path}"
