"""An index that remembers who came first: for each text the best of those before it, then it is entered itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.similarity.compiled import kernels
from clearhall.engine.similarity.index import NO_ROW
from clearhall.engine.similarity.lookups import bucket_bits, levels_of
from clearhall.engine.similarity.types import DEFAULT, HASH_FUNCTIONS, Config

MOST_OF_A_KEY = 64
"""Rows remembered under one key. The key of a template text finds the first that came with it, and costs no more."""
PACKED_ROWS = 3  # rows a band that fit one packed key beside the band's number


class EarliestIndex:
    """Texts numbered from 0 in the order in which they came. One writer; nothing is ever taken out.

    A text finds those before it that were among the first `MOST_OF_A_KEY` with one of its keys. That is a property of the
    texts and their order, not of the index: whoever sorts all keys elsewhere finds the same.
    """

    def __init__(self, config: Config = DEFAULT, *, expected: int = 0, answers: int = 7) -> None:
        """An empty index with room for `expected` texts; more are taken later. `answers`: candidates for each text."""
        if config.rows_per_band > PACKED_ROWS:
            raise ValueError(f"rows_per_band must be at most {PACKED_ROWS} here")
        self.config, self._answers, self._used = config, answers, 0
        self._signatures = np.empty((0, HASH_FUNCTIONS + 2), np.uint16)
        self._entries, self._seen = np.empty((0, 2), np.uint32), np.empty(0, np.uint32)
        self._regrow(max(256, expected))

    def __len__(self) -> int:
        return self._used

    @property
    def bytes_used(self) -> int:
        """Memory of the arrays in bytes."""
        return sum(one.nbytes for one in (self._signatures, self._heads, self._entries, self._seen))

    def enter(self, signatures: NDArray[np.uint16]) -> NDArray[np.int64]:
        """Enter texts in turn. Returns for each the numbers of its candidates, best estimate first, then -1.

        A candidate reaches the level "suggest" of the configuration by its estimated score.
        """
        first, self._used = self._used, self._used + len(signatures)
        if self._used > len(self._signatures):
            self._regrow(2 * self._used, first)
        self._signatures[first : self._used] = signatures
        best = np.empty((len(signatures), self._answers), np.int64)
        kernels().best_earliest_then_enter(
            self._signatures, first, self._used, self._heads, self._entries, self._seen, self._shape,
            levels_of(self.config), best, np.empty(best.shape, np.float64),
        )  # fmt: skip
        return best

    def _regrow(self, capacity: int, used: int = 0) -> None:
        bits, bands = bucket_bits(capacity, self.config), self.config.bands
        self._signatures = _grown(self._signatures, capacity, used)
        self._entries = _grown(self._entries, capacity * bands, used * bands)
        self._seen = np.full(capacity, NO_ROW, np.uint32)
        self._heads = np.full(bands << bits, NO_ROW, np.uint32)
        self._shape = np.array([bands, self.config.rows_per_band, bits, MOST_OF_A_KEY], np.int64)
        kernels().link_again(self._signatures, used, self._heads, self._entries, self._shape)


def _grown(array: NDArray[Any], length: int, used: int) -> NDArray[Any]:
    grown = np.empty((length, *array.shape[1:]), array.dtype)
    grown[:used] = array[:used]
    return grown


def packed_keys(
    signatures: NDArray[np.uint16], first_band: int, stop_band: int, *, config: Config = DEFAULT
) -> NDArray[np.uint64]:
    """Keys of bands `first_band` to `stop_band` - 1, one row a signature: two texts share a key when the numbers are equal."""
    keys = np.empty((len(signatures), stop_band - first_band), np.uint64)
    kernels().pack_keys(np.ascontiguousarray(signatures), first_band, stop_band, config.rows_per_band, keys)
    return keys


def earliest_pairs(
    keys: NDArray[np.uint64], numbers: NDArray[np.uint32], *, at_once: int
) -> Iterator[NDArray[np.uint32]]:
    """Pairs (later, earlier) of texts that `EarliestIndex` would compare, in blocks of about `at_once` pairs.

    Args:
        keys, numbers: one entry for each text and key that it has, in any order. A pair comes once for each shared key.
    """
    order = np.argsort(keys)
    keys, numbers = keys[order], numbers[order]
    # Most keys are met once; what is left is put in order.
    is_shared = np.zeros(len(keys), bool)
    is_shared[1:] = keys[1:] == keys[:-1]
    is_shared[:-1] |= is_shared[1:]
    keys, numbers = keys[is_shared], numbers[is_shared]
    order = np.lexsort((numbers, keys))
    keys, numbers = keys[order], numbers[order]
    changes = np.ones(len(keys), bool)
    changes[1:] = keys[1:] != keys[:-1]
    starts = np.flatnonzero(changes)[np.cumsum(changes) - 1]
    positions = np.arange(len(keys))
    partners = np.minimum(positions - starts, MOST_OF_A_KEY)
    ends = np.cumsum(partners)
    first = 0
    while first < len(keys):
        stop = max(first + 1, int(np.searchsorted(ends, (int(ends[first - 1]) if first else 0) + at_once, "right")))
        counts = partners[first:stop]
        total = int(counts.sum())
        if total:
            offsets = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
            earlier = numbers[np.repeat(starts[first:stop], counts) + offsets]
            yield np.stack([np.repeat(numbers[first:stop], counts), earlier], axis=1)
        first = stop


def best_pairs(
    queries: NDArray[np.uint16],
    later: NDArray[np.uint32],
    earlier: NDArray[np.uint32],
    others: NDArray[np.uint16],
    places: NDArray[np.integer[Any]],
    *,
    answers: int,
    config: Config = DEFAULT,
) -> NDArray[np.int64]:
    """What `EarliestIndex.enter` answers, from the pairs.

    Args:
        queries: signatures of the texts that are asked for.
        later, earlier: pairs by position in `queries` and by number; those of one text together, none twice.
        others, places: signatures, and for each pair which of them is that of the earlier text.
    """
    best = np.empty((len(queries), answers), np.int64)
    kernels().best_of_pairs(
        queries, np.ascontiguousarray(later), np.ascontiguousarray(earlier), others, places.astype(np.uint32),
        levels_of(config), best, np.empty(best.shape, np.float64),
    )  # fmt: skip
    return best
