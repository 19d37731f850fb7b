"""The near-duplicate index in memory: it grows and shrinks, nothing is written anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.similarity.answers import match
from clearhall.engine.similarity.compiled import kernels
from clearhall.engine.similarity.lookups import (
    FEWEST_BITS,
    Found,
    answer,
    bucket_bits,
    kernel_shape,
    levels_of,
    lowest_threshold,
    single_row,
    top_arrays,
    top_found,
)
from clearhall.engine.similarity.signing import Signatures, signature_rows
from clearhall.engine.similarity.types import DEFAULT, HASH_FUNCTIONS, Config, Match, Matches, Signature

NO_ROW = 0xFFFFFFFF  # as in kernels.py, which must not be imported before it is needed
_SMALLEST = 256


@dataclass(frozen=True)
class _Arrays:
    """What the kernels read, swapped as one, so that a thread that asks never sees half of a regrown index."""

    ids: NDArray[np.int64]
    signatures: NDArray[np.uint16]
    heads: NDArray[np.uint32]
    """Newest entry and number of entries of each bucket, side by side: one touch of memory for both."""
    links: NDArray[np.uint32]
    shape: NDArray[np.int64]

    @classmethod
    def empty(cls, capacity: int, config: Config) -> _Arrays:
        bits = max(FEWEST_BITS, bucket_bits(capacity, config) - 1)  # heads are twice as large as those of a snapshot
        return cls(
            ids=np.full(capacity, -1, np.int64),
            signatures=np.zeros((capacity, HASH_FUNCTIONS + 2), np.uint16),
            heads=np.tile(np.array([NO_ROW, 0], np.uint32), (config.bands << bits, 1)),
            links=np.empty(capacity * config.bands, np.uint32),
            shape=kernel_shape(bits, config),
        )

    def link(self, first: int, stop: int) -> None:
        kernels().link_rows(self.signatures, first, stop, self.heads, self.links, self.shape)


class Index:
    """Reports by signature. Threads may ask while one writes; writers wait for each other."""

    def __init__(self, config: Config = DEFAULT, *, expected: int = 0) -> None:
        """An empty index; `expected` reports are made room for at once, more are taken later."""
        self.config = config
        self._rows: dict[int, int] = {}
        self._used = 0
        self._arrays = _Arrays.empty(max(_SMALLEST, expected), config)
        self._writing = Lock()

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, report_id: int) -> bool:
        return report_id in self._rows

    @property
    def bytes_used(self) -> int:
        """Memory of the arrays in bytes, without the table of ids (about 100 bytes a report)."""
        arrays = self._arrays
        return sum(one.nbytes for one in (arrays.ids, arrays.signatures, arrays.heads, arrays.links))

    def ids(self) -> list[int]:
        """Ids of all reports, ascending."""
        return sorted(self._rows)

    def add(self, report_id: int, signature: bytes | Signature) -> None:
        """Enter one report; a report already there is replaced."""
        self.add_many([report_id], [signature])

    def add_many(self, report_ids: Sequence[int], signatures: Signatures) -> None:
        """Enter many reports; `signatures` as `sign_many` or `sign_array` gives them.

        Raises ValueError when an id comes twice or the lengths differ; then nothing changes.
        """
        rows = signature_rows(signatures)
        with self._writing:
            first = self._append(report_ids, rows)
            self._arrays.link(first, self._used)

    def remove(self, report_id: int) -> bool:
        """Take a report out and wipe its signature. Returns False when it was not there."""
        with self._writing:
            return self._wipe(report_id)

    def signatures(self) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
        """Ids ascending and their signatures, shape (n, 66): what a snapshot is written from."""
        with self._writing:
            ids = np.array(self.ids(), np.int64)
            return ids, self._arrays.signatures[[self._rows[report_id] for report_id in ids.tolist()]]

    def query(self, signature: bytes | Signature, *, threshold: float | None = None, limit: int = 50) -> Matches:
        """Reports like this one, best first. Without `threshold` those at or above the configuration's levels."""
        row = single_row(signature)
        parts = [(self.find(row, threshold=threshold), frozenset[int]())]
        return answer(parts, grams=int(row[1]), threshold=threshold, limit=limit, config=self.config)

    def find(self, row: NDArray[np.uint16], *, threshold: float | None) -> Found:
        """Every row that the kernel found at or above the lowest threshold, in no order."""
        arrays = self._arrays
        rows = np.empty(self.config.most_scored, np.uint32)
        scores = np.empty(self.config.most_scored, np.float64)
        count = kernels().look_up_linked(
            row, arrays.signatures, arrays.heads, arrays.links, arrays.shape,
            lowest_threshold(threshold, self.config), rows, scores,
        )  # fmt: skip
        capped, count = count < 0, -count - 1 if count < 0 else count
        rows = rows[:count]
        return Found(arrays.ids[rows], arrays.signatures[rows, 1], scores[:count], capped)

    def query_many(self, signatures: Sequence[bytes | Signature], *, limit: int) -> list[Matches]:
        """What `query` gives for each signature, in one call of the kernel."""
        rows, arrays = signature_rows(signatures), self._arrays
        found = top_arrays(len(rows), limit)
        kernels().top_linked(
            rows,
            arrays.signatures,
            arrays.ids,
            arrays.heads,
            arrays.links,
            arrays.shape,
            levels_of(self.config),
            *found,
        )
        return top_found(arrays.ids, arrays.signatures, found, rows[:, 1], self.config)

    def query_then_add_many(
        self,
        report_ids: Sequence[int],
        signatures: Sequence[bytes | Signature],
        *,
        threshold: float | None = None,
        asked: Sequence[bool] | None = None,
    ) -> list[Match | None]:
        """For each report in turn the best match among those before it, then enter it. One call for a whole batch.

        Reports of the batch that are already in the index are taken out first, so that none finds its own older form.
        `asked`: for which of them an answer is wanted; the others get None and are entered all the same.
        """
        rows = signature_rows(signatures)
        is_asked = np.ones(len(rows), np.uint8) if asked is None else np.array(asked, np.uint8)
        if len(is_asked) != len(rows):
            raise ValueError(f"{len(is_asked)} answers asked for {len(rows)} signatures")
        best, scores = np.empty(len(rows), np.int64), np.empty(len(rows), np.float64)
        lowest = lowest_threshold(threshold, self.config)
        with self._writing:
            first = self._append(report_ids, rows)
            arrays = self._arrays
            kernels().best_linked_then_link(
                arrays.signatures, first, self._used, arrays.ids, arrays.heads, arrays.links,
                arrays.shape, lowest, is_asked, best, scores,
            )  # fmt: skip
            ids, grams = arrays.ids[best], np.minimum(rows[:, 1], arrays.signatures[best, 1])
        return [
            match(report_id, score, grams=size, threshold=threshold, config=self.config) if row >= 0 else None
            for row, report_id, score, size in zip(
                best.tolist(), ids.tolist(), scores.tolist(), grams.tolist(), strict=True
            )
        ]

    def _append(self, report_ids: Sequence[int], rows: NDArray[np.uint16]) -> int:
        """Store the rows without entering them into the lists; returns the number of the first."""
        if len(report_ids) != len(rows):
            raise ValueError(f"{len(report_ids)} ids but {len(rows)} signatures")
        if len(set(report_ids)) != len(report_ids):
            raise ValueError("an id comes twice in one call")
        if len(report_ids) and min(report_ids) < 0:
            raise ValueError("report ids must not be negative")
        for report_id in self._rows.keys() & report_ids:
            self._wipe(report_id)
        if self._used + len(rows) > len(self._arrays.ids):
            self._regrow(len(rows))
        first = self._used
        self._used += len(rows)
        self._arrays.ids[first : self._used] = report_ids
        self._arrays.signatures[first : self._used] = rows
        self._rows.update(zip(report_ids, range(first, self._used), strict=True))
        return first

    def _wipe(self, report_id: int) -> bool:
        row = self._rows.pop(report_id, None)
        if row is None:
            return False
        self._arrays.signatures[row] = 0
        self._arrays.ids[row] = -1
        return True

    def _regrow(self, more: int) -> None:
        """Make room for `more` reports and half as many again, leave removed rows behind, link anew."""
        kept = np.flatnonzero(self._arrays.ids[: self._used] >= 0)
        ids, signatures = self._arrays.ids[kept], self._arrays.signatures[kept]
        grown = _Arrays.empty((len(kept) + more) * 3 // 2 + _SMALLEST, self.config)
        grown.ids[: len(kept)], grown.signatures[: len(kept)] = ids, signatures
        grown.link(0, len(kept))
        self._rows = dict(zip(ids.tolist(), range(len(kept)), strict=True))
        self._used, self._arrays = len(kept), grown
