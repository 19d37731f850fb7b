"""Millions of PDQ hashes in memory: every hash within a distance, exactly; grows and shrinks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.pictures.compiled import hash_kernels
from clearhall.engine.pictures.rows import Arrays, PictureRows
from clearhall.engine.pictures.types import HASH_BYTES, MOST_WITHIN, Near, PdqHash

NO_ROW = 0xFFFFFFFF  # as in hash_kernels.py, which must not be imported before it is needed
CHUNKS = 16
_ROOM = 4_096


@dataclass(frozen=True)
class _Arrays(Arrays):
    hashes: NDArray[np.uint64]
    heads: NDArray[np.uint32]
    links: NDArray[np.uint32]

    @classmethod
    def empty(cls, capacity: int) -> _Arrays:
        return cls(
            ids=np.full(capacity, -1, np.int64),
            hashes=np.zeros((capacity, 4), np.uint64),
            heads=np.full((CHUNKS, 1 << 16), NO_ROW, np.uint32),
            links=np.empty(capacity * CHUNKS, np.uint32),
        )

    @property
    def by_row(self) -> tuple[NDArray[np.uint64]]:
        return (self.hashes,)

    def link(self, first: int, stop: int) -> None:
        hash_kernels().link_rows(self.hashes, first, stop, self.heads, self.links)


class HashIndex(PictureRows[_Arrays]):
    """Pictures by PDQ hash. Threads may ask while one writes; writers wait for each other.

    Source: multi-index hashing (Norouzi, Punjani and Fleet, 2012): of sixteen chunks of two hashes at most 31 bits apart
    one differs by at most one bit. So every hash in reach is found, with 272 list look-ups.
    """

    most_rows = NO_ROW // CHUNKS
    smallest = 256

    def __init__(self, *, expected: int = 0) -> None:
        """An empty index; room for `expected` pictures is made at once, more are taken later."""
        super().__init__(_Arrays, expected=expected)

    def add(self, picture_id: int, found: PdqHash) -> None:
        """Enter one picture; one already there is replaced."""
        self.add_many([picture_id], [found])

    def add_many(self, picture_ids: Sequence[int], hashes: Sequence[PdqHash] | NDArray[np.uint8]) -> None:
        """Enter many pictures; `hashes` may be an array of shape (n, 32).

        Raises ValueError when an id comes twice or is negative or the lengths differ; then nothing changes.
        """
        rows = _rows_of(hashes)

        def store(arrays: _Arrays, first: int) -> None:
            arrays.hashes[first : first + len(rows)] = rows

        self._enter(picture_ids, len(rows), store)

    def find(self, wanted: PdqHash, *, within: int = MOST_WITHIN, limit: int = 50) -> tuple[Near, ...]:
        """Every picture within `within` (0 to 31) differing bits, nearest first, the smaller id first among equals.

        Raises ValueError for a distance or limit out of range.
        """
        if not 0 <= within <= MOST_WITHIN:
            raise ValueError(f"within must be 0 to {MOST_WITHIN}, not {within}")
        if limit < 1:
            raise ValueError("limit must be at least 1")
        arrays, query = self._arrays, _rows_of([wanted])[0]
        room = _ROOM
        while True:
            rows, distances = np.empty(room, np.uint32), np.empty(room, np.uint8)
            found = hash_kernels().look_up(query, arrays.hashes, arrays.heads, arrays.links, within, rows, distances)
            if found <= room:
                break
            room = found + _ROOM
        ids, near = arrays.ids[rows[:found]], distances[:found]
        is_there = ids >= 0  # a removed picture stays in the lists until the index grows
        ids, near = ids[is_there], near[is_there]
        order = np.lexsort((ids, near))[:limit]
        return tuple(Near(one, bits) for one, bits in zip(ids[order].tolist(), near[order].tolist(), strict=True))


def _rows_of(hashes: Sequence[PdqHash] | NDArray[np.uint8]) -> NDArray[np.uint64]:
    if isinstance(hashes, np.ndarray):
        if hashes.dtype != np.uint8 or hashes.ndim != 2 or hashes.shape[1] != HASH_BYTES:
            raise ValueError(f"hashes must be unsigned bytes of shape (n, {HASH_BYTES})")
        return np.ascontiguousarray(hashes).view(np.uint64)
    return np.frombuffer(b"".join(one.data for one in hashes), np.uint64).reshape(-1, 4)
