"""Millions of PDQ hashes in memory: every hash within a distance, exactly; grows and shrinks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.pictures.compiled import hash_kernels
from clearhall.engine.pictures.errors import TooManyPictures
from clearhall.engine.pictures.types import HASH_BYTES, MOST_WITHIN, Near, PdqHash

NO_ROW = 0xFFFFFFFF  # as in hash_kernels.py, which must not be imported before it is needed
CHUNKS = 16
MOST_ROWS = NO_ROW // CHUNKS
_SMALLEST = 256
_ROOM = 4_096


@dataclass(frozen=True)
class _Arrays:
    """What the kernels read, swapped as one, so that a thread that asks never sees half of a regrown index."""

    ids: NDArray[np.int64]
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


class HashIndex:
    """Pictures by PDQ hash. Threads may ask while one writes; writers wait for each other.

    Source: multi-index hashing (Norouzi, Punjani and Fleet, 2012): of sixteen chunks of two hashes at most 31 bits apart
    one differs by at most one bit. So every hash in reach is found, with 272 list look-ups.
    """

    def __init__(self, *, expected: int = 0) -> None:
        """An empty index; room for `expected` pictures is made at once, more are taken later."""
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
        """Memory of the arrays in bytes, without the table of ids (about 100 bytes a picture)."""
        arrays = self._arrays
        return sum(one.nbytes for one in (arrays.ids, arrays.hashes, arrays.heads, arrays.links))

    def add(self, picture_id: int, found: PdqHash) -> None:
        """Enter one picture; one already there is replaced."""
        self.add_many([picture_id], [found])

    def add_many(self, picture_ids: Sequence[int], hashes: Sequence[PdqHash] | NDArray[np.uint8]) -> None:
        """Enter many pictures; `hashes` may be an array of shape (n, 32).

        Raises ValueError when an id comes twice or is negative or the lengths differ; then nothing changes.
        """
        rows = _rows_of(hashes)
        if len(picture_ids) != len(rows):
            raise ValueError(f"{len(picture_ids)} ids but {len(rows)} hashes")
        if len(set(picture_ids)) != len(picture_ids) or any(one < 0 for one in picture_ids):
            raise ValueError("picture ids must not be negative and none may come twice in one call")
        with self._writing:
            for picture_id in picture_ids:
                self._wipe(picture_id)
            if self._used + len(rows) > len(self._arrays.ids):
                self._regrow(len(rows))
            first, self._used = self._used, self._used + len(rows)
            self._arrays.ids[first : self._used] = picture_ids
            self._arrays.hashes[first : self._used] = rows
            self._rows.update(zip(picture_ids, range(first, self._used), strict=True))
            arrays = self._arrays
            hash_kernels().link_rows(arrays.hashes, first, self._used, arrays.heads, arrays.links)

    def remove(self, picture_id: int) -> bool:
        """Take a picture out and wipe its hash; its place is used again when the index grows. Returns False when it was not there."""
        with self._writing:
            return self._wipe(picture_id)

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

    def _wipe(self, picture_id: int) -> bool:
        row = self._rows.pop(picture_id, None)
        if row is None:
            return False
        self._arrays.ids[row] = -1
        self._arrays.hashes[row] = 0
        return True

    def _regrow(self, more: int) -> None:
        """Make room for `more` pictures and half as many again, leave removed rows behind, link anew."""
        kept = np.flatnonzero(self._arrays.ids[: self._used] >= 0)
        capacity = (len(kept) + more) * 3 // 2 + _SMALLEST
        if len(kept) + more > MOST_ROWS:
            raise TooManyPictures(f"{len(kept) + more} pictures do not fit one index")
        grown = _Arrays.empty(min(capacity, MOST_ROWS))
        grown.ids[: len(kept)] = self._arrays.ids[kept]
        grown.hashes[: len(kept)] = self._arrays.hashes[kept]
        hash_kernels().link_rows(grown.hashes, 0, len(kept), grown.heads, grown.links)
        self._rows = dict(zip(grown.ids[: len(kept)].tolist(), range(len(kept)), strict=True))
        self._used, self._arrays = len(kept), grown


def _rows_of(hashes: Sequence[PdqHash] | NDArray[np.uint8]) -> NDArray[np.uint64]:
    if isinstance(hashes, np.ndarray):
        if hashes.dtype != np.uint8 or hashes.ndim != 2 or hashes.shape[1] != HASH_BYTES:
            raise ValueError(f"hashes must be unsigned bytes of shape (n, {HASH_BYTES})")
        return np.ascontiguousarray(hashes).view(np.uint64)
    return np.frombuffer(b"".join(one.data for one in hashes), np.uint64).reshape(-1, 4)
