"""Labelled rows from files: JSON lines or CSV, checked line by line."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from clearhall.engine.recognition.errors import BadRow, NoRows
from clearhall.engine.recognition.labels import Kind, kind_of, refuse_unless_harm
from clearhall.engine.recognition.types import LabelledText

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
    try:
        yield from enumerate(csv.DictReader(opened), start=2)
    except csv.Error as error:
        raise BadRow(0, f"no CSV: {error}") from None


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
