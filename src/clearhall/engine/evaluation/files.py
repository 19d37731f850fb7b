"""Labelled files, and what is wrong with one that cannot be scored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class EvaluationError(Exception):
    """What cannot be evaluated; the message says which file, which row, and why."""


def read_rows(path: Path, **columns: type | tuple[type, ...]) -> list[dict[str, Any]]:
    """The rows of a file with one JSON object a line.

    Args:
        columns: what every row must have, and of which type; further columns are kept as they are.

    Raises:
        EvaluationError: no rows, a line that is no JSON object, a column that is missing or of another type.
        OSError: the file cannot be read.
    """
    rows = list(_rows(path, columns))
    if not rows:
        raise EvaluationError(f"{path}: there are no rows in it")
    return rows


def _rows(path: Path, columns: dict[str, Any]) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8-sig", errors="surrogateescape") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                raise EvaluationError(f"{path}, line {number}: this is no JSON") from None
            if not isinstance(row, dict):
                raise EvaluationError(f"{path}, line {number}: this is no JSON object")
            for name, kind in columns.items():
                if not isinstance(row.get(name), kind):
                    raise EvaluationError(f"{path}, line {number}: “{name}” is missing or not what it should be")
            yield row


def f1_of(right: int, found: int, wanted: int) -> float:
    """Harmonic mean of precision and recall, 0 to 1; 0 where nothing was found and nothing wanted."""
    return 2 * right / (found + wanted) if found + wanted else 0.0


def share(part: int, whole: int) -> float:
    """`part` of `whole`, 0 to 1; 0 of nothing is 0."""
    return part / whole if whole else 0.0
