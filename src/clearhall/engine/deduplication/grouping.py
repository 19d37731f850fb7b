"""Groups of texts that come one after the other: each joins the group of the text before it that is most like it, or opens one."""

from __future__ import annotations

import hashlib
import json
import os
import struct
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np

from clearhall.engine.collecting import collector_paused
from clearhall.engine.similarity import MOST_OF_A_KEY, Config, EarliestIndex, best_groups, sign_rows
from clearhall.engine.similarity.types import LONGEST_TEXT
from clearhall.engine.text import matching_form

# Two standard errors of an estimate below the level "group"; what these find is compared exactly.
LOOSE = Config(suggest=0.48, short_suggest=0.68)
CANDIDATES = 7
CHUNK = 1_000  # rows asked for at once; nothing that is answered depends on it
_READ = 5 * LONGEST_TEXT  # characters of a text that are put into matching form, of which LONGEST_TEXT are compared
_HEAD = struct.Struct("<QII")  # group, bytes of the name, bytes of the form


class Grouped(NamedTuple):
    """Where a row belongs. Groups count from 1 in the order of their first rows; 0: the row could not be read."""

    group: int
    name: str
    similarity: float
    like: str
    reason: str

    @classmethod
    def opened(cls, group: int, name: str, *, is_empty: bool) -> Grouped:
        """The first of a group."""
        return cls(group, name, 1.0, "", "The row holds no text." if is_empty else "Nothing before it is like it.")

    @classmethod
    def equal(cls, group: int, name: str, like: str) -> Grouped:
        """A row whose text came before."""
        return cls(group, name, 1.0, like, "The text is the same.")

    @classmethod
    def unreadable(cls, name: str) -> Grouped:
        return cls(0, name, 0.0, "", "The row could not be read.")


class Grouper:
    """Takes rows chunk by chunk and says where each belongs, by the rows before it.

    In memory it keeps about a kilobyte of each *different* text, however long; the texts themselves lie in the work file.
    """

    def __init__(self, work_file: Path, *, expected: int = 0) -> None:
        """Starts with an empty work file; `Grouper.resumed` goes on with a full one. `expected`: rows to make room for."""
        self._file = work_file.open("w+b", buffering=0)
        self._begin(expected)

    def _begin(self, expected: int = 0) -> None:
        self._index = EarliestIndex(LOOSE, expected=expected, answers=CANDIDATES)
        self._exact: dict[bytes, int] = {}  # hash of a form → its number
        self._places = array("Q", [0])  # where each text's record starts, and the end of the last
        self._groups = array("Q")
        self.rows = self.groups = 0

    @classmethod
    def resumed(cls, work_file: Path, *, length: int, rows: int, groups: int) -> Grouper:
        """A grouper that knows what the first `length` bytes of the work file hold.

        Raises OSError when the file is shorter than that.
        """
        self = cls.__new__(cls)
        self._file = work_file.open("r+b", buffering=0)
        self._begin()
        self._file.truncate(length)
        with open(self._file.fileno(), "rb", closefd=False) as records:
            while self._places[-1] < length:
                forms: list[str] = []
                while self._places[-1] < length and len(forms) < CHUNK:
                    head = _HEAD.unpack(_exactly(records, _HEAD.size))
                    _, form = _parted(_exactly(records, head[1] + head[2]), head[1])
                    self._remember(hash_of(form), head[0], _HEAD.size + head[1] + head[2])
                    forms.append(form)
                self._index.enter(sign_rows(forms))
        self.rows, self.groups = rows, groups
        return self

    @property
    def different(self) -> int:
        """Texts that differ in matching form."""
        return len(self._groups)

    def close(self) -> None:
        self._file.close()

    def saved(self) -> int:
        """Bytes of the work file that are on the disk for good."""
        os.fsync(self._file.fileno())
        return self._places[-1]

    def add(self, rows: Sequence[tuple[str, str | None]]) -> list[Grouped]:
        """Names and texts of the next rows → where each belongs."""
        with collector_paused():
            return self._add(rows)

    def _add(self, rows: Sequence[tuple[str, str | None]]) -> list[Grouped]:
        formed: dict[str | None, tuple[str, bytes]] = {None: ("", b"")}
        for _, text in rows:
            if text is not None and text not in formed:
                form = form_of(text)
                formed[text] = form, hash_of(form)
        fresh: dict[bytes, tuple[str, str]] = {}
        for name, text in rows:
            form, key = formed[text]
            if form and key not in self._exact and key not in fresh:
                fresh[key] = name, form
        first = self.different
        known = _Known(self, first, list(fresh.values()))
        near = dict(zip(fresh, self._near([form for _, form in fresh.values()], known), strict=True))
        grouped, records = [], []
        for name, text in rows:
            form, key = formed[text]
            self.rows += 1
            if text is None:
                grouped.append(Grouped.unreadable(name))
            elif not form:
                grouped.append(self._opened(name, is_empty=True))
            elif (number := self._exact.get(key)) is not None:
                grouped.append(Grouped.equal(self._groups[number], name, known[number][0]))
            else:
                one = self._judged(name, near[key], known)
                parts = [part.encode("utf-8", "surrogatepass") for part in (name, form)]
                records += [_HEAD.pack(one.group, *map(len, parts)), *parts]
                self._remember(key, one.group, _HEAD.size + len(parts[0]) + len(parts[1]))
                grouped.append(one)
        _write(self._file, b"".join(records))
        return grouped

    def _remember(self, key: bytes, group: int, size: int) -> None:
        self._exact[key] = self.different
        self._groups.append(group)
        self._places.append(self._places[-1] + size)

    def _near(self, forms: Sequence[str], known: _Known) -> list[tuple[int, float, str] | None]:
        """For each of the new texts the number of the one before it that is most like it, their overlap, its sentence."""
        candidates = self._index.enter(sign_rows(forms))
        asked = np.flatnonzero(candidates[:, 0] >= 0).tolist()
        numbers = [[number for number in row if number >= 0] for row in candidates[asked].tolist()]
        best = best_groups([forms[at] for at in asked], [[known[number][1] for number in row] for row in numbers])
        near: list[tuple[int, float, str] | None] = [None] * len(forms)
        for at, row, found in zip(asked, numbers, best, strict=True):
            if found is not None:
                near[at] = row[found.position], found.score, found.detail
        return near

    def _judged(self, name: str, near: tuple[int, float, str] | None, known: _Known) -> Grouped:
        if near is None:
            return self._opened(name, is_empty=False)
        number, score, detail = near
        return Grouped(self._groups[number], name, score, known[number][0], detail)

    def _opened(self, name: str, *, is_empty: bool) -> Grouped:
        self.groups += 1
        return Grouped.opened(self.groups, name, is_empty=is_empty)

    def entered(self, number: int) -> tuple[str, str]:
        """Name and form of a text in the work file."""
        start, stop = self._places[number : number + 2]
        data = os.pread(self._file.fileno(), stop - start, start)
        if len(data) < stop - start:
            raise OSError("the work file is shorter than it was")
        return _parted(data[_HEAD.size :], _HEAD.unpack_from(data)[1])


class _Known(dict[int, tuple[str, str]]):
    """Names and forms of texts by their number: those of this chunk, and those of the work file once they are asked for."""

    def __init__(self, grouper: Grouper, first: int, fresh: Sequence[tuple[str, str]]) -> None:
        super().__init__(enumerate(fresh, first))
        self._grouper = grouper

    def __missing__(self, number: int) -> tuple[str, str]:
        self[number] = found = self._grouper.entered(number)
        return found


def form_of(text: str) -> str:
    """What is compared of a text."""
    return matching_form(text[:_READ])[:LONGEST_TEXT]


def _parted(data: bytes, name_size: int) -> tuple[str, str]:
    """Name and form as a record holds them behind its head."""
    return data[:name_size].decode("utf-8", "surrogatepass"), data[name_size:].decode("utf-8", "surrogatepass")


def _write(file: IO[bytes], data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def _exactly(file: IO[bytes], size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise OSError("the work file is shorter than it was")
    return data


def hash_of(form: str) -> bytes:
    """16 bytes by which equal forms are known."""
    return hashlib.blake2b(form.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def version() -> dict[str, Any]:
    """What must be equal for one run to go on where another stopped."""
    return {
        "signatures": LOOSE.fingerprint,
        "thresholds": json.loads(json.dumps(vars(LOOSE))),
        "candidates": [CANDIDATES, MOST_OF_A_KEY],
        "format": 2,
    }
