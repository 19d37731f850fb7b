"""Arrays that tasks hand to each other through files of a folder they all see: written whole or not at all, read in slices."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def save(path: Path, array: NDArray[Any]) -> None:
    """Write one array; a file already there is replaced in one step."""
    fresh = beside(path)
    with fresh.open("wb") as file:
        np.save(file, array, allow_pickle=False)
    fresh.replace(path)


def beside(path: Path) -> Path:
    """Where a process writes what becomes `path` when it is whole: its own place, because a task may be under way twice."""
    return path.with_name(f"{path.name}.{os.uname().nodename}.{os.getpid()}")


def load(path: Path) -> NDArray[Any]:
    """An array of `save`, mapped: what is not looked at is not read. Raises OSError or ValueError when it is not there."""
    found: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return found


def save_parted(path: Path, rows: NDArray[Any], receivers: NDArray[Any], count: int) -> None:
    """Write rows for `count` receivers, those of each together, in the order they have here."""
    order = np.argsort(receivers, kind="stable")
    save(path, rows[order])
    save(_bounds(path), np.searchsorted(receivers[order], np.arange(count + 1)))


def load_parted(path: Path, receiver: int) -> NDArray[Any]:
    """The rows that `save_parted` wrote for one receiver."""
    start, stop = load(_bounds(path))[receiver : receiver + 2].tolist()
    return load(path)[start:stop]


def discard(path: Path) -> None:
    """Remove what `save` or `save_parted` wrote there."""
    path.unlink(missing_ok=True)
    _bounds(path).unlink(missing_ok=True)


def _bounds(path: Path) -> Path:
    return path.with_name(f"{path.name}.bounds")
