"""The form in which two texts are compared."""

import re
import unicodedata
from functools import cache

from clearhall.engine.text import marks
from clearhall.engine.text.chinese import simplified_table
from clearhall.engine.text.lookalikes import latin_lookalikes

# Greek, Cyrillic, Armenian, Cherokee, Coptic, Lisu: the alphabets whose letters imitate Latin ones.
_IMITATING = "\u0370-\u058f\u13a0-\u13ff\u1c80-\u1c8f\u2c80-\u2cff\ua4d0-\ua4ff\uab70-\uabbf"
_OTHER_ALPHABET = re.compile(f"[{_IMITATING}]")
_WORD = re.compile(f"[a-z{_IMITATING}]+")
_LATIN = re.compile("[a-z]")
_UNSEEN = frozenset(marks.UNSEEN)
_KEPT_BELOW = 0x30000  # about 20 MB were every character of the first three planes ever met


def matching_form(s: str) -> str:
    """The text without what only changes its looks: for keys and comparisons, never for people to read.

    In this order: compatibility forms (NFKC), case folded, unseen characters dropped (zero-width, bidirectional,
    variation selectors, controls, lone surrogates), traditional characters as simplified ones, letters that imitate
    Latin ones mapped to them inside words that also hold Latin letters, white space folded to single spaces.

    Any str, also empty, gives a str; it never raises. The form of a form is itself, so it may be stored and compared
    with new ones. Changing it makes stored forms stale: they must be rebuilt.
    """
    if s.isascii() and s.isprintable():  # nothing but the case and runs of spaces can change
        return " ".join(s.lower().split())
    table, form = _table(), s
    while True:
        form = unicodedata.normalize("NFKC", form).translate(table)
        if _OTHER_ALPHABET.search(form):
            form = _WORD.sub(_latinised, form)
        # Dropping a character can bring two together that compose to a new one; a further pass then settles it.
        if unicodedata.is_normalized("NFKC", form):
            return " ".join(form.split())


def _latinised(word: re.Match[str]) -> str:
    found = word.group()
    return found.translate(_lookalikes()) if _LATIN.search(found) else found


@cache
def _lookalikes() -> dict[int, str]:
    return {ord(letter): latin for letter, latin in latin_lookalikes().items()}


class _Forms(dict[int, str]):
    """Code point → its form, worked out at the first meeting and kept for the common planes."""

    def __missing__(self, code: int) -> str:
        form = _form_of(chr(code))
        if code < _KEPT_BELOW:
            self[code] = form
        return form


@cache
def _table() -> _Forms:
    return _Forms()


def _form_of(character: str) -> str:
    before, form = None, character
    while form != before:
        before = form
        form = unicodedata.normalize("NFKC", form.casefold().translate(simplified_table()))
        form = "".join(" " if c.isspace() else c for c in form if c.isspace() or not _is_dropped(c))
    return form


def _is_dropped(character: str) -> bool:
    return character in _UNSEEN or unicodedata.category(character) in ("Cc", "Cs")
