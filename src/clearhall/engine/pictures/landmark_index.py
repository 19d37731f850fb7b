"""Landmarks of many pictures in memory: which pictures share several, in places that fit one motion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.pictures.compiled import landmark_kernels
from clearhall.engine.pictures.landmarks import MARGIN
from clearhall.engine.pictures.rows import Arrays, PictureRows
from clearhall.engine.pictures.types import MOST_LANDMARKS, Landmarks

NO_ENTRY = 0xFFFFFFFF  # as in landmark_kernels.py, which must not be imported before it is needed
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
    fewest: int = 8
    """Landmarks that must agree …"""
    least_score: float = 2.1
    """… `Agreement.score`, what they say times their share of those that should be found …"""
    inside: float = 0.3
    """… and the share of the stored picture that must lie inside the one asked about."""


@dataclass(frozen=True)
class Agreement:
    """A picture found: `count` landmarks agree, of `in_view` that should be found.

    `weight` is what they say: each counts by how few of its bits differ, 0 to 1, divided by the number of places that look like
    it. Corners of boxes, which stand everywhere in pages of one layout, say little.
    """

    picture_id: int
    count: int
    in_view: int
    weight: float
    inside: float
    """Share of the stored picture's landmarks that the motion puts inside the picture asked about."""

    @property
    def share(self) -> float:
        return min(1.0, self.count / max(1, self.in_view))

    @property
    def score(self) -> float:
        """`weight` times `share`: copies have 2 to 50, pages of one layout with other words up to 2 (drawn pictures)."""
        return self.weight * self.share


@dataclass(frozen=True)
class _Arrays(Arrays):
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

    @property
    def by_row(self) -> tuple[NDArray[np.generic], ...]:
        return self.counts, self.codes, self.places

    def link(self, first: int, stop: int) -> None:
        landmark_kernels().link_rows(self.codes, self.counts, first, stop, self.bits, self.heads, self.links)


class LandmarkIndex(PictureRows[_Arrays]):
    """Pictures by landmarks. Threads may ask while one writes; writers wait for each other."""

    most_rows = NO_ENTRY // MOST_LANDMARKS
    smallest = 64

    def __init__(self, config: LandmarkConfig | None = None, *, expected: int = 0) -> None:
        """An empty index; room for `expected` pictures is made at once, more are taken later."""
        super().__init__(_Arrays, expected=expected)
        self.config = config or LandmarkConfig()

    def add(self, picture_id: int, marks: Landmarks) -> None:
        """Enter one picture; one already there is replaced."""
        self.add_many([picture_id], [marks])

    def add_many(self, picture_ids: Sequence[int], marks: Sequence[Landmarks]) -> None:
        """Enter many pictures; only the first 64 landmarks of each count.

        Raises ValueError when an id comes twice or is negative or the lengths differ; then nothing changes.
        """

        def store(arrays: _Arrays, first: int) -> None:
            for row, one in enumerate(marks, start=first):
                size = min(len(one), MOST_LANDMARKS)
                arrays.codes[row, :size] = one.codes[:size]
                arrays.places[row, :size] = one.places[:size]
                arrays.counts[row] = size

        self._enter(picture_ids, len(marks), store)

    def find(self, asked: Landmarks, *, limit: int = 50) -> tuple[Agreement, ...]:
        """Pictures whose landmarks lie in the asked picture as those of a copy would, most landmarks first.

        `asked` is taken with `ASKED` detail from the picture itself; landmarks read back from bytes cannot ask.
        Raises ValueError for such, or for a limit under 1.
        """
        if limit < 1:
            raise ValueError("limit must be at least 1")
        if len(asked.waves) != len(asked.codes):
            raise ValueError("stored landmarks cannot be asked with; take them from the picture")
        arrays, config = self._arrays, self.config
        found = []
        for row in self._candidates(arrays, asked):
            one = self._judged(arrays, row, asked)
            if one.count >= config.fewest and one.score >= config.least_score and one.inside >= config.inside:
                found.append(one)
        found = [one for one in found if one.picture_id >= 0]
        return tuple(sorted(found, key=lambda one: (-one.count, -one.share, one.picture_id))[:limit])

    def compare(self, picture_id: int, asked: Landmarks) -> Agreement | None:
        """How far one picture agrees with the asked one, however little; None when it is not there."""
        arrays, row = self._arrays, self._rows.get(picture_id)
        return None if row is None or arrays.ids[row] != picture_id else self._judged(arrays, row, asked)

    def size_of(self, picture_id: int) -> int:
        """How many landmarks are kept of a picture, 0 to 64; 0 when it is not there."""
        row = self._rows.get(picture_id)
        return 0 if row is None else int(self._arrays.counts[row])

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

    def _judged(self, arrays: _Arrays, row: int, asked: Landmarks) -> Agreement:
        size = int(arrays.counts[row])
        motion, agreed = np.zeros(6), np.zeros((size, 2), np.uint8)
        within = self.config.within
        count = landmark_kernels().agreement(
            arrays.codes[row, :size], arrays.places[row, :size].astype(np.float64), asked.codes, asked.places,
            within, asked.width, asked.height, float(MARGIN), motion, agreed,
        )  # fmt: skip
        there = agreed[agreed[:, 1] > 0].astype(np.float64)
        weight = float(((within + 1 - there[:, 1]) / within / there[:, 0]).sum())
        return Agreement(int(arrays.ids[row]), int(count), int(motion[5]), weight, float(motion[4]) / max(1, size))
