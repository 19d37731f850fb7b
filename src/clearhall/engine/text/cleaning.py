"""What may be stored of a text that somebody sent."""

import re

from clearhall.engine.text import marks
from clearhall.engine.text.types import Change, ChangeKind, Cleaned, TextEmpty, TextTooLong

_NEWLINES = re.compile(f"\r\n?|[{marks.LINE_BREAKS}]")
_REMOVED = (
    (ChangeKind.CONTROL, re.compile(f"[{re.escape(marks.CONTROLS)}]")),
    (ChangeKind.BIDI, re.compile(f"[{marks.BIDI}]")),
    (ChangeKind.SURROGATE, re.compile("[\ud800-\udfff]")),
    (ChangeKind.NONCHARACTER, re.compile(f"[{marks.NONCHARACTERS}]")),
)


def clean(raw: str, *, max_chars: int) -> Cleaned:
    """The text as it may be stored, shown and sent on, and what was changed for that.

    Zero-width characters and look-alike letters stay: they are part of what was sent, and `indicators` reports them
    as a way of hiding. White space at the ends stays too.

    Args:
        raw: any str, lone surrogates included.
        max_chars: most characters of `raw` accepted, before anything is removed.

    Raises:
        TextTooLong: `raw` is longer than `max_chars`; nothing was scanned.
        TextEmpty: nothing but white space or unseen characters would be left.
    """
    if len(raw) > max_chars:
        raise TextTooLong(max_chars, len(raw))
    text, newlines = _NEWLINES.subn("\n", raw)
    changes = [Change(ChangeKind.NEWLINE, newlines)] if newlines else []
    for kind, pattern in _REMOVED:
        text, count = pattern.subn("", text)
        if count:
            changes.append(Change(kind, count))
    if not text.strip() or not text.strip(marks.UNSEEN + " \n\t").strip():
        raise TextEmpty
    return Cleaned(text, tuple(changes))
