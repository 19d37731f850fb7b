"""The lines of the answer, as CSV or as JSON lines."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from clearhall.engine.deduplication.grouping import Grouped

COLUMNS = ("group", "row", "similarity", "like", "reason")


class _Lines(list[str]):
    """What a csv writer writes."""

    write = list.append


def _is_json(out: Path) -> bool:
    return out.suffix.lower() in (".ndjson", ".jsonl")


def header(out: Path) -> bytes:
    """What comes before the first line in a file of this name."""
    return b"" if _is_json(out) else (",".join(COLUMNS) + "\n").encode()


def written(grouped: Sequence[Grouped], out: Path) -> bytes:
    """The lines of some rows in a file of this name."""
    rows = [(one.group, one.name, round(one.similarity, 4), one.like, one.reason) for one in grouped]
    if _is_json(out):
        text = "".join(json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False) + "\n" for row in rows)
    else:
        lines = _Lines()
        csv.writer(lines, lineterminator="\n").writerows(rows)
        text = "".join(lines)
    return text.encode("utf-8", "replace")
