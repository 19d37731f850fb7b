"""Rows of a file: CSV, one JSON object a line, or one text a line. Read as a stream; no row of any length is an obstacle."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from clearhall.engine.deduplication.errors import DeduplicationError

TEXT_COLUMNS = ("text", "content", "message", "内容", "文本", "短信内容")
ID_COLUMNS = ("id", "ID", "编号")
LONGEST_ROW = 64_000_000  # characters of a line; a longer one is counted as not readable


class Row(NamedTuple):
    """One row. `text` is None where it cannot be read; `read` is how many bytes of the file came with it, for a bar."""

    name: str
    text: str | None
    read: int


def open_rows(path: Path, *, column: str | None = None) -> Iterator[Row]:
    """The rows of `path` in their order, read while they are asked for.

    The ending says what the file is: `.csv`, `.tsv`, `.ndjson` or `.jsonl`; anything else is one text a line. A row is
    named by its column `id` where there is one, else by its number, from 1.

    Args:
        column: which column holds the text; without it `text`, `content`, `message` or their Chinese names.

    Raises:
        DeduplicationError: the file has no such column, or a column was named for plain lines.
        OSError: the file cannot be read.
    """
    kind = path.suffix.lower()
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        if kind in (".csv", ".tsv"):
            yield from _table_rows(file, column, "\t" if kind == ".tsv" else ",")
        elif kind in (".ndjson", ".jsonl"):
            yield from _object_rows(file, column)
        elif column is not None:
            raise DeduplicationError(f"{path.name} has one text a line and no columns; a table ends in .csv or .ndjson")
        else:
            for number, (line, length) in enumerate(_lines(file), 1):
                yield Row(str(number), line, length)


def _lines(file: IO[str]) -> Iterator[tuple[str | None, int]]:
    """Lines without their ends, with the bytes each took; None for one longer than `LONGEST_ROW`."""
    while line := file.readline(LONGEST_ROW):
        length = _bytes_of(line)
        if len(line) == LONGEST_ROW and not line.endswith("\n"):
            while more := file.readline(LONGEST_ROW):
                length += _bytes_of(more)
                if more.endswith("\n"):
                    break
            yield None, length
        else:
            yield line.rstrip("\r\n"), length


def _bytes_of(line: str) -> int:
    return len(line) if line.isascii() else len(line.encode("utf-8", "surrogatepass"))


def _table_rows(file: IO[str], column: str | None, delimiter: str) -> Iterator[Row]:
    before = csv.field_size_limit(LONGEST_ROW)
    try:
        counted = _Counted(file)
        reader = csv.reader(counted, delimiter=delimiter)
        header = next(reader, [])
        text_at, id_at = _column_of(header, column), _first(header, ID_COLUMNS)
        number = 0
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                number += 1
                yield Row(str(number), None, counted.taken())
                continue
            number += 1
            name = cells[id_at] if id_at is not None and id_at < len(cells) and cells[id_at] else str(number)
            yield Row(name, cells[text_at] if text_at < len(cells) else None, counted.taken())
    finally:
        csv.field_size_limit(before)


class _Counted:
    """The lines of a file, and how many bytes were read since it was last asked."""

    def __init__(self, file: IO[str]) -> None:
        self._file, self._read = file, 0

    def __iter__(self) -> Iterator[str]:
        for line in self._file:
            self._read += _bytes_of(line)
            yield line.replace("\0", "")

    def taken(self) -> int:
        taken, self._read = self._read, 0
        return taken


def _column_of(header: list[str], column: str | None) -> int:
    at = _first(header, (column,) if column else TEXT_COLUMNS)
    if at is None:
        wanted = f"column “{column}”" if column else "column that holds the text; name it"
        raise DeduplicationError(f"the file has no {wanted}; it has: {', '.join(header) or 'nothing'}")
    return at


def _first(header: list[str], names: tuple[str, ...]) -> int | None:
    return next((header.index(name) for name in names if name in header), None)


def _object_rows(file: IO[str], column: str | None) -> Iterator[Row]:
    number, is_known = 0, False
    for line, length in _lines(file):
        if line is not None and not line.strip():
            continue
        number += 1
        row = _object_in(line)
        text = next(
            (row[name] for name in ((column,) if column else TEXT_COLUMNS) if isinstance(row.get(name), str)), None
        )
        if row and text is None and not is_known:
            _column_of(list(map(str, row)), column)
        is_known = is_known or text is not None
        name = next((row[name] for name in ID_COLUMNS if isinstance(row.get(name), str | int)), number)
        yield Row(str(name), text, length)


def _object_in(line: str | None) -> dict[str, Any]:
    try:
        row = json.loads(line) if line is not None else None
    except (ValueError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}
