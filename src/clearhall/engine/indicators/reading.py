"""A text as a person reads it, with the way back to the offsets of the text as it was sent."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from clearhall.engine.text import marks

# Blocks whose characters stand for one ASCII letter, digit or sign: letter-like, enclosed, mathematical, full-width.
_BLOCKS = ((0x2070, 0x20A0), (0x2100, 0x2150), (0x2460, 0x2500), (0xFF01, 0xFFEF), (0x1D400, 0x1D800))
_SIGNS = frozenset("./@-_=&%+#~*$|^\\[]{}")  # full-width , : ; ? ! ( ) end Chinese sentences: they stay what they are
_SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"


def _ranges_of(codes: Iterable[int]) -> str:
    """These characters as ranges of a class: single astral characters would be searched one by one."""
    ranges: list[list[int]] = []
    for code in sorted(codes):
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


def _folds() -> dict[int, str]:
    folds = {}
    for character in (chr(c) for start, stop in _BLOCKS for c in range(start, stop)):
        plain = unicodedata.normalize("NFKC", character)
        if len(plain) == 1 and plain.isascii() and (plain.isalnum() or plain in _SIGNS):
            folds[ord(character)] = plain
    other = dict.fromkeys(_SPACES, " ") | dict.fromkeys(_DASHES, "-") | {"\u2024": ".", "｡": "。", "⁄": "/", "∕": "/"}
    return folds | {ord(a): b for a, b in other.items()}


_FOLDS = _folds()
_UNSEEN = frozenset(marks.UNSEEN + "\u20e3")  # U+20E3 draws the box of a keycap digit
_HAS_UNSEEN = re.compile(f"[{_ranges_of(map(ord, _UNSEEN))}]")
# Most texts hold none of either, and astral ranges are slow to search for: everything astral is looked at again.
_BMP = 0x10000
_MAY_CHANGE = re.compile(f"[^{_ranges_of(c for c in range(_BMP) if c not in _FOLDS and chr(c) not in _UNSEEN)}]")
# A block of letters or digits in another width; a lone full-width sign or space hides nothing.
WIDE = re.compile(f"[{_ranges_of(code for code, plain in _FOLDS.items() if plain.isalnum())}]")


class Reading(NamedTuple):
    """`text` has one character for each that is seen; `offsets[i]` is where it stood, None when nothing moved."""

    original: str
    text: str
    offsets: list[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original for a non-empty span of `text`."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1


def read(s: str) -> Reading:
    """Fold forms of letters, digits and signs to ASCII one for one, and leave out what is not seen."""
    if s.isascii() or not _MAY_CHANGE.search(s):
        return Reading(s, s, None)
    text = s.translate(_FOLDS)
    if not _HAS_UNSEEN.search(text):
        return Reading(s, text, None)
    offsets = [i for i, character in enumerate(text) if character not in _UNSEEN]
    return Reading(s, "".join([text[i] for i in offsets]), offsets)
