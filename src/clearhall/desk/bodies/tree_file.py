"""The tree of bodies as CSV: columns in, rows out. No database here; `actions_import` writes."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from clearhall.desk.bodies.models import Level
from clearhall.desk.lib.csv_rows import read_rows, safe_cell
from clearhall.desk.lib.errors import Invalid
from clearhall.desk.lib.limits import limit
from clearhall.desk.taxonomy.harms import Harm

COLUMNS = ("code", "parent", "level", "place", "name_zh", "name_en", "calendar", "phone", "harms", "active")
NEEDED = ("code", "level", "place", "name_zh", "name_en")
MOST_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One body of the file. `line` counts from 1 with the header; `parent` is a code, "" at the top; `harms` are known."""

    line: int
    code: str
    parent: str
    level: Level
    place: str
    name_zh: str
    name_en: str
    calendar: str
    phone: str
    harms: frozenset[Harm]


def read_tree(content: bytes) -> list[TreeRow]:
    """The bodies of a CSV file in UTF-8 (a byte order mark is fine), parents before children.

    Columns by name in any order: code, level (province, city, county), place (code), name_zh, name_en; and if wanted parent
    (code), calendar, phone, harms (codes separated by spaces). Others are left alone.

    Raises:
        Invalid: names the line and what is wrong with it.
    """
    found = read_rows(content, needed=NEEDED, most_bytes=MOST_BYTES, most_rows=limit("tree_rows"))
    rows = [_row(line, values) for line, values in found]
    return _parents_first(rows)


def _row(line: int, values: dict[str, Any]) -> TreeRow:
    text = {name: str(values.get(name) or "").strip() for name in COLUMNS}
    for name in NEEDED:
        if not text[name]:
            raise Invalid(f"Line {line}: the column {name} is empty.", field=name)
    try:
        level = Level(text["level"])
    except ValueError:
        raise Invalid(f"Line {line}: the level is province, city or county.", field="level") from None
    try:
        harms = frozenset(Harm(code) for code in text["harms"].replace(",", " ").split())
    except ValueError as error:
        raise Invalid(f"Line {line}: unknown harm ({str(error)[:60]}).", field="harms") from None
    return TreeRow(
        line=line,
        code=text["code"],
        parent=text["parent"],
        level=level,
        place=text["place"],
        name_zh=text["name_zh"],
        name_en=text["name_en"],
        calendar=text["calendar"] or "office",
        phone=text["phone"],
        harms=harms,
    )


def _parents_first(rows: list[TreeRow]) -> list[TreeRow]:
    by_code = {row.code: row for row in rows}
    if len(by_code) != len(rows):
        twice = next(row for row in rows if by_code[row.code] is not row)
        raise Invalid(f"Line {twice.line}: the code {twice.code} stands in the file twice.", field="code")
    done: dict[str, TreeRow] = {}
    for row in rows:
        chain = []
        at: TreeRow | None = row
        while at is not None and at.code not in done:
            if at in chain:
                raise Invalid(f"Line {at.line}: {at.code} comes below itself.", field="parent")
            chain.append(at)
            at = by_code.get(at.parent)
        done |= {item.code: item for item in reversed(chain)}
    return list(done.values())


def write_tree(bodies: Iterable[Any]) -> str:
    """The same columns for bodies of the tables, parents first; a spreadsheet opens it without running a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    codes: dict[int, str] = {}
    for body in bodies:
        codes[body.pk] = body.code
        harms = " ".join(sorted(item.harm for item in body.competences.all()))
        row = [body.code, codes.get(body.parent_id, ""), body.level, body.place.code, body.name_zh, body.name_en]
        row += [body.calendar_code, body.public_phone, harms, "yes" if body.is_active else "no"]
        writer.writerow(map(safe_cell, row))
    return out.getvalue()
