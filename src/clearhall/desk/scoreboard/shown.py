"""Figures as the pages show them: words, charts and links. Decides nothing about numbers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from clearhall.desk.look.charts import Chart
from clearhall.desk.scoreboard.charts import chart_of
from clearhall.desk.scoreboard.counting import ALL_BODIES, OVERDUE
from clearhall.desk.scoreboard.figures import Campaign, Cell, Figures, Flag, Row, Table, TableCode
from clearhall.desk.scoreboard.selections import Kind, Selection
from clearhall.desk.scoreboard.words import OUTCOMES, WORDS, TableWords, Unit, in_language, name_of, written
from clearhall.desk.taxonomy.harms import RULES, Harm

_CHARTED = frozenset(
    {TableCode.HARM, TableCode.WEEK, TableCode.CHANNEL, TableCode.PLACE, TableCode.LANGUAGE, TableCode.STATE}
)


@dataclass(frozen=True, slots=True)
class ShownCell:
    label: str
    text: str
    is_missing: bool
    more: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    name: str
    url: str
    cells: tuple[ShownCell, ...]
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class ShownTable:
    """`chart` is None for a table that is shown as one; `csv` is the address of its file."""

    code: str
    words: TableWords
    csv: str
    is_withheld: bool
    total: str
    chart: Chart | None
    rows: tuple[ShownRow, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    as_of: datetime
    since: datetime
    total: str
    name: str
    tables: dict[str, ShownTable]
    json: str
    campaigns_csv: str


@dataclass(frozen=True, slots=True)
class ShownCampaign:
    harm: str
    help: str
    recent: str
    count: str
    first_day: date
    last_day: date
    outcome: str
    text: str


def shown_figures(figures: Figures, selection: Selection) -> Shown:
    """Everything a page needs, by table code with underscores (templates know no hyphens)."""
    tables = {code.replace("-", "_"): _table(table, selection) for code, table in figures.tables.items()}
    name = in_language(figures.name_zh, figures.name_en)
    if selection.code in set(Harm):
        name = str(RULES[Harm(selection.code)].label)
    return Shown(
        as_of=figures.as_of,
        since=figures.since,
        total=written(figures.total),
        name=name,
        tables=tables,
        json=f"{reverse('api:statistics')}?{selection.query}",
        campaigns_csv=_csv(TableCode.CAMPAIGN, selection),
    )


def headline(figures: Figures, selection: Selection) -> list[ShownCell]:
    """The few numbers that stand above everything: received, overdue, in time."""
    cells = [_shown(_("Cases opened") if selection.kind is Kind.BODY else _("Reports received"), figures.total)]
    if (states := figures.tables.get(TableCode.STATE)) is not None:
        by_code = {row.code: row.cells[0] for row in states.rows}
        chosen = {"resolved": _("Resolved"), OVERDUE: _("Open and overdue")}
        cells += [_shown(label, by_code[code]) for code, label in chosen.items() if code in by_code]
    if (in_time := figures.tables.get(TableCode.FIRST_IN_TIME)) is not None and in_time.rows:
        cells.append(_shown(_("First response in time"), in_time.rows[-1].cells[4], Unit.PERCENT))
    return cells


def _shown(label: str, value: Cell, unit: Unit = Unit.COUNT) -> ShownCell:
    return ShownCell(label, written(value, unit), isinstance(value, Flag))


def bodies_in_short(figures: Figures, selection: Selection) -> list[ShownRow]:
    """For each body its two shares with their intervals; the full tables stand behind them."""
    first, closed = (figures.tables.get(code) for code in (TableCode.FIRST_IN_TIME, TableCode.CLOSED_IN_TIME))
    if first is None or closed is None:
        return []
    labels = (str(WORDS[TableCode.FIRST_IN_TIME].title), str(WORDS[TableCode.CLOSED_IN_TIME].title))
    rows = []
    for one, other in zip(first.rows, closed.rows, strict=True):
        cells = tuple(_share(label, row) for label, row in zip(labels, (one, other), strict=True))
        shown = _row(first.code, one, selection)
        rows.append(ShownRow(shown.name, shown.url, cells, shown.is_sum))
    return rows


def _share(label: str, row: Row) -> ShownCell:
    percent, low, high = row.cells[4:]
    if isinstance(percent, Flag):
        return ShownCell(label, written(percent), True)
    return ShownCell(label, written(percent, Unit.PERCENT), False, f"{low}–{high} %")


def shown_campaigns(figures: Figures) -> list[ShownCampaign]:
    return [_campaign(one) for one in figures.campaigns]


def _csv(code: TableCode, selection: Selection) -> str:
    return f"{reverse('scoreboard:csv', args=[code.value])}?{selection.query}"


def _table(table: Table, selection: Selection) -> ShownTable:
    return ShownTable(
        code=table.code.value,
        words=WORDS[table.code],
        csv=_csv(table.code, selection),
        is_withheld=table.is_withheld,
        total="" if table.total is None else written(table.total),
        chart=_chart(table, selection),
        rows=() if table.code in _CHARTED else tuple(_row(table.code, row, selection) for row in table.rows),
    )


def _chart(table: Table, selection: Selection) -> Chart | None:
    if table.code not in _CHARTED or table.is_withheld:
        return None
    if table.code is TableCode.PLACE:
        table = Table(table.code, tuple(row for row in table.rows if row.cells[0] != 0), table.total)
    is_of_cases = table.code is TableCode.STATE and selection.kind is Kind.BODY
    return chart_of(table, title=_("What became of its cases") if is_of_cases else "")


def _row(code: TableCode, row: Row, selection: Selection) -> ShownRow:
    columns = WORDS[code].columns
    cells = [
        ShownCell(str(column.label), _with_unit(value, column.unit), isinstance(value, Flag))
        for column, value in zip(columns, row.cells, strict=True)
    ]
    is_sum = row.code == ALL_BODIES
    url = (
        ""
        if is_sum or selection.kind is Kind.BODY
        else f"{reverse('scoreboard:body', args=[row.code])}?period={selection.period}"
    )
    return ShownRow(name_of(code, row), url, tuple(cells), is_sum)


def _with_unit(value: Any, unit: Unit) -> str:
    text = written(value, unit)
    if isinstance(value, Flag):
        return text
    if unit is Unit.HOURS:
        return _("%(number)s h") % {"number": text}
    return _("%(number)s d") % {"number": text} if unit is Unit.DAYS else text


def _campaign(campaign: Campaign) -> ShownCampaign:
    return ShownCampaign(
        harm=str(RULES[Harm(campaign.harm)].label),
        help=reverse("home:help-harm", args=[campaign.harm]),
        recent=written(campaign.recent),
        count=written(campaign.count),
        first_day=date.fromisoformat(campaign.first_day),
        last_day=date.fromisoformat(campaign.last_day),
        outcome=str(OUTCOMES.get(campaign.outcome, "")),
        text=in_language(campaign.text_zh, campaign.text_en),
    )
