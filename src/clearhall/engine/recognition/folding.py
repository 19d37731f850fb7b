"""Tables that fold a character to what it is read as, for the compiled kernels; made from `engine.text`'s matching form."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
from confusable_homoglyphs import confusables
from numpy.typing import NDArray

from clearhall.engine.text import matching_form
from clearhall.engine.text.lookalikes import latin_lookalikes

TABLE_SIZE = 0x2FA20  # the planes in which people write; beyond them a character stands for itself
DROPPED, SIGN, LETTER, DIGIT, WORD, SPACE = 0, 1, 2, 3, 4, 5
_OWN_FORM = range(0x20000, 0x2F800)  # rare Chinese characters: each is its own form
_EXPANDS = 0x80000000
_WORDS = ((0x3400, 0xA000), (0x3040, 0x3100), (0x31F0, 0x3200), (0xAC00, 0xD7A4), (0xF900, 0xFB00), (0x20000, 0x40000))
_IMITATING = re.compile("[\u0370-\u058f\u13a0-\u13ff\u1c80-\u1c8f\u2c80-\u2cff\ua4d0-\ua4ff\uab70-\uabbf]")
_PLAIN = re.compile("[a-z0-9]")


@dataclass(frozen=True)
class Tables:
    """What a character is read as, by code point.

    Attributes:
        folded: shape (TABLE_SIZE,): one code point; or the high bit and a place in `expansions`.
        expansions: length, then that many code points, for characters that stand for several.
        kinds: shape (TABLE_SIZE,): what kind the folded character is (constants above).
        latin: shape (TABLE_SIZE,): by character as sent, the ASCII letter or digit that it imitates, or 0.
        capital: shape (TABLE_SIZE,): 1 for capital letters as sent.
    """

    folded: NDArray[np.uint32]
    expansions: NDArray[np.uint32]
    kinds: NDArray[np.uint8]
    latin: NDArray[np.uint8]
    capital: NDArray[np.uint8]


@cache
def tables() -> Tables:
    """The tables, made once in a process (about a second)."""
    folded = np.arange(TABLE_SIZE, dtype=np.uint32)
    expansions: list[int] = []
    for code in range(TABLE_SIZE):
        form = chr(code) if code in _OWN_FORM else _form_of(chr(code))
        if len(form) > 1:
            folded[code] = _EXPANDS | len(expansions)
            expansions += [len(form), *map(ord, form)]
        else:
            folded[code] = ord(form) if form else 0
    kinds = np.array([_kind_of(chr(code)) for code in range(TABLE_SIZE)], np.uint8)
    latin = np.zeros(TABLE_SIZE, np.uint8)
    for letter, plain in _imitations().items():
        latin[ord(letter)] = ord(plain)
    capital = np.zeros(TABLE_SIZE, np.uint8)
    for code in (*range(0x250), *range(0x370, 0x530), *range(0xFF21, 0xFF3B)):
        capital[code] = chr(code).isupper()
    return Tables(folded, np.array(expansions or [0], np.uint32), kinds, latin, capital)


def _form_of(character: str) -> str:
    """The matching form of one character; letters with marks lose their marks, white space is one blank."""
    if character.isspace():
        return " "
    form = matching_form(character)
    if form and not form.isascii() and ord(form[0]) < 0x2000:
        parts = unicodedata.normalize("NFKD", form)
        form = "".join(c for c in parts if not unicodedata.combining(c)) or ""
    return form


def _kind_of(character: str) -> int:
    code = ord(character)
    if character == " ":
        return SPACE
    if any(start <= code < stop for start, stop in _WORDS):
        return WORD
    category = unicodedata.category(character)
    if category.startswith("L") or category == "Mc":
        return LETTER
    return DIGIT if "0" <= character <= "9" else SIGN


@cache
def _imitations() -> dict[str, str]:
    """Letter of another script, small or capital → the ASCII letter or digit it is drawn like.

    Source: Unicode Technical Standard 39, confusables.txt, as the package confusable-homoglyphs carries it.
    """
    found = {}
    for code in (*range(0x80, 0x3400), *range(0xA000, 0xAC00), *range(0xFB00, 0x20000)):
        letter = chr(code)
        if any(start <= code < stop for start, stop in _WORDS) or not letter.isalnum():
            continue
        near = {str(one["c"]).lower() for one in confusables.confusables_data.get(letter, ())}
        plain = sorted(one for one in near if _PLAIN.fullmatch(one))
        if plain:
            found[letter] = plain[-1]  # a letter before a digit
    found |= latin_lookalikes()
    return {letter: plain for letter, plain in found.items() if not _form_of(letter).isascii()}
