"""Labelled rows from files: JSON lines or CSV, checked line by line."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from clearhall.engine.indicators import registrable_domain
from clearhall.engine.recognition.errors import BadRow, NoRows
from clearhall.engine.recognition.labels import Kind, kind_of, refuse_unless_harm
from clearhall.engine.recognition.reading import host_of
from clearhall.engine.recognition.types import LabelledText

_ADDRESS_KINDS = {"dangerous": Kind.HARM, "1": Kind.HARM, "ordinary": Kind.ORDINARY, "0": Kind.ORDINARY}
_LONGEST_LINE = 4_000_000  # characters; a longer one is no message


def read_rows(path: str | os.PathLike[str], *, mapping: Mapping[str, Kind] | None = None) -> list[LabelledText]:
    """Rows of a `.jsonl` or `.csv` file with columns `text` (or `url`) and `label`.

    Read as well where present: `binary` (0 or 1: counts as harm), `fine` (part of the label), `near_dup_group` or `domain`
    (rows that belong together). Every other column is ignored, above all any that names a person.

    Raises:
        NoRows: the file has no row.
        BadRow: a line is no row; with its number.
        UnknownLabel, LabelRefused: see `kind_of`.
        OSError: the file cannot be read.
    """
    file = Path(path)
    rows = [row_of(line, number, mapping) for number, line in _lines(file)]
    if not rows:
        raise NoRows(f"{file.name} has no rows.")
    return rows


def row_of(line: Mapping[str, Any], number: int, mapping: Mapping[str, Kind] | None = None) -> LabelledText:
    """One row of a file from its columns."""
    text = line.get("text") or line.get("url")
    label = line.get("label")
    if not isinstance(text, str):
        raise BadRow(number, "neither text nor url")
    if label is None or label == "":
        raise BadRow(number, "no label")
    part = str(line.get("fine") or "")
    refuse_unless_harm(part)
    return LabelledText(
        text=text,
        kind=kind_of(str(label), mapping=mapping),
        part=part,
        harmful=_yes_or_no(line.get("binary"), number),
        group=str(line.get("near_dup_group") or line.get("domain") or ""),
    )


def read_addresses(path: str | os.PathLike[str], *, most: int | None = None) -> list[LabelledText]:
    """Rows of a `.jsonl` or `.csv` file with the columns `url` and `label`: "dangerous" (or 1), "ordinary" (or 0).

    Addresses under one registered domain are marked as one group, so that neighbours do not check neighbours; a column `domain`
    says it where it is known better. Every other column is ignored.

    Args:
        most: rows at most; None for any number.

    Raises:
        NoRows: the file has no row.
        BadRow: a line is no such row, or there are too many; with its number.
        LabelRefused: a label is named for what people think, say or are.
        OSError: the file cannot be read.
    """
    file = Path(path)
    rows: list[LabelledText] = []
    for number, line in _lines(file):
        if most is not None and len(rows) >= most:
            raise BadRow(number, f"the file has more than {most:,} rows")
        rows.append(_address_of(line, number))
    if not rows:
        raise NoRows(f"{file.name} has no rows.")
    return rows


def _address_of(line: Mapping[str, Any], number: int) -> LabelledText:
    url, label = line.get("url"), line.get("label")
    if not isinstance(url, str) or not url.strip():
        raise BadRow(number, "no url")
    if label is None or label == "":
        raise BadRow(number, "no label")
    refuse_unless_harm(str(label))
    kind = _ADDRESS_KINDS.get(str(label).strip().lower())
    if kind is None:
        raise BadRow(number, f"the label {str(label)[:40]!r} is neither dangerous (or 1) nor ordinary (or 0)")
    url = url.strip()
    return LabelledText(url, kind, group=str(line.get("domain") or registrable_domain(url) or host_of(url)))


def _yes_or_no(value: Any, number: int) -> bool | None:
    if value is None or value == "":
        return None
    if str(value) in ("0", "1"):
        return str(value) == "1"
    raise BadRow(number, "binary is neither 0 nor 1")


def _lines(file: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        try:
            yield from _csv_lines(opened) if file.suffix.lower() == ".csv" else _json_lines(opened)
        except UnicodeDecodeError:
            raise BadRow(0, "the file is not UTF-8") from None


def _csv_lines(opened: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    reader = csv.DictReader(opened)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise BadRow(reader.line_num, f"no CSV: {error}") from None


def _json_lines(opened: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(opened, start=1):
        if not line.strip():
            continue
        if len(line) > _LONGEST_LINE:
            raise BadRow(number, "the line is too long")
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            raise BadRow(number, "no JSON") from None
        if not isinstance(row, dict):
            raise BadRow(number, "no JSON object")
        yield number, row
