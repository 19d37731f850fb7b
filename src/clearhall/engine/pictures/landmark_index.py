"""Landmarks of many pictures in memory: which pictures share several, in places that fit one motion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.pictures.compiled import landmark_kernels
from clearhall.engine.pictures.errors import TooManyPictures
from clearhall.engine.pictures.landmarks import MARGIN
from clearhall.engine.pictures.types import MOST_LANDMARKS, Landmarks

NO_ENTRY = 0xFFFFFFFF  # as in landmark_kernels.py, which must not be imported before it is needed
MOST_ROWS = NO_ENTRY // MOST_LANDMARKS
_SMALLEST = 64
_FEWEST_BITS, _MOST_BITS = 14, 24
_ENTRIES = 1 << 18


@dataclass(frozen=True)
class LandmarkConfig:
    """How landmarks are looked up and judged; chosen on drawn training pictures (docs/how-to/match-pictures.md)."""

    flipped: int = 3
    """So many least sure bits of a key are tried both ways: 2 ** 3 lists for one landmark asked."""
    within: int = 12
    """Bits of 64 that two like landmarks differ in at most."""
    walk: int = 256
    """Longer lists are not read: corners of boxes and pieces of common letters are in every screenshot."""
    fewest_met: int = 3
    candidates: int = 60
    """Pictures compared landmark by landmark, those met most often first."""
    fewest: int = 9
    """Landmarks that must agree …"""
    share: float = 0.35
    """… their share of those that should be found …"""
    inside: float = 0.4
    """… and the share of the stored picture that must lie inside the one asked about."""


@dataclass(frozen=True)
class Agreement:
    """A picture found: `count` landmarks agree, of `in_view` that should be found."""

    picture_id: int
    count: int
    in_view: int
    inside: float
    """Share of the stored picture's landmarks that the motion puts inside the picture asked about."""

    @property
    def share(self) -> float:
        return min(1.0, self.count / max(1, self.in_view))


@dataclass(frozen=True)
class _Arrays:
    ids: NDArray[np.int64]
    counts: NDArray[np.uint8]
    codes: NDArray[np.uint64]
    places: NDArray[np.float16]
    """A thousandth of the picture's side is exact enough, and a million pictures take half a gigabyte less."""
    heads: NDArray[np.uint32]
    links: NDArray[np.uint32]
    bits: int

    @classmethod
    def empty(cls, capacity: int) -> _Arrays:
        bits = min(_MOST_BITS, max(_FEWEST_BITS, (capacity * MOST_LANDMARKS).bit_length() - 2))
        return cls(
            ids=np.full(capacity, -1, np.int64),
            counts=np.zeros(capacity, np.uint8),
            codes=np.zeros((capacity, MOST_LANDMARKS), np.uint64),
            places=np.zeros((capacity, MOST_LANDMARKS, 4), np.float16),
            heads=np.tile(np.array([NO_ENTRY, 0], np.uint32), (1 << bits, 1)),
            links=np.empty(capacity * MOST_LANDMARKS, np.uint32),
            bits=bits,
        )

    def link(self, first: int, stop: int) -> None:
        landmark_kernels().link_rows(self.codes, self.counts, first, stop, self.bits, self.heads, self.links)


class LandmarkIndex:
    """Pictures by landmarks. Threads may ask while one writes; writers wait for each other."""

    def __init__(self, config: LandmarkConfig | None = None, *, expected: int = 0) -> None:
        """An empty index; room for `expected` pictures is made at once, more are taken later."""
        self.config = config or LandmarkConfig()
        self._rows: dict[int, int] = {}
        self._used = 0
        self._arrays = _Arrays.empty(max(_SMALLEST, expected))
        self._writing = Lock()

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, picture_id: int) -> bool:
        return picture_id in self._rows

    @property
    def bytes_used(self) -> int:
        """Memory of the arrays in bytes."""
        one = self._arrays
        return sum(part.nbytes for part in (one.ids, one.counts, one.codes, one.places, one.heads, one.links))

    def add(self, picture_id: int, marks: Landmarks) -> None:
        """Enter one picture; one already there is replaced."""
        self.add_many([picture_id], [marks])

    def add_many(self, picture_ids: Sequence[int], marks: Sequence[Landmarks]) -> None:
        """Enter many pictures; only the first 64 landmarks of each count.

        Raises ValueError when an id comes twice or is negative or the lengths differ; then nothing changes.
        """
        if len(picture_ids) != len(marks):
            raise ValueError(f"{len(picture_ids)} ids but landmarks of {len(marks)}")
        if len(set(picture_ids)) != len(picture_ids) or any(one < 0 for one in picture_ids):
            raise ValueError("picture ids must not be negative and none may come twice in one call")
        with self._writing:
            for picture_id in picture_ids:
                self._wipe(picture_id)
            if self._used + len(marks) > len(self._arrays.ids):
                self._regrow(len(marks))
            first = self._used
            for picture_id, one in zip(picture_ids, marks, strict=True):
                self._store(picture_id, one)
            self._arrays.link(first, self._used)

    def remove(self, picture_id: int) -> bool:
        """Take a picture out and wipe its landmarks. Returns False when it was not there."""
        with self._writing:
            return self._wipe(picture_id)

    def find(self, asked: Landmarks, *, limit: int = 50) -> tuple[Agreement, ...]:
        """Pictures whose landmarks lie in the asked picture as those of a copy would, most landmarks first.

        `asked` is taken with `ASKED` detail from the picture itself; landmarks read back from bytes cannot ask.
        Raises ValueError for such, or for a limit under 1.
        """
        if limit < 1:
            raise ValueError("limit must be at least 1")
        if len(asked.waves) != len(asked.codes):
            raise ValueError("stored landmarks cannot be asked with; take them from the picture")
        arrays = self._arrays
        found = [
            one for row in self._candidates(arrays, asked) if (one := self._judged(arrays, row, asked)) is not None
        ]
        return tuple(sorted(found, key=lambda one: (-one.count, -one.share, one.picture_id))[:limit])

    def _candidates(self, arrays: _Arrays, asked: Landmarks) -> list[int]:
        """Rows that share enough landmarks with the question, those with most first."""
        entries = np.empty(_ENTRIES, np.uint32)
        count = landmark_kernels().met(
            asked.codes, asked.waves, arrays.codes, arrays.heads, arrays.links, arrays.bits,
            self.config.flipped, self.config.within, self.config.walk, entries,
        )  # fmt: skip
        rows, met = np.unique(np.unique(entries[:count]) // MOST_LANDMARKS, return_counts=True)
        enough = (met >= self.config.fewest_met) & (arrays.ids[rows] >= 0)
        rows, met = rows[enough], met[enough]
        best: list[int] = rows[np.lexsort((rows, -met))][: self.config.candidates].tolist()
        return best

    def _judged(self, arrays: _Arrays, row: int, asked: Landmarks) -> Agreement | None:
        size = int(arrays.counts[row])
        motion = np.zeros(6)
        count = landmark_kernels().agreement(
            arrays.codes[row, :size], arrays.places[row, :size].astype(np.float64), asked.codes, asked.places,
            self.config.within, asked.width, asked.height, float(MARGIN), motion,
        )  # fmt: skip
        one = Agreement(int(arrays.ids[row]), int(count), int(motion[5]), float(motion[4]) / max(1, size))
        config = self.config
        is_enough = one.count >= config.fewest and one.share >= config.share and one.inside >= config.inside
        return one if is_enough and one.picture_id >= 0 else None

    def _store(self, picture_id: int, marks: Landmarks) -> None:
        row, size = self._used, min(len(marks), MOST_LANDMARKS)
        self._arrays.codes[row, :size] = marks.codes[:size]
        self._arrays.places[row, :size] = marks.places[:size]
        self._arrays.counts[row] = size
        self._arrays.ids[row] = picture_id
        self._rows[picture_id] = row
        self._used += 1

    def _wipe(self, picture_id: int) -> bool:
        row = self._rows.pop(picture_id, None)
        if row is None:
            return False
        self._arrays.ids[row], self._arrays.counts[row] = -1, 0
        self._arrays.codes[row], self._arrays.places[row] = 0, 0
        return True

    def _regrow(self, more: int) -> None:
        """Make room for `more` pictures and half as many again, leave removed rows behind, link anew."""
        old = self._arrays
        kept = np.flatnonzero(old.ids[: self._used] >= 0)
        if len(kept) + more > MOST_ROWS:
            raise TooManyPictures(f"{len(kept) + more} pictures do not fit one index")
        grown = _Arrays.empty(min(MOST_ROWS, (len(kept) + more) * 3 // 2 + _SMALLEST))
        for name in ("ids", "counts", "codes", "places"):
            getattr(grown, name)[: len(kept)] = getattr(old, name)[kept]
        grown.link(0, len(kept))
        self._rows = dict(zip(grown.ids[: len(kept)].tolist(), range(len(kept)), strict=True))
        self._used, self._arrays = len(kept), grown
