"""Values that cross the border of the near-duplicate index: configuration, signature, match, overlap."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import overload

HASH_FUNCTIONS = 64
SIGNATURE_BYTES = 2 * (HASH_FUNCTIONS + 2)
LONGEST_TEXT = 20_000
"""Characters of a text that are compared; what follows is not looked at, so that 10 MB cost no more than a page."""

_FORMAT = 1  # raise when the kernels change what they write for the same text


class Level(StrEnum):
    """How far two texts may be taken together. A person decides; `group` may only be shown as one by default."""

    SUGGEST = "suggest"
    GROUP = "group"


class Kind(StrEnum):
    """What a signature can be compared with."""

    TEXT = "text"
    TOO_SHORT = "too_short"
    """Too few letters to estimate an overlap: equals only a text of the very same characters."""
    EMPTY = "empty"
    """No character but blanks: matches nothing."""


class Reason(StrEnum):
    """Which sentence `detail` is, for programs that say it in another language."""

    ESTIMATED = "estimated"
    SAME_WORDING = "same_wording"
    CONTAINED = "contained"
    SHARED = "shared"
    SAME_CHARACTERS = "same_characters"
    TOO_SHORT = "too_short"


_KINDS = {1: Kind.TEXT, 2: Kind.TOO_SHORT, 3: Kind.EMPTY}


@dataclass(frozen=True)
class Config:
    """How texts are cut, keyed and judged.

    Scores are the mean of Jaccard overlap and containment of the smaller text, 0 to 1. The thresholds were chosen on
    the training part of a public set of forwarded messages with known edits, with room for a million other texts
    (docs/how-to/find-near-duplicates.md gives the figures).
    """

    letters: int = 3
    """Letters in one gram of alphabetic writing; Chinese, Japanese and Korean always go in pairs."""
    fewest_grams: int = 5
    bands: int = 42
    rows_per_band: int = 3
    """42 x 3 finds half of all pairs at a Jaccard overlap of 0.25 and 99 in 100 at 0.47; 21 x 3 at 0.32 and 0.58."""
    suggest: float = 0.50
    group: float = 0.60
    short_grams: int = 24
    """A text with fewer distinct grams (about 25 Chinese characters or five English words) is judged more strictly."""
    short_suggest: float = 0.65
    short_group: float = 0.80
    most_postings: int = 4_096
    """Index entries read for one question, rare keys first: the keys of template texts are what is left unread."""
    most_scored: int = 512
    """Reports compared for one question, those with most keys in common first."""

    def __post_init__(self) -> None:
        if not 1 <= self.rows_per_band <= HASH_FUNCTIONS:
            raise ValueError(f"rows_per_band must be 1 to {HASH_FUNCTIONS}")
        if not 1 <= self.bands <= 2 * (HASH_FUNCTIONS // self.rows_per_band):
            raise ValueError(f"bands must be 1 to {2 * (HASH_FUNCTIONS // self.rows_per_band)}")
        if not 2 <= self.letters <= 8 or self.fewest_grams < 1:
            raise ValueError("letters must be 2 to 8 and fewest_grams at least 1")
        if not 0 < self.suggest <= self.group <= 1 or not 0 < self.short_suggest <= self.short_group <= 1:
            raise ValueError("thresholds must satisfy 0 < suggest <= group <= 1")
        if self.most_postings < 1 or self.most_scored < 1:
            raise ValueError("most_postings and most_scored must be at least 1")

    @property
    def fingerprint(self) -> str:
        """Names what is stored: signatures and snapshots of another fingerprint cannot be read with this one."""
        stored = [
            _FORMAT,
            HASH_FUNCTIONS,
            LONGEST_TEXT,
            self.letters,
            self.fewest_grams,
            self.bands,
            self.rows_per_band,
        ]
        return hashlib.sha256(json.dumps(stored).encode()).hexdigest()[:16]

    def level(self, score: float, grams: int) -> Level | None:
        """How far `score` carries when the smaller text has `grams` distinct grams; None: not at all."""
        short = grams < self.short_grams
        if score >= (self.short_group if short else self.group):
            return Level.GROUP
        return Level.SUGGEST if score >= (self.short_suggest if short else self.suggest) else None


DEFAULT = Config()


@dataclass(frozen=True)
class Signature:
    """What is kept of a text to find its like: 132 bytes, from which the text cannot be read back."""

    data: bytes

    def __post_init__(self) -> None:
        if len(self.data) != SIGNATURE_BYTES or int.from_bytes(self.data[:2], "little") not in _KINDS:
            raise ValueError(f"a signature has {SIGNATURE_BYTES} bytes and starts with its kind, 1 to 3")

    @property
    def kind(self) -> Kind:
        return _KINDS[int.from_bytes(self.data[:2], "little")]

    @property
    def grams(self) -> int:
        """Distinct grams of the text, 0 to 20,000."""
        return int.from_bytes(self.data[2:4], "little")


@dataclass(frozen=True)
class Match:
    """One report found. `similarity` is estimated, 0 to 1, standard error up to 0.06, unless `exact`."""

    report_id: int
    similarity: float
    level: Level
    detail: str
    reason: Reason = Reason.ESTIMATED

    @property
    def exact(self) -> bool:
        """True when the texts themselves were compared (`verified`)."""
        return self.reason is not Reason.ESTIMATED


@dataclass(frozen=True)
class Matches(Sequence[Match]):
    """Matches, best first. `capped`: so many reports share this text's keys that not all of them were compared."""

    items: tuple[Match, ...] = ()
    capped: bool = False

    @overload
    def __getitem__(self, index: int) -> Match: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Match, ...]: ...
    def __getitem__(self, index: int | slice) -> Match | tuple[Match, ...]:
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)


@dataclass(frozen=True)
class Overlap:
    """The exact comparison of two texts.

    `score`, `jaccard`, `containment`: 0 to 1. `left`, `right`: distinct grams of each text. `comparable` is False when
    a text is too short; the score is then 1 for equal texts and otherwise 0 because nothing is known.
    """

    score: float
    detail: str
    reason: Reason
    left: int
    right: int
    jaccard: float
    containment: float
    level: Level | None
    comparable: bool = True
    numbers_differ: bool = False
