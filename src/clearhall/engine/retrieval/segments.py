"""An inverted index of documents that no longer change: terms, their documents, and which of them were removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.retrieval.compiled import kernels
from clearhall.engine.retrieval.errors import FileCorrupt

DTYPES = {"ids": "<i8", "lengths": "<u4", "terms": "<u8", "starts": "<i8", "documents": "<u4", "counts": "|u1"}


@dataclass(frozen=True)
class Document:
    """The terms of one document as they go into a segment."""

    hashes: NDArray[np.uint64]
    counts: NDArray[np.uint8]
    length: int


@dataclass
class Segment:
    """`ids` ascend, a document's row is its place there; `terms` ascend; the documents of term t lie at
    starts[t] to starts[t + 1], ascending, with the number of times each holds it (at most 255)."""

    ids: NDArray[np.int64]
    lengths: NDArray[np.uint32]
    terms: NDArray[np.uint64]
    starts: NDArray[np.int64]
    documents: NDArray[np.uint32]
    counts: NDArray[np.uint8]
    alive: NDArray[np.uint8] = field(init=False)
    size: int = field(init=False)
    total_length: int = field(init=False)

    def __post_init__(self) -> None:
        self.alive = np.ones(len(self.ids), np.uint8)
        self.size = len(self.ids)
        self.total_length = int(self.lengths.sum(dtype=np.int64))

    def row_of(self, document_id: int) -> int | None:
        """The row of a document that was not removed."""
        place = int(np.searchsorted(self.ids, document_id))
        there = place < len(self.ids) and int(self.ids[place]) == document_id and bool(self.alive[place])
        return place if there else None

    def remove(self, row: int) -> None:
        """Never answer this row again. Its terms count as known until segments are joined."""
        self.alive[row] = 0
        self.size -= 1
        self.total_length -= int(self.lengths[row])

    def rows_of(self, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The row of each term, -1 for one that no document holds."""
        rows = np.empty(len(hashes), np.int64)
        kernels().rows_of(hashes, self.terms, rows)
        return rows

    def documents_with(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many documents hold each term, removed ones included."""
        if not len(self.terms):
            return np.zeros(len(rows), np.int64)
        held = self.starts[rows + 1] - self.starts[rows]  # row -1 reads the last and the first start: masked below
        return np.where(rows >= 0, held, 0)

    def check(self) -> None:
        """Raises FileCorrupt when the parts do not fit each other; kernels would read beyond them."""
        fits = (
            len(self.lengths) == len(self.ids)
            and len(self.starts) == len(self.terms) + 1
            and len(self.counts) == len(self.documents)
            and bool((np.diff(self.ids) > 0).all())
            and bool((self.terms[1:] > self.terms[:-1]).all())
        )
        if not fits or not kernels().postings_fit(self.starts, self.documents, len(self.ids)):
            raise FileCorrupt("its parts do not fit each other")


def segment_of(documents: Mapping[int, Document]) -> Segment:
    """A segment of documents by id."""
    ids = np.array(sorted(documents), np.int64)
    ordered = [documents[int(one)] for one in ids]
    hashes = np.concatenate([one.hashes for one in ordered]) if ordered else np.empty(0, np.uint64)
    counts = np.concatenate([one.counts for one in ordered]) if ordered else np.empty(0, np.uint8)
    rows = np.repeat(np.arange(len(ids), dtype=np.uint32), [len(one.hashes) for one in ordered])
    order = np.argsort(hashes, kind="stable")
    hashes = hashes[order]
    first = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1]))) if len(hashes) else np.empty(0, int)
    starts = np.append(first, len(hashes)).astype(np.int64)
    lengths = np.array([one.length for one in ordered], np.uint32)
    return Segment(ids, lengths, hashes[first], starts, rows[order], counts[order])


def joined(segments: Sequence[Segment]) -> Segment:
    """One segment of all documents that were not removed; no id may be alive in two of them."""
    everywhere = np.concatenate([one.ids[one.alive == 1] for one in segments])
    ids = np.sort(everywhere)
    terms = np.unique(np.concatenate([one.terms for one in segments]))
    held = np.zeros(len(terms), np.int64)
    moves = []
    for one in segments:
        renumbered = np.where(one.alive == 1, np.searchsorted(ids, one.ids), -1).astype(np.int64)
        target = np.searchsorted(terms, one.terms).astype(np.int64)
        kernels().count_kept(one.starts, one.documents, renumbered, target, held)
        moves.append((one, renumbered, target))
    starts = np.concatenate(([0], np.cumsum(held))).astype(np.int64)
    documents, counts = np.empty(int(starts[-1]), np.uint32), np.empty(int(starts[-1]), np.uint8)
    lengths, cursor = np.zeros(len(ids), np.uint32), starts[:-1].copy()
    for one, renumbered, target in moves:
        kernels().copy_kept(one.starts, one.documents, one.counts, renumbered, target, cursor, documents, counts)
        lengths[renumbered[one.alive == 1]] = one.lengths[one.alive == 1]
    if not bool((np.diff(everywhere) > 0).all()):
        kernels().sort_lists(starts, documents, counts)
    still = held > 0
    return Segment(ids, lengths, terms[still], np.append(starts[:-1][still], starts[-1]), documents, counts)
