"""Files of reports as rows of text: CSV in whatever encoding an office produces, XLSX, and NDJSON, every size bounded.

Nothing here knows what a column means; `columns.py` does.
"""

import codecs
import csv
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast

import openpyxl
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils.exceptions import InvalidFileException

from clearhall.desk.lib.errors import Invalid, TooLarge
from clearhall.desk.lib.limits import limit

SAMPLE_BYTES = 1 << 20
LONGEST_LINE = 16_000_000  # characters of one line of a CSV: a row of the longest fields fits many times over
UNPACKED_BYTES = 512_000_000  # of an XLSX in all
UNPACKED_STRINGS = 128_000_000  # of its table of texts, which the reader holds in memory
MOST_RATIO = 200  # real spreadsheets shrink to a tenth or a thirtieth; a bomb to a thousandth
MOST_PARTS = 2_000
# What openpyxl, the XML parser (SyntaxError) and defusedxml (ValueError) raise for damaged or hostile spreadsheets.
_XLSX_FAULTS = (
    *(InvalidFileException, zipfile.BadZipFile, zlib.error),
    *(KeyError, ValueError, IndexError, TypeError, AttributeError, OSError, EOFError, SyntaxError, NotImplementedError),
)


# Bytes that do not fit the encoding become one letter that no file can hold. U+FFFD would not do: real messages hold it, from
# whatever mangled them before they came to us.
UNDECODED, MARKING = "\udcff", "clearhall-mark"
codecs.register_error(MARKING, lambda fault: (UNDECODED, fault.end))  # type: ignore[attr-defined]


class FileUnreadable(Invalid):
    """The file is not what its name says, is damaged, or is built to do harm. `reason` says which."""

    code = "file_unreadable"
    message = gettext_lazy("This file cannot be read. Save it as CSV (UTF-8), XLSX or NDJSON and try again.")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `number` counts data rows from 1; cells by header, all text, "" where empty."""

    number: int
    cells: dict[str, str]


@dataclass(slots=True)
class Table:
    """An open file of rows. `rows` can be read once. `encoding` is "" where it is no question (XLSX).

    `share_read()` tells how much of the file has been read, 0 to 1; 0 all the time where nobody knows.
    """

    headers: list[str]
    rows: Iterator[Row]
    encoding: str
    share_read: Callable[[], float] = lambda: 0.0


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """The rows of a CSV, TSV, XLSX or NDJSON file, by its content rather than its name.

    Raises:
        FileUnreadable: empty, damaged, unknown encoding, a bomb.
        TooLarge: more bytes or columns than the limits allow. Too many rows are met while reading.
    """
    size = path.stat().st_size
    if size > limit("import_file"):
        raise TooLarge(
            _("A file for import has at most %(limit)s bytes.") % {"limit": limit("import_file")}, field="file"
        )
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
    if not sample.strip():
        raise FileUnreadable(_("This file is empty."), field="file")
    if sample.startswith(b"PK\x03\x04"):
        with _xlsx(path) as table:
            yield table
        return
    encoding = find_encoding(sample)
    with path.open(encoding=encoding, errors=MARKING, newline="") as text:
        is_ndjson = _first_letter(sample, encoding) == "{"
        table = _open_ndjson(text, encoding) if is_ndjson else _open_csv(text, encoding)
        binary = cast(BinaryIO, text.buffer)  # read by lines, not by `for`, so that it may be asked where it stands
        table.share_read = lambda: min(1.0, binary.tell() / size)
        yield table


def find_encoding(sample: bytes) -> str:
    """The encoding of a text by its first bytes: a byte order mark, else UTF-8, UTF-16 or GB18030, whichever fits.

    Raises:
        FileUnreadable: none fits.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if sample.startswith(mark):
            return name
    zeros = sample[:4096].count(0)
    if zeros > len(sample[:4096]) // 5:  # half of the bytes of Latin letters in UTF-16 are zero
        return "utf-16-le" if sample[1::2][:2048].count(0) > sample[::2][:2048].count(0) else "utf-16-be"
    for name in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(name)().decode(sample, final=len(sample) < SAMPLE_BYTES)
        except UnicodeDecodeError:
            continue
        return name
    raise FileUnreadable(_("The encoding of this file is not known. Save it as UTF-8."), field="file")


def _first_letter(sample: bytes, encoding: str) -> str:
    return sample[:4096].decode(encoding, errors="ignore").lstrip("\ufeff \t\r\n")[:1]


def _open_csv(text: TextIO, encoding: str) -> Table:
    lines = _lines(text)
    first = next(lines, "")
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(LONGEST_LINE)
    reader = csv.reader(_again(first, lines), delimiter=delimiter)
    headers = _headers(next(reader, []))
    return Table(headers, _csv_rows(reader, headers), encoding)


def _csv_rows(reader: Iterator[list[str]], headers: list[str]) -> Iterator[Row]:
    number = 0
    try:
        for cells in reader:
            if not any(cells):
                continue
            number += 1
            _check_rows(number)
            yield Row(number, dict(zip(headers, cells, strict=False)))
    except csv.Error as error:
        raise FileUnreadable(
            _("Row %(row)s cannot be read: %(reason)s.") % {"row": number + 1, "reason": error}, field="file"
        ) from None


def _lines(text: TextIO) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise TooLarge(_("One line of this file is longer than a report can be."), field="file")
        yield line


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _headers(cells: Iterable[Any]) -> list[str]:
    headers = [str(cell or "").strip().lstrip("\ufeff") for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > limit("import_columns"):
        raise TooLarge(
            _("This file has %(count)s columns; at most %(limit)s are read.")
            % {"count": len(headers), "limit": limit("import_columns")},
            field="file",
        )
    return headers


def _check_rows(number: int) -> None:
    if number > limit("import_rows"):
        raise TooLarge(
            _("A file has at most %(limit)s rows. Please split it.") % {"limit": limit("import_rows")}, field="file"
        )


def _open_ndjson(text: TextIO, encoding: str) -> Table:
    lines = (line for line in _lines(text) if line.strip())
    first = next(lines)
    keys = _json_cells(first)
    headers = _headers(keys or {})
    return Table(headers, _ndjson_rows(_again(first, lines)), encoding)


def _ndjson_rows(lines: Iterator[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, start=1):
        _check_rows(number)
        yield Row(number, _json_cells(line) or {"": line[:200]})


def _json_cells(line: str) -> dict[str, str] | None:
    """The cells of one line, or None when it is no JSON object: the row is refused later for want of a text."""
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    return {str(key): _cell(value) for key, value in list(content.items())[: limit("import_columns") + 1]}


@contextmanager
def _xlsx(path: Path) -> Iterator[Table]:
    _check_archive(path)
    with path.open("rb") as file:
        try:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            rows = book.worksheets[0].iter_rows(values_only=True, max_col=limit("import_columns") + 1)
            headers = _headers(next(rows, ()))
        except _XLSX_FAULTS as error:
            raise FileUnreadable(field="file", reason=type(error).__name__) from None
        yield Table(headers, _xlsx_rows(rows, headers), "")


def _check_archive(path: Path) -> None:
    """Refuse archives built to fill memory or disk, by what their directory says; the reader believes no more than that."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise FileUnreadable(field="file") from None
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    strings = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
    if (
        len(parts) > MOST_PARTS
        or unpacked > UNPACKED_BYTES
        or strings > UNPACKED_STRINGS
        or (unpacked > 1_000_000 and unpacked / packed > MOST_RATIO)
    ):
        raise TooLarge(
            _("This file would unpack to %(bytes)s bytes. Save the table as CSV instead.") % {"bytes": unpacked},
            field="file",
        )


def _xlsx_rows(rows: Iterator[Any], headers: list[str]) -> Iterator[Row]:
    number = 0
    try:
        for cells in rows:
            texts = [_cell(cell) for cell in cells]
            if any(texts):
                number += 1
                _check_rows(number)
                yield Row(number, dict(zip(headers, texts, strict=False)))
    except _XLSX_FAULTS as error:
        raise FileUnreadable(field="file", reason=type(error).__name__) from None


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case dict() | list():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


def rejected_writer(path: Path, headers: list[str]) -> tuple[TextIO, Any]:
    """A CSV beside the file for rows that were refused, with reasons; opens in any spreadsheet."""
    file = io.TextIOWrapper(path.open("wb"), encoding="utf-8-sig", errors="replace", newline="")
    writer = csv.writer(file)
    writer.writerow(["row", "field", "reason", *headers])
    return file, writer
