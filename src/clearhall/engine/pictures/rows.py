"""Pictures as rows of arrays that grow and are wiped: what the index of hashes and the index of landmarks stand on."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from threading import Lock
from typing import ClassVar, Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.pictures.errors import TooManyPictures


@dataclass(frozen=True)
class Arrays:
    """What the kernels read, swapped as one, so that a thread that asks never sees half of a regrown index."""

    ids: NDArray[np.int64]
    """Picture of each row; -1: none, or one that was removed."""

    @classmethod
    @abstractmethod
    def empty(cls, capacity: int) -> Self:
        """Room for `capacity` pictures."""

    @property
    @abstractmethod
    def by_row(self) -> tuple[NDArray[np.generic], ...]:
        """The other arrays with one row for each picture."""

    @abstractmethod
    def link(self, first: int, stop: int) -> None:
        """Enter rows `first` to `stop` - 1 into the lists that look-ups follow."""

    @property
    def bytes_used(self) -> int:
        return sum(part.nbytes for one in fields(self) if isinstance(part := getattr(self, one.name), np.ndarray))


A = TypeVar("A", bound=Arrays)


class PictureRows(Generic[A]):
    """Pictures by id. Threads may ask while one writes; writers wait for each other."""

    most_rows: ClassVar[int]
    smallest: ClassVar[int]

    def __init__(self, kind: type[A], *, expected: int = 0) -> None:
        """No pictures yet; room for `expected` is made at once, more is taken later."""
        self._rows: dict[int, int] = {}
        self._used = 0
        self._arrays = kind.empty(max(self.smallest, expected))
        self._writing = Lock()

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, picture_id: int) -> bool:
        return picture_id in self._rows

    @property
    def bytes_used(self) -> int:
        """Memory of the arrays in bytes, without the table of ids (about 100 bytes a picture)."""
        return self._arrays.bytes_used

    def ids(self) -> set[int]:
        """Keys of all pictures in it."""
        return set(self._rows)

    def remove(self, picture_id: int) -> bool:
        """Take a picture out and wipe what was kept of it; its place is used again when the index grows.

        Returns False when it was not there.
        """
        with self._writing:
            return self._wipe(picture_id)

    def _enter(self, picture_ids: Sequence[int], count: int, store: Callable[[A, int], None]) -> None:
        """Enter pictures; `store` writes their `count` rows from the row that it is given. One already there is replaced.

        Raises ValueError when an id comes twice or is negative or the lengths differ; then nothing changes.
        """
        if len(picture_ids) != count:
            raise ValueError(f"{len(picture_ids)} ids but {count} pictures")
        if len(set(picture_ids)) != count or any(one < 0 for one in picture_ids):
            raise ValueError("picture ids must not be negative and none may come twice in one call")
        with self._writing:
            for picture_id in picture_ids:
                self._wipe(picture_id)
            if self._used + count > len(self._arrays.ids):
                self._regrow(count)
            first, self._used = self._used, self._used + count
            store(self._arrays, first)
            self._arrays.ids[first : self._used] = picture_ids
            self._rows.update(zip(picture_ids, range(first, self._used), strict=True))
            self._arrays.link(first, self._used)

    def _wipe(self, picture_id: int) -> bool:
        row = self._rows.pop(picture_id, None)
        if row is None:
            return False
        self._arrays.ids[row] = -1
        for part in self._arrays.by_row:
            part[row] = 0
        return True

    def _regrow(self, more: int) -> None:
        """Make room for `more` pictures and half as many again, leave removed rows behind, link anew."""
        old = self._arrays
        kept = np.flatnonzero(old.ids[: self._used] >= 0)
        if len(kept) + more > self.most_rows:
            raise TooManyPictures(f"{len(kept) + more} pictures do not fit one index")
        grown = type(old).empty(min(self.most_rows, (len(kept) + more) * 3 // 2 + self.smallest))
        grown.ids[: len(kept)] = old.ids[kept]
        for before, after in zip(old.by_row, grown.by_row, strict=True):
            after[: len(kept)] = before[kept]
        grown.link(0, len(kept))
        self._rows = dict(zip(grown.ids[: len(kept)].tolist(), range(len(kept)), strict=True))
        self._used, self._arrays = len(kept), grown
