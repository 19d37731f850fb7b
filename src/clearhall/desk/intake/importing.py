"""A file of reports, chunk by chunk: read, check, store, and write down what was refused. Used by the command and the page."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from clearhall.desk.intake.actions import accept_reports
from clearhall.desk.intake.columns import find_mapping, report_of
from clearhall.desk.intake.rules import checked
from clearhall.desk.intake.tables import Row, Table, open_table, rejected_writer
from clearhall.desk.intake.types import NewReport, Sender
from clearhall.desk.lib.errors import DeskError

SAMPLE_ROWS, SHOWN_FAULTS = 5, 20
CHUNK_ROWS = 1_000  # one transaction: what is acknowledged is stored, and a kill loses at most this much work


@dataclass(slots=True)
class Summary:
    """What became of a file so far. `sample` holds the first good rows as they will be stored."""

    headers: list[str]
    mapping: dict[str, str]
    encoding: str
    share_read: float = 0.0
    read: int = 0
    stored: int = 0
    repeated: int = 0
    refused: int = 0
    sample: list[NewReport] = field(default_factory=list)
    first_faults: list[tuple[int, str, str]] = field(default_factory=list)
    rejected_path: Path | None = None


def import_file(
    path: Path,
    *,
    sender: Sender,
    clock: Callable[[], datetime],
    harm: str,
    mapping: Mapping[str, str] | None = None,
    is_dry_run: bool = False,
    most_rows: int | None = None,
    rejected_path: Path | None = None,
    on_progress: Callable[[Summary], None] | None = None,
) -> Summary:
    """Bring the reports of a file in. May be interrupted at any moment and run again: what is stored is not stored twice.

    Args:
        clock: gives the time of each chunk; a file of a million rows takes minutes.
        mapping: header by field, where the table of names does not know it.
        is_dry_run: read and check everything, store nothing.
        most_rows: stop after so many rows; None: read all.
        rejected_path: where refused rows are written with their reasons; made only when there are any.
        on_progress: called after each chunk.

    Raises:
        Invalid, TooLarge: the file cannot be read; rows before the fault are stored.
        QuotaUsedUp: the watchpost's reports of today are used up; run it again tomorrow.
        Unavailable: the database cannot take it now; run it again.
    """
    with open_table(path) as table:
        summary = Summary(table.headers, find_mapping(table.headers, given=mapping), table.encoding)
        rejected = _Rejected(rejected_path, table.headers)
        try:
            for rows in _chunks(table, mark=file_mark(path)):
                _bring_in(
                    rows,
                    sender=sender,
                    at=clock(),
                    harm=harm,
                    summary=summary,
                    rejected=rejected,
                    is_dry_run=is_dry_run,
                )
                summary.share_read = table.share_read()
                if on_progress:
                    on_progress(summary)
                if most_rows is not None and summary.read >= most_rows:
                    break
        finally:
            summary.rejected_path = rejected.close()
    return summary


def file_mark(path: Path) -> str:
    """What the client ids of a file's rows start with: a hash of its content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]


def _chunks(table: Table, *, mark: str) -> Iterator["_Chunk"]:
    while rows := list(islice(table.rows, CHUNK_ROWS)):
        yield _Chunk(rows, mark)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Rows of one transaction, and what the client ids of those without an own id start with."""

    rows: list[Row]
    mark: str


def _bring_in(
    chunk: _Chunk, *, sender: Sender, at: datetime, harm: str, summary: Summary, rejected: "_Rejected", is_dry_run: bool
) -> None:
    reports = [_report(row, summary.mapping, harm=harm, mark=chunk.mark) for row in chunk.rows]
    bring = _checked if is_dry_run else _store
    faults = dict(bring(reports, sender=sender, at=at, summary=summary))
    for position, error in faults.items():
        row = chunk.rows[position]
        summary.refused += 1
        if len(summary.first_faults) < SHOWN_FAULTS:
            summary.first_faults.append((row.number, error.field or "", str(error)))
        rejected.write(row, error)
    if wanted := SAMPLE_ROWS - len(summary.sample):
        good = (new for position, new in enumerate(reports) if position not in faults and isinstance(new, NewReport))
        summary.sample += islice(good, wanted)
    summary.read += len(chunk.rows)


def _report(row: Row, mapping: Mapping[str, str], *, harm: str, mark: str) -> NewReport | DeskError:
    try:
        return report_of(row, mapping=mapping, harm=harm, file_mark=mark)
    except DeskError as error:
        return error


def _checked(
    reports: list[NewReport | DeskError], *, sender: Sender, at: datetime, summary: Summary
) -> list[tuple[int, DeskError]]:
    faults = []
    for position, new in enumerate(reports):
        try:
            if isinstance(new, DeskError):
                raise new
            checked(new, sender=sender, at=at)
        except DeskError as error:
            faults.append((position, error))
    return faults


def _store(
    reports: list[NewReport | DeskError], *, sender: Sender, at: datetime, summary: Summary
) -> list[tuple[int, DeskError]]:
    results = accept_reports(reports, sender=sender, at=at, partial=True)
    for result in results:
        if result.accepted:
            summary.repeated += result.accepted.is_repeat
            summary.stored += not result.accepted.is_repeat
    return [(result.row - 1, result.error) for result in results if result.error]


class _Rejected:
    """The file of refused rows; opened when the first one comes."""

    def __init__(self, path: Path | None, headers: list[str]) -> None:
        self._path, self._headers = path, headers
        self._file: TextIO | None = None
        self._writer: Any = None

    def write(self, row: Row, error: DeskError) -> None:
        if self._path is None:
            return
        if self._writer is None:
            self._file, self._writer = rejected_writer(self._path, self._headers)
        cells = [row.cells.get(header, "") for header in self._headers] or list(row.cells.values())
        self._writer.writerow([row.number, error.field or "", str(error), *cells])

    def close(self) -> Path | None:
        if self._file is None:
            return None
        self._file.close()
        return self._path
