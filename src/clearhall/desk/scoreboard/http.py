"""The public figures as JSON: the same cells as the page and the files."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from ninja.decorators import decorate_view

from clearhall.desk.lib.clock import now
from clearhall.desk.scoreboard.caching import public_for_minutes
from clearhall.desk.scoreboard.figures import Cell, Figures, Flag, Row, Table, TableCode
from clearhall.desk.scoreboard.queries import figures_for
from clearhall.desk.scoreboard.selections import selection_from
from clearhall.desk.scoreboard.words import WORDS

router = Router(tags=["statistics"])


class CellOut(Schema):
    """A number, or null and the flag that says why."""

    value: float | None
    flag: str = Field("", description="fewer_than_5, n_below_10 or not_yet; empty beside a number.")


class RowOut(Schema):
    code: str
    name_en: str
    name_zh_hans: str
    cells: dict[str, CellOut]


class TableOut(Schema):
    """`is_withheld`: too few reports to break down. `total` null: the table has none."""

    code: str
    is_withheld: bool
    rows: list[RowOut]
    total: CellOut | None


class CampaignOut(Schema):
    harm: str
    reports_this_week: CellOut
    reports: CellOut
    first_day: str
    last_day: str
    outcome: str
    text_zh_hans: str
    text_en: str


class StatisticsOut(Schema):
    """All counts from 5 on are rounded to a multiple of 5; smaller ones are withheld."""

    since: datetime
    as_of: datetime
    period_days: int
    only: str
    total: CellOut
    tables: list[TableOut]
    campaigns: list[CampaignOut]


@router.get("/statistics", response=StatisticsOut, url_name="statistics", summary="The public statistics")
@decorate_view(public_for_minutes)
def statistics(request: HttpRequest, period: str = "", only: str = "") -> dict[str, Any] | HttpResponse:
    """Figures of a period (30, 90 or 365 days) for everything, or only `harm:<code>`, `place:<code>` or `body:<code>`.

    Counted every few minutes; `as_of` says when.
    """
    selection = selection_from(period=period, only=only)
    figures = figures_for(selection, at=now())
    return {
        "since": figures.since,
        "as_of": figures.as_of,
        "period_days": selection.period.days,
        "only": selection.only,
        "total": _cell(figures.total),
        "tables": [_table(table) for table in figures.tables.values()],
        "campaigns": _campaigns(figures),
    }


def _cell(value: Cell) -> dict[str, Any]:
    return {"value": None, "flag": value.value} if isinstance(value, Flag) else {"value": value, "flag": ""}


def _table(table: Table) -> dict[str, Any]:
    return {
        "code": table.code.value,
        "is_withheld": table.is_withheld,
        "rows": [_row(table.code, row) for row in table.rows],
        "total": None if table.total is None else _cell(table.total),
    }


def _row(table: TableCode, row: Row) -> dict[str, Any]:
    codes = [column.code for column in WORDS[table].columns]
    cells = {code: _cell(value) for code, value in zip(codes, row.cells, strict=True)}
    return {"code": row.code, "name_en": row.name_en, "name_zh_hans": row.name_zh, "cells": cells}


def _campaigns(figures: Figures) -> list[dict[str, Any]]:
    return [
        {
            "harm": one.harm,
            "reports_this_week": _cell(one.recent),
            "reports": _cell(one.count),
            "first_day": one.first_day,
            "last_day": one.last_day,
            "outcome": one.outcome,
            "text_zh_hans": one.text_zh,
            "text_en": one.text_en,
        }
        for one in figures.campaigns
    ]
