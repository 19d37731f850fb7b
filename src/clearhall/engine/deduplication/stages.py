"""The tasks of a run on many machines. Each reads files of the work folder, writes files there, and may be run again.

The rows of the file are cut into parts; a part keeps what it knows of its rows. Rows have the number they have in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.clusters.exchange import beside, load, load_parted, save, save_parted
from clearhall.engine.collecting import collector_paused
from clearhall.engine.deduplication.grouping import CANDIDATES, LOOSE, Grouped, form_of, hash_of
from clearhall.engine.deduplication.rows import Part, part_rows
from clearhall.engine.deduplication.writing import written
from clearhall.engine.similarity import best_groups, best_pairs, earliest_pairs, packed_keys, sign_rows

NONE = 0xFFFFFFFF  # no row; so a file has at most this many
_SIGNED_AT_ONCE = 4_096
_SCORED_AT_ONCE = 32_768  # rows of a part whose pairs are in memory at once
_PAIRS_AT_ONCE = 4_000_000
_KEY = np.dtype([("key", "<u8"), ("row", "<u4")])
UNREADABLE, EMPTY, TEXT = 0, 1, 2


@dataclass(frozen=True)
class Job:
    """One run: what every task of it must know."""

    source: Path
    work: Path
    out: Path
    column: str | None
    parts: tuple[Part, ...]
    receivers: int
    """Into how many buckets keys and hashes are dealt out."""
    waves: int
    """In how many rounds the bands are gone through: more take less disk."""

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Number of the first row of each part, and of the row after the last; known when all parts are read."""
        counts = [len(load(self.of(part, "kinds"))) for part in range(len(self.parts))]
        return np.concatenate([[0], np.cumsum(counts)])

    def of(self, part: int, name: str) -> Path:
        return self.work / f"{part:06d}.{name}"


class Task(NamedTuple):
    """One task of a stage: of the part or the receiver `number`, in a wave where there are waves."""

    job: Job
    number: int
    wave: int = 0


class Strings:
    """Many strings in two files: their bytes, and where each ends."""

    def __init__(self, path: Path) -> None:
        self._bytes, self._ends = load(path), load(path.with_name(f"{path.name}.ends"))

    @staticmethod
    def save(path: Path, strings: Sequence[str]) -> None:
        data = [one.encode("utf-8", "surrogatepass") for one in strings]
        save(path, np.frombuffer(b"".join(data), np.uint8))
        save(path.with_name(f"{path.name}.ends"), np.cumsum([0, *map(len, data)], dtype=np.int64))

    def take(self, places: NDArray[np.int64]) -> list[str]:
        """The strings at these places."""
        if not len(self._bytes):
            return [""] * len(places)
        data = self._bytes.data
        return [
            str(data[start:stop], "utf-8", "surrogatepass")
            for start, stop in zip(self._ends[places].tolist(), self._ends[places + 1].tolist(), strict=True)
        ]


class Columns:
    """A column of all rows of the file, opened part by part as it is asked for."""

    def __init__(self, job: Job, name: str) -> None:
        self._job, self._name, self._open = job, name, dict[int, Any]()

    def strings(self, rows: Iterable[int]) -> dict[int, str]:
        """The strings of some rows."""
        wanted = np.array(sorted(set(rows)), np.int64)
        found = (strings.take(places) for strings, places in self._by_part(wanted))
        return dict(zip(wanted.tolist(), chain.from_iterable(found), strict=True))

    def signatures(self, rows: NDArray[np.uint32]) -> NDArray[np.uint16]:
        """The signatures of ascending rows."""
        parts = [signatures[places] for signatures, places in self._by_part(rows.astype(np.int64))]
        return np.concatenate(parts) if parts else np.empty((0, 66), np.uint16)

    def _by_part(self, rows: NDArray[np.int64]) -> Iterator[tuple[Any, NDArray[np.int64]]]:
        cuts = np.searchsorted(rows, self._job.starts)
        for part in np.flatnonzero(cuts[1:] > cuts[:-1]).tolist():
            if part not in self._open:
                path = self._job.of(part, self._name)
                self._open[part] = load(path) if self._name == "signatures" else Strings(path)
            yield self._open[part], rows[cuts[part] : cuts[part + 1]] - int(self._job.starts[part])


@collector_paused()
def read(task: Task) -> tuple[int, int, int, str]:
    """Part → its rows' names, forms, kinds, signatures, and their hashes for those who find equal ones.

    Returns how many rows it has, how many of them cannot be read, and of the first of these its place (or -1) and name.
    """
    job, part = task.job, task.number
    names, forms, kinds, hashes = [], [], bytearray(), bytearray()
    signed = []
    for row in part_rows(job.source, job.parts[part], column=job.column):
        form = "" if row.text is None else form_of(row.text)
        names.append(row.name)
        forms.append(form)
        kinds.append(UNREADABLE if row.text is None else TEXT if form else EMPTY)
        hashes += hash_of(form)
        if len(forms) % _SIGNED_AT_ONCE == 0:
            signed.append(sign_rows(forms[-_SIGNED_AT_ONCE:]))
    if rest := len(forms) % _SIGNED_AT_ONCE:
        signed.append(sign_rows(forms[-rest:]))
    all_kinds = np.frombuffer(bytes(kinds), np.uint8)
    save(job.of(part, "kinds"), all_kinds)
    save(job.of(part, "signatures"), np.concatenate(signed) if signed else np.empty((0, 66), np.uint16))
    Strings.save(job.of(part, "names"), names)
    Strings.save(job.of(part, "forms"), forms)
    texts = np.flatnonzero(all_kinds == TEXT)
    sent = np.empty((len(texts), 3), np.uint64)
    sent[:, :2], sent[:, 2] = np.frombuffer(bytes(hashes), np.uint64).reshape(-1, 2)[texts], texts
    save_parted(job.of(part, "hashes"), sent, sent[:, 0] % job.receivers, job.receivers)
    unreadable = np.flatnonzero(all_kinds == UNREADABLE).tolist()
    return len(kinds), len(unreadable), *((unreadable[0], names[unreadable[0]]) if unreadable else (-1, ""))


def find_equal(task: Task) -> int:
    """Hashes of all parts → for each row that is not the first with its text, that first row. Returns how many there are."""
    job, receiver = task.job, task.number
    own = [load_parted(job.of(part, "hashes"), receiver) for part in range(len(job.parts))]
    hashes = np.concatenate(own)
    rows = hashes[:, 2] + np.repeat(job.starts[:-1].astype(np.uint64), list(map(len, own)))
    order = np.lexsort((rows, hashes[:, 1], hashes[:, 0]))
    hashes, rows = hashes[order, :2], rows[order]
    is_first = np.ones(len(rows), bool)
    is_first[1:] = (hashes[1:] != hashes[:-1]).any(axis=1)
    firsts = rows[np.flatnonzero(is_first)][np.cumsum(is_first) - 1]
    found = np.stack([rows, firsts], axis=1)[~is_first].astype(np.uint32)
    _send_to_parts(job, job.of(receiver, "equal"), found)
    return len(found)


def _send_to_parts(job: Job, path: Path, pairs: NDArray[np.uint32]) -> None:
    """Pairs of rows to the part of their left row."""
    parts = np.searchsorted(job.starts, pairs[:, 0], side="right") - 1
    save_parted(path, pairs, parts, len(job.parts))


def mark_equal(task: Task) -> None:
    """What was found equal → the column `equal_to` of a part."""
    job, part = task.job, task.number
    start, stop = job.starts[part : part + 2].tolist()
    equal_to = np.full(stop - start, NONE, np.uint32)
    for receiver in range(job.receivers):
        pairs = load_parted(job.of(receiver, "equal"), part)
        equal_to[pairs[:, 0].astype(np.int64) - start] = pairs[:, 1]
    save(job.of(part, "equal_to"), equal_to)


def send_keys(task: Task) -> None:
    """Signatures of a part's different texts → the keys of some bands, dealt out so that equal keys meet."""
    job, part = task.job, task.number
    bands = np.array_split(np.arange(LOOSE.bands), job.waves)[task.wave]
    chosen = np.flatnonzero((load(job.of(part, "kinds")) == TEXT) & (load(job.of(part, "equal_to")) == NONE))
    keys = packed_keys(load(job.of(part, "signatures"))[chosen], int(bands[0]), int(bands[-1]) + 1, config=LOOSE)
    sent = np.empty(keys.size, _KEY)
    sent["key"] = keys.ravel()
    sent["row"] = np.repeat((chosen + job.starts[part]).astype(np.uint32), len(bands))
    receivers = (sent["key"] * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)
    save_parted(job.of(part, f"keys{task.wave}"), sent, receivers % np.uint64(job.receivers), job.receivers)


def find_pairs(task: Task) -> int:
    """Keys → the pairs of rows to compare, sent to the part of the later row. Returns how many blocks of them."""
    job, receiver = task.job, task.number
    sent = np.concatenate([load_parted(job.of(part, f"keys{task.wave}"), receiver) for part in range(len(job.parts))])
    blocks = 0
    for blocks, pairs in enumerate(earliest_pairs(sent["key"], sent["row"], at_once=_PAIRS_AT_ONCE), 1):
        _send_to_parts(job, _pairs(job, receiver, task.wave, blocks - 1), pairs[np.argsort(pairs[:, 0], kind="stable")])
    save(job.of(receiver, f"blocks{task.wave}"), np.array([blocks]))
    return blocks


def _pairs(job: Job, receiver: int, wave: int, block: int) -> Path:
    return job.of(receiver, f"pairs{wave}.{block}")


def score_pairs(task: Task) -> int:
    """Pairs of one wave, and the best of the waves before → the best candidates of each row, by estimate. Returns how many."""
    job, part = task.job, task.number
    start = int(job.starts[part])
    sources = [
        load_parted(_pairs(job, receiver, task.wave, block), part)
        for receiver in range(job.receivers)
        for block in range(int(load(job.of(receiver, f"blocks{task.wave}"))[0]))
    ]
    if task.wave:
        sources.append(load(job.of(part, f"best{task.wave - 1}")))
    signatures, others = load(job.of(part, "signatures")), Columns(job, "signatures")
    best = [
        _scored(pairs, np.ascontiguousarray(signatures[first : first + _SCORED_AT_ONCE]), start + first, others)
        for first, pairs in _by_rows(sources, start, len(signatures))
    ]
    kept = np.concatenate(best) if best else np.empty((0, 2), np.uint32)
    save(job.of(part, f"best{task.wave}"), kept)
    return len(kept)


def _by_rows(sources: list[NDArray[np.uint32]], start: int, count: int) -> Iterator[tuple[int, NDArray[np.uint32]]]:
    """The pairs of some rows after the other, each once, by row: the first of the rows, and their pairs."""
    for first in range(0, count if sources else 0, _SCORED_AT_ONCE):
        cuts = (start + first, start + first + _SCORED_AT_ONCE)
        found = np.concatenate([one[slice(*np.searchsorted(one[:, 0], cuts))] for one in sources])
        if len(found):
            merged = np.unique(found[:, 0].astype(np.uint64) << np.uint64(32) | found[:, 1])
            yield (
                first,
                np.stack([merged >> np.uint64(32), merged & np.uint64(NONE)], axis=1).astype(np.uint32),
            )


def _scored(pairs: NDArray[np.uint32], queries: NDArray[np.uint16], first: int, others: Columns) -> NDArray[np.uint32]:
    earlier, places = np.unique(pairs[:, 1], return_inverse=True)
    best = best_pairs(
        queries, pairs[:, 0] - first, pairs[:, 1], others.signatures(earlier), places, answers=CANDIDATES, config=LOOSE
    )
    at, place = np.nonzero(best >= 0)
    return np.stack([at + first, best[at, place]], axis=1).astype(np.uint32)


@collector_paused()
def judge(task: Task) -> int:
    """Candidates of a part → which row each joins, exactly compared. Returns how many rows of it join another."""
    job, part = task.job, task.number
    start, stop = job.starts[part : part + 2].tolist()
    joins = np.array(load(job.of(part, "equal_to")))
    similarities, reasons = np.ones(stop - start), [""] * (stop - start)
    candidates, forms = load(job.of(part, f"best{job.waves - 1}")), Columns(job, "forms")
    for first in range(start, stop, _SIGNED_AT_ONCE):
        own = candidates[slice(*np.searchsorted(candidates[:, 0], [first, first + _SIGNED_AT_ONCE]))]
        rows, begins = np.unique(own[:, 0], return_index=True)
        among = [group.tolist() for group in np.split(own[:, 1], begins[1:])] if len(rows) else []
        texts = forms.strings(own.ravel().tolist())
        found = best_groups([texts[row] for row in rows.tolist()], [[texts[one] for one in group] for group in among])
        for row, group, one in zip(rows.tolist(), among, found, strict=True):
            if one is not None:
                joins[row - start], similarities[row - start] = group[one.position], one.score
                reasons[row - start] = one.detail
    save(job.of(part, "joins"), joins)
    save(job.of(part, "similarities"), similarities)
    Strings.save(job.of(part, "reasons"), reasons)
    return int((joins != NONE).sum())


@collector_paused()
def write(task: Task) -> int:
    """What a part knows of its rows → its lines of the answer. Returns how many bytes."""
    job, part = task.job, task.number
    start, stop = job.starts[part : part + 2].tolist()
    kinds, joins, groups, equal_to, similarities = (
        load(job.of(part, name)) for name in ("kinds", "joins", "groups", "equal_to", "similarities")
    )
    names, reasons, others = Strings(job.of(part, "names")), Strings(job.of(part, "reasons")), Columns(job, "names")

    def grouped(places: NDArray[np.int64]) -> list[Grouped]:
        like = others.strings(joins[places][joins[places] != NONE].tolist())
        return [
            _grouped(kind, group, name or str(start + at + 1), other, like.get(other, "") or str(other + 1), *found)
            for at, kind, group, name, other, *found in zip(
                places.tolist(), kinds[places].tolist(), groups[places].tolist(), names.take(places),
                joins[places].tolist(), equal_to[places].tolist(), similarities[places].tolist(), reasons.take(places),
                strict=True,
            )
        ]  # fmt: skip

    path = job.of(part, "out")
    fresh = beside(path)
    with fresh.open("wb") as file:
        for first in range(0, stop - start, _SIGNED_AT_ONCE):
            file.write(written(grouped(np.arange(first, min(first + _SIGNED_AT_ONCE, stop - start))), job.out))
        size = file.tell()
    fresh.replace(path)
    return size


def _grouped(
    kind: int, group: int, name: str, other: int, like: str, equal: int, similarity: float, reason: str
) -> Grouped:
    if kind == UNREADABLE:
        return Grouped.unreadable(name)
    if other == NONE:
        return Grouped.opened(group, name, is_empty=kind == EMPTY)
    return Grouped.equal(group, name, like) if equal != NONE else Grouped(group, name, similarity, like, reason)
