"""From finished tables to charts of the look."""

from django.utils.translation import gettext as _

from clearhall.desk.look.charts import BarChart, Chart, HorizontalBars, Series
from clearhall.desk.scoreboard.figures import Cell, Flag, Row, Table, TableCode
from clearhall.desk.scoreboard.words import FLAGS, WORDS, Unit, short_name_of

_BY_SIZE = frozenset({TableCode.HARM, TableCode.CHANNEL, TableCode.PLACE, TableCode.LANGUAGE})


def chart_of(table: Table, *, column: int = 0, title: str = "") -> Chart:
    """One column of a table as bars: upright by week, else one row each.

    Kinds and places stand by their published size; bodies never do (charter R12: no ranking), nor do states.
    """
    words = WORDS[table.code]
    rows = sorted(table.rows, key=_published_size) if table.code in _BY_SIZE else list(table.rows)
    values = tuple(None if isinstance(row.cells[column], Flag) else float(row.cells[column]) for row in rows)
    unit = str(words.columns[column].label) + (_(" (percent)") if words.columns[column].unit is Unit.PERCENT else "")
    kind = BarChart if table.code is TableCode.WEEK else HorizontalBars
    return kind(
        title=title or str(words.title),
        labels=tuple(short_name_of(table.code, row) for row in rows),
        series=(Series(unit, values),),
        unit=unit,
        note=str(words.note),
        gaps=tuple(_gap(row.cells[column]) for row in rows),
    )


def _gap(value: Cell) -> str:
    return str(FLAGS[value]) if isinstance(value, Flag) else ""


def _published_size(row: Row) -> float:
    """Largest first; withheld cells just before the zeros, in the order of the table."""
    value = row.cells[0]
    return -1.0 if isinstance(value, Flag) else -float(value)
