"""From texts to the features that the kernels find in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.recognition import folding
from clearhall.engine.recognition.compiled import kernels
from clearhall.engine.recognition.types import LONGEST_MESSAGE, LONGEST_URL, Config, Task

CHUNK = 512  # texts a call: their features stay in a few megabytes
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?(?P<host>[^/?#]*)", re.IGNORECASE)
_MASK = (1 << 64) - 1


@dataclass(frozen=True)
class Features:
    """Features of many texts, one after another.

    Attributes:
        ids: int32, all features of all texts.
        rows: int64 of shape (texts, 3): where grams, words and structure of each text end in `ids`.
    """

    ids: NDArray[np.int32]
    rows: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.rows)

    def chosen(self, places: NDArray[np.int64]) -> Features:
        """The features of some texts, in the order of `places`."""
        starts = np.concatenate([[0], self.rows[:-1, 2]])
        sizes = self.rows[places, 2] - starts[places]
        ends = np.cumsum(sizes)
        begins = ends - sizes
        if not len(places):
            return Features(self.ids[:0], self.rows[:0])
        taken = np.repeat(starts[places] - begins, sizes) + np.arange(ends[-1])
        return Features(self.ids[taken], self.rows[places] + (begins - starts[places])[:, None])

    def values(self, config: Config) -> NDArray[np.float32]:
        out = np.empty(len(self.ids), np.float32)
        kernels().feature_values(np.ascontiguousarray(self.rows), config.words, config.structure, out)
        return out

    @property
    def ends(self) -> NDArray[np.int64]:
        return np.ascontiguousarray(self.rows[:, 2])


def features_of(texts: Sequence[str], *, task: Task, config: Config, salt: int) -> Features:
    """Features of messages or addresses, by task; the same for the same salt on every machine."""
    find = kernels().url_features if task is Task.URL_HARM else kernels().message_features
    ids, rows, before = [], [], 0
    for start in range(0, len(texts), CHUNK):
        points, ends = points_of(texts[start : start + CHUNK], task)
        found = np.empty(15 * len(points) + 800 * len(ends), np.int32)
        places = np.empty((len(ends), 3), np.int64)
        count = find(points, ends, character_tables(), np.uint64(salt), config.bits, found, places)
        ids.append(found[:count].copy())
        rows.append(places + before)
        before += count
    if not rows:
        return Features(np.empty(0, np.int32), np.empty((0, 3), np.int64))
    return Features(np.concatenate(ids), np.concatenate(rows))


def points_of(texts: Sequence[str], task: Task) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Code points of all texts, each cut at what is looked at, and where each ends."""
    longest = LONGEST_URL if task is Task.URL_HARM else LONGEST_MESSAGE
    cut = [text if len(text) <= longest else text[:longest] for text in texts]
    data = "".join(cut).encode("utf-32-le", "surrogatepass")
    points = np.frombuffer(data, "<u4").astype(np.uint32, copy=False)
    return points, np.cumsum([len(text) for text in cut], dtype=np.int64)


def host_of(url: str) -> str:
    """What stands before the path of an address: host, port, and whatever stands before an at sign."""
    found = _HOST.match(url)
    assert found is not None  # every part of the pattern may be empty
    return found["host"]


def salt_of(seed: int) -> int:
    """64 bits from a seed (splitmix64), so that collisions of one model are not those of another."""
    value = (seed + 0x9E3779B97F4A7C15) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


@cache
def character_tables() -> tuple[NDArray[Any], ...]:
    """The tables in the order in which the kernels take them, read-only."""
    made = folding.tables()
    arrays = (made.folded, made.expansions, made.kinds, made.latin, made.capital)
    for array in arrays:
        array.flags.writeable = False
    return arrays
