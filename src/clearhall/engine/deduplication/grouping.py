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

from clearhall.engine import similarity
from clearhall.engine.similarity import Config, Index, Level
from clearhall.engine.similarity.types import LONGEST_TEXT
from clearhall.engine.text import matching_form

# Two standard errors of an estimate below the level "group"; what these find is compared exactly.
LOOSE = Config(suggest=0.48, short_suggest=0.68)
CANDIDATES = 6
_LEAST_ROOM = 4_096
CHUNK = 1_000  # rows asked for at once; results depend on it, so it is part of the version of a run
_READ = 5 * LONGEST_TEXT  # characters of a text that are put into matching form, of which LONGEST_TEXT are compared
_HEAD = struct.Struct("<IQII")  # row, group, bytes of the name, bytes of the text


class Grouped(NamedTuple):
    """Where a row belongs. Groups count from 1 in the order of their first rows; 0: the row could not be read."""

    group: int
    name: str
    similarity: float
    like: str
    reason: str


class Grouper:
    """Takes rows chunk by chunk and says where each belongs, by the rows before it.

    In memory it keeps 0.7 to 1.5 kB of each *different* text, however long; the texts themselves lie in the work file.
    """

    def __init__(self, work_file: Path) -> None:
        """Starts with an empty work file; `Grouper.resumed` goes on with a full one."""
        self._file: IO[bytes] = work_file.open("w+b")
        self._begin()

    def _begin(self) -> None:
        self._room, self._index = _LEAST_ROOM, Index(LOOSE, expected=_LEAST_ROOM)
        self._exact: dict[bytes, int] = {}  # hash of a form → its number
        self._places = array("Q")
        self._end = 0
        self.rows = self.groups = 0

    @classmethod
    def resumed(cls, work_file: Path, *, length: int, rows: int, groups: int) -> Grouper:
        """A grouper that knows what the first `length` bytes of the work file hold.

        Raises OSError when the file is shorter than that.
        """
        self = cls.__new__(cls)
        self._file = work_file.open("r+b")
        self._begin()
        self._file.truncate(length)
        while self._end < length:
            forms: list[str] = []
            first = len(self._places)
            while self._end < length and len(forms) < CHUNK:
                form, size = self._record(self._end)[2:]
                self._exact[_hash(form)] = len(self._places)
                self._places.append(self._end)
                self._end += size
                forms.append(form)
            self._make_room(len(forms))
            self._index.add_many(range(first, len(self._places)), similarity.sign_many(forms))
        self.rows, self.groups = rows, groups
        return self

    @property
    def different(self) -> int:
        """Texts that differ in matching form."""
        return len(self._places)

    def close(self) -> None:
        self._file.close()

    def saved(self) -> int:
        """Bytes of the work file that are on the disk for good."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return self._end

    def add(self, rows: Sequence[tuple[str, str | None]]) -> list[Grouped]:
        """Names and texts of the next rows → where each belongs."""
        forms = [None if text is None else matching_form(text[:_READ])[:LONGEST_TEXT] for _, text in rows]
        hashes = [_hash(form) if form else None for form in forms]
        fresh = list(
            {h: at for at, h in reversed(list(enumerate(hashes))) if h is not None and h not in self._exact}.values()
        )
        fresh.sort()
        near = self._near([str(forms[at]) for at in fresh])
        found = dict(zip(fresh, near, strict=True))
        grouped = []
        for at, (name, _) in enumerate(rows):
            self.rows += 1
            form, key = forms[at], hashes[at]
            if form is None:
                grouped.append(Grouped(0, name, 0.0, "", "The row could not be read."))
            elif key is None:
                grouped.append(self._opened(name, "The row holds no text."))
            elif at in found:
                grouped.append(self._entered(name, form, key, found[at]))
            else:
                grouped.append(self._equal(name, self._exact[key]))
        return grouped

    def _near(self, forms: list[str]) -> list[list[int]]:
        """Numbers of the texts before each that look like it, best first: from the index, and from this very call."""
        signatures = similarity.sign_many(forms)
        self._make_room(len(forms))
        before = self._index.query_many(signatures, limit=CANDIDATES)
        first = len(self._places)
        best = self._index.query_then_add_many(range(first, first + len(forms)), signatures)
        return [
            list(dict.fromkeys([*([one.report_id] if one else []), *(match.report_id for match in matches)]))
            for one, matches in zip(best, before, strict=True)
        ]

    def _make_room(self, more: int) -> None:
        """Room for `more` texts. It depends on their number alone, because what is left unread of hot keys depends on it:
        so a resumed run answers as one that was never stopped."""
        needed, room = len(self._index) + more, self._room
        while room < needed:
            room *= 2
        if room > self._room:
            ids, signatures = self._index.signatures()
            self._room, self._index = room, Index(LOOSE, expected=room)
            self._index.add_many(ids.tolist(), [row.tobytes() for row in signatures])

    def _opened(self, name: str, reason: str) -> Grouped:
        self.groups += 1
        return Grouped(self.groups, name, 1.0, "", reason)

    def _entered(self, name: str, form: str, key: bytes, near: list[int]) -> Grouped:
        grouped = self._judged(name, form, near)
        self._exact[key] = len(self._places)
        self._places.append(self._end)
        record = [part.encode("utf-8", "surrogatepass") for part in (name, form)]
        head = _HEAD.pack(self.rows, grouped.group, *map(len, record))
        self._file.seek(self._end)
        self._end += self._file.write(b"".join([head, *record]))
        return grouped

    def _judged(self, name: str, form: str, near: list[int]) -> Grouped:
        best: Grouped | None = None
        for number in near:
            like, group, other, _ = self._record(self._places[number])
            finding = similarity.overlap(form, other)
            if finding.level is Level.GROUP and (best is None or finding.score > best.similarity):
                best = Grouped(group, name, finding.score, like, finding.detail)
        return best or self._opened(name, "Nothing before it is like it.")

    def _equal(self, name: str, number: int) -> Grouped:
        like, group, _, _ = self._record(self._places[number], with_text=False)
        return Grouped(group, name, 1.0, like, "The text is the same.")

    def _record(self, place: int, *, with_text: bool = True) -> tuple[str, int, str, int]:
        """Name, group and text of what was entered at `place`, and how many bytes it takes there."""
        self._file.seek(place)
        _, group, name_size, text_size = _HEAD.unpack(_exactly(self._file, _HEAD.size))
        name = _exactly(self._file, name_size).decode("utf-8", "surrogatepass")
        text = _exactly(self._file, text_size).decode("utf-8", "surrogatepass") if with_text else ""
        return name, group, text, _HEAD.size + name_size + text_size


def _exactly(file: IO[bytes], size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise OSError("the work file is shorter than it was")
    return data


def _hash(form: str) -> bytes:
    return hashlib.blake2b(form.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def version() -> dict[str, Any]:
    """What must be equal for one run to go on where another stopped."""
    return {
        "signatures": LOOSE.fingerprint,
        "thresholds": json.loads(json.dumps(vars(LOOSE))),
        "chunk": CHUNK,
        "format": 1,
    }
