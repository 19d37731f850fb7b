"""Rows of a file: CSV, one JSON object a line, or one text a line. Read as a stream; no row of any length is an obstacle."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, pairwise, repeat
from pathlib import Path
from typing import IO, Any, BinaryIO, NamedTuple

from clearhall.engine.deduplication.errors import DeduplicationError

TEXT_COLUMNS = ("text", "content", "message", "内容", "文本", "短信内容")
ID_COLUMNS = ("id", "ID", "编号")
_DELIMITERS = {".csv": ",", ".tsv": "\t"}
_BLOCK = 1 << 16
LONGEST_ROW = 64_000_000  # characters of a line; a longer one is counted as not readable


class Row(NamedTuple):
    """One row. `text` is None where it cannot be read; `read` is how many bytes of the file came with it, for a bar."""

    name: str
    text: str | None
    read: int


class Part(NamedTuple):
    """Bytes of the file from `start` to before `stop`; it begins and ends where a row does."""

    start: int
    stop: int


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
    return _rows(path, column, Part(0, path.stat().st_size), map(str, count(1)))


def part_rows(path: Path, part: Part, *, column: str | None = None) -> Iterator[Row]:
    """The rows of one part that `cut` gave; the name is empty where `open_rows` would take the row's number."""
    return _rows(path, column, part, repeat(""))


def _rows(path: Path, column: str | None, part: Part, numbers: Iterator[str]) -> Iterator[Row]:
    """`numbers`: what each row is named where it has no name of its own."""
    kind = path.suffix.lower()
    if kind in _DELIMITERS:
        yield from _table_rows(path, part, column, _DELIMITERS[kind], numbers)
    elif kind in (".ndjson", ".jsonl"):
        with _opened(path, part) as file:
            yield from _object_rows(file, column, numbers, is_known=part.start > 0)
    elif column is not None:
        raise DeduplicationError(f"{path.name} has one text a line and no columns; a table ends in .csv or .ndjson")
    else:
        with _opened(path, part) as file:
            for (line, length), number in zip(_lines(file), numbers, strict=False):
                yield Row(number, line, length)


def cut(path: Path, length: int) -> tuple[Part, ...]:
    """Parts of about `length` bytes that together hold every row of the file once, in order.

    Lines are cut where a line ends. A table is read through once, because a cell may hold line ends.

    Raises:
        DeduplicationError, OSError: as `open_rows`.
    """
    size = path.stat().st_size
    kind = path.suffix.lower()
    with path.open("rb") as file:
        ends = _table_ends(file, length, _DELIMITERS[kind]) if kind in _DELIMITERS else _line_ends(file, length, size)
        places = [*ends]
    if not places or places[-1] < size:
        places.append(size)
    return tuple(Part(start, stop) for start, stop in pairwise([0, *places]))


def _line_ends(file: BinaryIO, length: int, size: int) -> Iterator[int]:
    place = length
    while place < size:
        file.seek(place - 1)
        while (block := file.readline(_BLOCK)) and not block.endswith(b"\n"):
            pass
        if not block:
            return
        yield file.tell()
        place = file.tell() + length


def _table_ends(file: BinaryIO, length: int, delimiter: str) -> Iterator[int]:
    """Ends of rows, found in Latin 1: there each byte is a character, and what parts cells and rows is the same."""
    has_mark = file.read(len(BOM_UTF8)) == BOM_UTF8
    last = taken = file.seek(len(BOM_UTF8) if has_mark else 0)

    def counted(lines: IO[str]) -> Iterator[str]:
        nonlocal taken
        for line in lines:
            taken += len(line)
            yield line.replace("\0", "")

    with _long_cells(), io.TextIOWrapper(file, encoding="latin-1", newline="") as lines, contextlib.suppress(csv.Error):
        for _ in csv.reader(counted(lines), delimiter=delimiter):  # what cannot be parted is left to one part
            if taken - last >= length:
                last = taken
                yield taken


@contextmanager
def _opened(path: Path, part: Part) -> Iterator[IO[str]]:
    encoding = "utf-8" if part.start else "utf-8-sig"
    with io.TextIOWrapper(
        io.BufferedReader(_Range(path, part), _BLOCK), encoding=encoding, errors="replace", newline=""
    ) as file:
        yield file


class _Range(io.RawIOBase):
    """Some bytes of a file."""

    def __init__(self, path: Path, part: Part) -> None:
        self._file = path.open("rb", buffering=0)
        self._file.seek(part.start)
        self._left = part.stop - part.start

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with memoryview(buffer) as room:
            count = self._file.readinto(room[: self._left])
        self._left -= count or 0
        return count or 0

    def close(self) -> None:
        self._file.close()
        super().close()


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


def _table_rows(path: Path, part: Part, column: str | None, delimiter: str, numbers: Iterator[str]) -> Iterator[Row]:
    with _long_cells(), _opened(path, part) as file:
        counted = _Counted(file)
        reader = csv.reader(counted, delimiter=delimiter)
        header = _header_of(path, delimiter) if part.start else next(reader, [])
        text_at, id_at = _column_of(header, column), _first(header, ID_COLUMNS)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield Row(next(numbers), None, counted.taken())
                continue
            number = next(numbers)
            name = cells[id_at] if id_at is not None and id_at < len(cells) else ""
            yield Row(name or number, cells[text_at] if text_at < len(cells) else None, counted.taken())


def _header_of(path: Path, delimiter: str) -> list[str]:
    with _opened(path, Part(0, path.stat().st_size)) as file:
        return next(csv.reader(_Counted(file), delimiter=delimiter), [])


@contextmanager
def _long_cells() -> Iterator[None]:
    before = csv.field_size_limit(LONGEST_ROW)
    try:
        yield
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


def _object_rows(file: IO[str], column: str | None, numbers: Iterator[str], *, is_known: bool) -> Iterator[Row]:
    columns = (column,) if column else TEXT_COLUMNS
    for line, length in _lines(file):
        if line is not None and not line.strip():
            continue
        row = _object_in(line)
        text = next((row[name] for name in columns if isinstance(row.get(name), str)), None)
        if row and text is None and not is_known:
            _column_of(list(map(str, row)), column)
        is_known = is_known or text is not None
        number = next(numbers)
        name = next((row[name] for name in ID_COLUMNS if isinstance(row.get(name), str | int)), "")
        yield Row(str(name) or number, text, length)


def _object_in(line: str | None) -> dict[str, Any]:
    try:
        row = json.loads(line) if line is not None else None
    except (ValueError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}
