"""Finished figures as frozen values: tables of cells that may be published, and how they are kept as JSON. Counts nothing."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Flag(StrEnum):
    """Stands in a cell instead of a number and says why there is none."""

    FEWER_THAN_5 = "fewer_than_5"
    N_BELOW_10 = "n_below_10"
    NOT_YET = "not_yet"  # more is still open than the figure needs to be finished


Cell = int | float | Flag


class TableCode(StrEnum):
    """The tables that are published. Codes stand in addresses and files: never rename or reuse one."""

    HARM = "harm"
    WEEK = "week"
    CHANNEL = "channel"
    PLACE = "place"
    LANGUAGE = "language"
    STATE = "state"
    OPEN = "open"
    FIRST_IN_TIME = "first-response-in-time"
    CLOSED_IN_TIME = "closed-in-time"
    DURATION = "duration"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a code of a harm, week, body …; names only where the code has none in this program (places and bodies)."""

    code: str
    cells: tuple[Cell, ...]
    name_en: str = ""
    name_zh: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`total` None: the table has none, or none that may be shown. `is_withheld`: too few items to break down; no rows then."""

    code: TableCode
    rows: tuple[Row, ...] = ()
    total: Cell | None = None
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Campaign:
    """A near-duplicate group of the last seven days. No word of any report; what the desk published about it, if anything."""

    harm: str
    recent: Cell
    count: Cell
    first_day: str
    last_day: str
    outcome: str = ""
    text_zh: str = ""
    text_en: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one selection. `total` counts the reports (of a body: the cases) received from `since` to `as_of`."""

    as_of: datetime
    since: datetime
    total: Cell
    tables: dict[TableCode, Table] = field(default_factory=dict)
    campaigns: tuple[Campaign, ...] = ()
    name_en: str = ""
    name_zh: str = ""


def as_json(figures: Figures) -> dict[str, Any]:
    """`figures` as plain JSON values; flags are strings, numbers are numbers."""
    content = asdict(figures)
    del content["as_of"], content["since"]
    content["since"] = figures.since.isoformat()
    content["tables"] = [asdict(table) for table in figures.tables.values()]
    return content


def from_json(content: dict[str, Any], *, as_of: datetime) -> Figures:
    """The figures that `as_json` wrote."""
    tables = [
        Table(
            TableCode(table["code"]),
            tuple(Row(**(row | {"cells": tuple(map(_cell, row["cells"]))})) for row in table["rows"]),
            _cell(table["total"]) if table["total"] is not None else None,
            table["is_withheld"],
        )
        for table in content["tables"]
    ]
    campaigns = [
        Campaign(**(one | {"recent": _cell(one["recent"]), "count": _cell(one["count"])}))
        for one in content["campaigns"]
    ]
    return Figures(
        as_of=as_of,
        since=datetime.fromisoformat(content["since"]),
        total=_cell(content["total"]),
        tables={table.code: table for table in tables},
        campaigns=tuple(campaigns),
        name_en=content["name_en"],
        name_zh=content["name_zh"],
    )


def _cell(value: Any) -> Cell:
    return Flag(value) if isinstance(value, str) else value
