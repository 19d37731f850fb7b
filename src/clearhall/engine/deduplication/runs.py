"""One file in, its groups out: a run that may be killed at any moment and goes on where it was."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from clearhall.engine.deduplication.errors import NotTheSameRun
from clearhall.engine.deduplication.grouping import CHUNK, Grouper, version
from clearhall.engine.deduplication.rows import Row, open_rows
from clearhall.engine.deduplication.writing import header, written

_CHUNKS_BETWEEN_SAVES = 20
_BYTES_A_ROW, _MOST_EXPECTED = 200, 1_000_000  # room made at once; more is made when it is needed
_SAMPLED = 1 << 20  # bytes at each end of the input by which it is known again


@dataclass(frozen=True)
class Summary:
    """What a run found. `unreadable` rows are in group 0; `first_unreadable` is the name or number of the first, or empty."""

    rows: int
    groups: int
    different: int
    unreadable: int
    first_unreadable: str = ""


@dataclass(frozen=True)
class _Files:
    out: Path

    def beside(self, ending: str) -> Path:
        return self.out.with_name(self.out.name + ending)

    @property
    def part(self) -> Path:
        return self.beside(".part")

    @property
    def work(self) -> Path:
        return self.beside(".texts")

    @property
    def state(self) -> Path:
        return self.beside(".state")


def deduplicate(
    source: Path,
    out: Path,
    *,
    column: str | None = None,
    resume: bool = False,
    progress: Callable[[int], None] = lambda read: None,
) -> Summary:
    """Write the group of each row of `source` to `out`: JSON lines where it ends in .ndjson or .jsonl, else CSV.

    Columns: `group` (from 1; 0 where the row could not be read), `row` (its id, or its number), `similarity` (0 to 1, to
    the row it is `like`; 1 for the first of a group), `like`, `reason` (a sentence). Rows keep their order. Until the end
    the rows are in `out` + `.part`, the texts in `.texts`, and how far the run is in `.state`; an equal run gives an equal
    file, also when it was killed and resumed.

    Args:
        column: which column holds the text, see `open_rows`.
        resume: go on where a run that was ended stopped; where none was, begin.
        progress: called with the bytes of the file that were read since it was last called.

    Raises:
        DeduplicationError: the file has no such column. NotTheSameRun: the state is that of another file or version.
        OSError: a file cannot be read or written.
    """
    files, identity = _Files(out), identity_of(source, column)
    state = _read_state(files, identity) if resume else None
    rows = open_rows(source, column=column)
    if state:
        grouper = Grouper.resumed(files.work, length=state["work"], rows=state["rows"], groups=state["groups"])
        progress(sum(row.read for row in islice(rows, state["rows"])))
    else:
        rows = _begun(rows)
        files.state.unlink(missing_ok=True)
        grouper = Grouper(files.work, expected=min(source.stat().st_size // _BYTES_A_ROW, _MOST_EXPECTED))
    unreadable, first_unreadable = (state["unreadable"], state["first_unreadable"]) if state else (0, "")
    with closing(grouper), files.part.open("r+b" if state else "wb") as part:
        part.truncate(state["out"] if state else 0)
        part.seek(0, os.SEEK_END)
        if not state:
            part.write(header(out))
        for count, chunk in enumerate(_chunks(rows), 1):
            grouped = grouper.add([(row.name, row.text) for row in chunk])
            lost = [one.name for one in grouped if one.group == 0]
            unreadable, first_unreadable = unreadable + len(lost), first_unreadable or next(iter(lost), "")
            part.write(written(grouped, out))
            if count % _CHUNKS_BETWEEN_SAVES == 0:
                _save(files, identity, grouper, part, {"unreadable": unreadable, "first_unreadable": first_unreadable})
            progress(sum(row.read for row in chunk))
        part.flush()
        os.fsync(part.fileno())
    summary = Summary(grouper.rows, grouper.groups, grouper.different, unreadable, first_unreadable)
    files.part.replace(out)
    files.state.unlink(missing_ok=True)
    files.work.unlink(missing_ok=True)
    return summary


def _begun(rows: Iterator[Row]) -> Iterator[Row]:
    """The same rows, with what is wrong with the file said before anything is written."""
    first = list(islice(rows, 1))
    return (row for part in (first, rows) for row in part)


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def identity_of(source: Path, column: str | None) -> dict[str, Any]:
    """What the state of a run must say, so that it is that of this file, column and version."""
    with source.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        digest = hashlib.sha256(file.read(_SAMPLED))
        file.seek(max(0, size - _SAMPLED))
        digest.update(file.read())
    return {"size": size, "ends": digest.hexdigest(), "kind": source.suffix.lower(), "column": column} | version()


def _save(files: _Files, identity: dict[str, Any], grouper: Grouper, part: IO[bytes], counted: dict[str, Any]) -> None:
    """The files first, then what is said of them, in one step."""
    part.flush()
    os.fsync(part.fileno())
    state = {
        "run": identity,
        "rows": grouper.rows,
        "groups": grouper.groups,
        "work": grouper.saved(),
        "out": part.tell(),
    } | counted
    fresh = files.beside(".state.new")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(state, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(files.state)


def _read_state(files: _Files, identity: dict[str, Any]) -> dict[str, Any] | None:
    try:
        state = json.loads(files.state.read_text(encoding="utf-8"))
        whole = files.work.stat().st_size >= state["work"] and files.part.stat().st_size >= state["out"]
    except FileNotFoundError:
        return None
    except (ValueError, LookupError, TypeError):
        raise NotTheSameRun(f"{files.state.name} cannot be read; run again without going on") from None
    if not whole or state["run"] != identity:
        raise NotTheSameRun(
            f"{files.state.name} is of another run (file, column or version); run again without going on"
        )
    return dict(state)
