"""The values that text functions return and the errors they raise."""

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """What `clean` did to a text before it may be stored."""

    NEWLINE = "newline"  # CR LF, CR, NEL, VT, FF, line and paragraph separators became one line feed
    CONTROL = "control"  # C0 and C1 controls other than line feed and tab, and DEL
    BIDI = "bidi"  # controls that reorder what a reader sees
    SURROGATE = "surrogate"  # half of a UTF-16 pair: no database or JSON reader takes it
    NONCHARACTER = "noncharacter"  # U+FFFE, U+FFFF and their like: no XML feed may carry them


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change and how many characters it touched (> 0)."""

    kind: ChangeKind
    count: int


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text that may be stored, and what had to be changed for that; no changes means it came as it is."""

    text: str
    changes: tuple[Change, ...] = ()


class Language(StrEnum):
    """The language a text is mostly in, as far as its script tells."""

    ZH_HANS = "zh_hans"
    ZH_HANT = "zh_hant"
    EN = "en"  # Latin letters: the desk answers them in English, whatever tongue they spell
    OTHER = "other"  # mostly letters of another script
    NOT_KNOWN = "not_known"  # no letters to judge by: empty, digits only, emoji only


class TextRefused(ValueError):
    """A text that may not be stored. `code` names the reason for pages and the API."""

    code = "text_refused"


class TextTooLong(TextRefused):
    """The raw text has more characters than allowed."""

    code = "text_too_long"

    def __init__(self, limit: int, length: int) -> None:
        super().__init__(f"The text has {length} characters; at most {limit} are accepted. Please shorten it.")
        self.limit = limit
        self.length = length


class TextEmpty(TextRefused):
    """Nothing but white space and removed characters."""

    code = "text_empty"

    def __init__(self) -> None:
        super().__init__("The text is empty. Please write or paste something.")
