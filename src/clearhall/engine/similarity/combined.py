"""Snapshots and the tail of newer reports, asked as one."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.similarity.answers import best_first
from clearhall.engine.similarity.index import Index
from clearhall.engine.similarity.lookups import Found, answer, single_row
from clearhall.engine.similarity.signing import signature_rows
from clearhall.engine.similarity.snapshots import Snapshot
from clearhall.engine.similarity.types import Match, Matches, Signature


class Combined:
    """Answers as one index of all reports would.

    The tail wins: a report in the tail hides the same report in a snapshot, and a report removed here is hidden in the
    snapshots, where its signature stays until the next snapshot is written.
    """

    def __init__(self, snapshots: Sequence[Snapshot], tail: Index, *, removed: Iterable[int] = ()) -> None:
        """Raises ValueError when the parts were made with different configurations."""
        if any(one.config != tail.config for one in snapshots):
            raise ValueError("snapshots and tail have different configurations")
        self.snapshots = tuple(snapshots)
        self.tail = tail
        self._hidden = set(removed)
        self._hide(tail.ids())

    @property
    def last_sequence(self) -> int:
        """The snapshots hold every report up to here; -1 without snapshots. The caller keeps count of the tail."""
        return max((one.last_sequence for one in self.snapshots), default=-1)

    @property
    def removed(self) -> frozenset[int]:
        """Ids that the snapshots may hold and that are not answered from them: to leave out of the next snapshot."""
        return frozenset(self._hidden)

    def add(self, report_id: int, signature: bytes | Signature) -> None:
        """Enter a report, or replace it wherever it is."""
        self.tail.add(report_id, signature)
        self._hide([report_id])

    def remove(self, report_id: int) -> None:
        """Take a report out for good."""
        self.tail.remove(report_id)
        self._hide([report_id])

    def query(self, signature: bytes | Signature, *, threshold: float | None = None, limit: int = 50) -> Matches:
        """Reports like this one over all parts, best first."""
        row = single_row(signature)
        parts: list[tuple[Found, Container[int]]] = [(self.tail.find(row, threshold=threshold), ())]
        parts += [(one.find(row, threshold=threshold), self._hidden) for one in self.snapshots]
        return answer(parts, grams=int(row[1]), threshold=threshold, limit=limit, config=self.tail.config)

    def query_many(self, signatures: Sequence[bytes | Signature], *, limit: int) -> list[Matches]:
        """What `query` gives for each signature, in one call of each part."""
        answers = self.tail.query_many(signatures, limit=limit)
        unclear = set()  # a hidden report, or one met twice, took the place of another
        for snapshot in self.snapshots:
            for i, more in enumerate(snapshot.query_many(signatures, limit=limit)):
                known = {one.report_id for one in answers[i]}
                if any(one.report_id in self._hidden or one.report_id in known for one in more):
                    unclear.add(i)
                elif more or more.capped:
                    best = best_first([*answers[i], *more], limit=limit)
                    answers[i] = Matches(best, answers[i].capped or more.capped)
        for i in unclear:
            answers[i] = self.query(signatures[i], limit=limit)
        return answers

    def query_then_add_many(
        self, report_ids: Sequence[int], signatures: Sequence[bytes | Signature], *, threshold: float | None = None
    ) -> list[Match | None]:
        """For each report in turn the best match among those before it, then enter it into the tail.

        Reports of the batch that are already known are taken out first, so that none finds its own older form.
        """
        rows = signature_rows(signatures)
        best = self.tail.query_then_add_many(report_ids, signatures, threshold=threshold)
        self._hide(report_ids)
        for snapshot in self.snapshots:
            for i, other in enumerate(snapshot.best_many(rows, threshold=threshold)):
                if other is not None and other.report_id in self._hidden:
                    other = self._best_visible(snapshot, rows[i], threshold)
                best[i] = _better(best[i], other)
        return best

    def signatures(self) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
        """Ids and signatures of all that is answered, to write the next snapshot from."""
        parts = [self.tail.signatures()]
        hidden = np.array(sorted(self._hidden), np.int64)
        for ids, rows in (one.signatures() for one in self.snapshots):
            kept = ~np.isin(ids, np.concatenate([hidden, *(earlier for earlier, _ in parts)]))
            parts.append((ids[kept], rows[kept]))
        return np.concatenate([ids for ids, _ in parts]), np.concatenate([rows for _, rows in parts])

    def _best_visible(self, snapshot: Snapshot, row: NDArray[np.uint16], threshold: float | None) -> Match | None:
        parts = [(snapshot.find(row, threshold=threshold), self._hidden)]
        matches = answer(parts, grams=int(row[1]), threshold=threshold, limit=1, config=self.tail.config)
        return matches[0] if matches else None

    def _hide(self, report_ids: Iterable[int]) -> None:
        self._hidden.update(i for i in report_ids if any(i in one for one in self.snapshots))


def _better(left: Match | None, right: Match | None) -> Match | None:
    if left is None or right is None:
        return left or right
    return min(left, right, key=lambda one: (-one.similarity, one.report_id))
