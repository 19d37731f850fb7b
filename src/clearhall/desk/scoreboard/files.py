"""A table as a CSV file that spreadsheets open without harm."""

import csv
from io import StringIO

from django.utils import translation

from clearhall.desk.scoreboard.figures import Campaign, Cell, Figures, Flag, Row, TableCode
from clearhall.desk.scoreboard.words import WORDS, name_of

_BOM = "\ufeff"  # without it Excel takes UTF-8 for the code page of the machine
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
TOTAL = "total"


def table_csv(figures: Figures, code: TableCode) -> str:
    """One line a row, a total last where the page shows one.

    Columns: the row's code and its names in English and simplified Chinese; for each figure the number, empty where there is
    none, and `<figure>_flag` that says why (`fewer_than_5`, `n_below_10`, `not_yet`); then `since` and `as_of`.
    A text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    codes = [column.code for column in WORDS[code].columns]
    writer.writerow(["code", "name_en", "name_zh_hans", *_with_flags(codes), *_MORE.get(code, ()), "since", "as_of"])
    dates = [figures.since.isoformat(timespec="seconds"), figures.as_of.isoformat(timespec="seconds")]
    for row, more in _rows(figures, code):
        cells = [part for cell in row.cells for part in _number_and_flag(cell)]
        writer.writerow([_safe(row.code), *map(_safe, _names(code, row)), *cells, *map(_safe, more), *dates])
    return _BOM + out.getvalue()


_MORE = {TableCode.CAMPAIGN: ("first_day", "last_day", "outcome")}


def _rows(figures: Figures, code: TableCode) -> list[tuple[Row, tuple[str, ...]]]:
    if code is TableCode.CAMPAIGN:
        return [(_campaign_row(one), (one.first_day, one.last_day, one.outcome)) for one in figures.campaigns]
    table = figures.tables[code]
    rows: list[tuple[Row, tuple[str, ...]]] = [(row, ()) for row in table.rows]
    if table.total is not None:
        rows.append((Row(TOTAL, (table.total,)), ()))
    return rows


def _campaign_row(campaign: Campaign) -> Row:
    return Row(campaign.harm, (campaign.recent, campaign.count))


def _names(code: TableCode, row: Row) -> tuple[str, str]:
    if row.name_en or row.name_zh:
        return row.name_en, row.name_zh
    names = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            names.append(name_of(code, row))
    return names[0], names[1]


def _with_flags(codes: list[str]) -> list[str]:
    return [part for code in codes for part in (code, f"{code}_flag")]


def _number_and_flag(cell: Cell) -> tuple[str, str]:
    return ("", cell.value) if isinstance(cell, Flag) else (str(cell), "")


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
