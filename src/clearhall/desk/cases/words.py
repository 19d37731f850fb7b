"""What people write in a case: cleaned of what cannot be stored, and enough of it to be a reason."""

import re
import unicodedata

from django.utils.translation import gettext as _

from clearhall.desk.lib.errors import Invalid
from clearhall.desk.lib.limits import limit

FEWEST_WORDS = 3  # a reason in three words says something; "ok" and a full stop do not
_WORD = re.compile(r"[㐀-鿿豈-﫿]|[^\W㐀-鿿豈-﫿]+")
_KEPT_CONTROLS = "\n\t"
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # can make a page read otherwise


def cleaned(text: str, *, field: str, most: str = "note_text") -> str:
    """`text` with line ends as \\n and without control characters and lone surrogates; "" when nothing is left.

    Raises:
        Invalid: longer than the limit `most`.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(
        letter
        for letter in text
        if letter in _KEPT_CONTROLS
        or (unicodedata.category(letter) not in ("Cc", "Cs") and letter not in _DIRECTION_MARKS)
    ).strip()
    if len(text) > limit(most):
        message = _("This is too long: %(length)d characters, %(most)d are accepted. Please shorten it.")
        raise Invalid(message % {"length": len(text), "most": limit(most)}, field=field)
    return text


def required(text: str, *, field: str, most: str = "note_text") -> str:
    """As `cleaned`; raises Invalid when nothing is left."""
    text = cleaned(text, field=field, most=most)
    if not text:
        raise Invalid(_("Please write something here."), field=field)
    return text


def reason(text: str, *, field: str = "reason") -> str:
    """As `cleaned`; raises Invalid for fewer than three words. A Chinese character counts as half a word."""
    text = cleaned(text, field=field)
    words = sum(0.5 if "㐀" <= found[0] <= "鿿" or "豈" <= found[0] <= "﫿" else 1 for found in _WORD.findall(text))
    if words < FEWEST_WORDS:
        raise Invalid(_("Please give the reason in a few words, so that others can follow it."), field=field)
    return text
