"""What tables, columns, rows and missing numbers are called. The only place where codes become words."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clearhall.desk.cases.labels import CHANNELS, LANGUAGES
from clearhall.desk.scoreboard.counting import ALL_BODIES, NOT_SAID, OPEN, OVERDUE
from clearhall.desk.scoreboard.figures import Cell, Flag, Row, TableCode
from clearhall.desk.scoreboard.selections import Period
from clearhall.desk.scoreboard.weeks import monday_of
from clearhall.desk.taxonomy.harms import RULES, Harm


class Unit(StrEnum):
    COUNT = "count"
    HOURS = "hours"
    DAYS = "days"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Column:
    code: str
    label: Any
    unit: Unit = Unit.COUNT


@dataclass(frozen=True, slots=True)
class TableWords:
    """`title` heads the table; `note` says in a sentence how to read it."""

    title: Any
    first: Any
    columns: tuple[Column, ...]
    note: Any = ""


_REPORTS = (Column("reports", _("Reports")),)
_SHARE = (
    Column("percent_in_time", _("Share in time"), Unit.PERCENT),
    Column("percent_low", _("At least (95 %)"), Unit.PERCENT),
    Column("percent_high", _("At most (95 %)"), Unit.PERCENT),
)
WORDS: dict[TableCode, TableWords] = {
    TableCode.HARM: TableWords(_("Reports by harm"), _("Harm"), _REPORTS),
    TableCode.WEEK: TableWords(
        _("Reports by week, the last 26 weeks"),
        _("Week"),
        _REPORTS,
        _("The last bar is this week, which is not over yet."),
    ),
    TableCode.CHANNEL: TableWords(_("Where people met it"), _("Channel"), _REPORTS),
    TableCode.PLACE: TableWords(
        _("Reports by place"),
        _("Place"),
        _REPORTS,
        _("Where it happened, not where people live. A city stands for what was not reported for one of its counties."),
    ),
    TableCode.LANGUAGE: TableWords(_("Language of the reports"), _("Language"), _REPORTS),
    TableCode.STATE: TableWords(
        _("What became of the reports"),
        _("State"),
        _REPORTS,
        _("Open and overdue ones are counted; being closed without being solved is a state of its own."),
    ),
    TableCode.OPEN: TableWords(
        _("Open now, however old"),
        _("Body"),
        (
            Column("open", _("Still open")),
            Column("overdue", _("Past their due time")),
            Column("not_yet_due", _("Not yet due")),
        ),
    ),
    TableCode.FIRST_IN_TIME: TableWords(
        _("First response in time"),
        _("Body"),
        (
            Column("due", _("Were due")),
            Column("in_time", _("Looked at in time")),
            Column("late", _("Looked at late")),
            Column("unanswered", _("Nobody has looked yet")),
            *_SHARE,
        ),
        _("Of all cases whose time for a first look has come, also those that nobody has looked at."),
    ),
    TableCode.CLOSED_IN_TIME: TableWords(
        _("Closed in time"),
        _("Body"),
        (
            Column("due", _("Were due")),
            Column("in_time", _("Closed in time")),
            Column("late", _("Closed late")),
            Column("unclosed", _("Still open")),
            *_SHARE,
        ),
        _("Of all cases whose time has come, also those that are still open. Closed does not mean solved."),
    ),
    TableCode.DURATION: TableWords(
        _("How long it takes"),
        _("Body"),
        (
            Column("cases", _("Cases")),
            Column("first_response_half_working_hours", _("First look: half within, working hours"), Unit.HOURS),
            Column("first_response_most_working_hours", _("First look: nine in ten within, working hours"), Unit.HOURS),
            Column("first_response_half_days", _("First look: half within, days"), Unit.DAYS),
            Column("first_response_most_days", _("First look: nine in ten within, days"), Unit.DAYS),
            Column("closing_half_working_hours", _("Closing: half within, working hours"), Unit.HOURS),
            Column("closing_most_working_hours", _("Closing: nine in ten within, working hours"), Unit.HOURS),
            Column("closing_half_days", _("Closing: half within, days"), Unit.DAYS),
            Column("closing_most_days", _("Closing: nine in ten within, days"), Unit.DAYS),
        ),
        _("Cases that are still open count with the time they have lasted so far."),
    ),
    TableCode.CAMPAIGN: TableWords(
        _("Campaigns of the week"),
        _("Harm"),
        (Column("reports_this_week", _("Reports in seven days")), Column("reports", _("Reports in all"))),
    ),
}
PERIODS: dict[Period, Any] = {
    Period.MONTH: _("The last 30 days"),
    Period.QUARTER: _("The last 90 days"),
    Period.YEAR: _("The last year"),
}
STATES: dict[str, Any] = {
    "resolved": _("Resolved"),
    "no_action_possible": _("Closed without being solved"),
    "not_our_competence": _("Passed to a body outside this desk"),
    "duplicate": _("Duplicate of another report"),
    "withdrawn": _("Withdrawn by the reporter"),
    "unfounded": _("Unfounded"),
    OPEN: _("Open, not yet due"),
    OVERDUE: _("Open and overdue"),
}
FLAGS: dict[Flag, Any] = {
    Flag.FEWER_THAN_5: _("fewer than 5"),
    Flag.N_BELOW_10: _("too few"),
    Flag.NOT_YET: _("not known yet"),
}
OUTCOMES: dict[str, Any] = {
    "public_answer": _("Public answer"),
    "fact_check": _("Fact-check"),
    "alert": _("Alert"),
    "scam_indicator": _("Scam indicator"),
    "notice": _("Notice"),
    "owner_notification": _("Owner notified"),
}


def name_of(table: TableCode, row: Row) -> str:
    """What a row is called in the active language; its code where it has no name."""
    if row.name_en or row.name_zh:
        return in_language(row.name_zh, row.name_en)
    if row.code in set(Harm) and table in (TableCode.HARM, TableCode.CAMPAIGN):
        return str(RULES[Harm(row.code)].label)
    names = {TableCode.STATE: STATES, TableCode.CHANNEL: CHANNELS, TableCode.LANGUAGE: LANGUAGES}.get(table, {})
    if row.code in names:
        return str(names[row.code])
    if table is TableCode.WEEK:
        return row.code
    if row.code == NOT_SAID:
        return gettext("Not said")
    return gettext("All bodies") if row.code == ALL_BODIES else row.code


def short_name_of(table: TableCode, row: Row) -> str:
    """The same for a chart, where a week is the day it begins."""
    if table is TableCode.WEEK:
        return day_and_month(monday_of(row.code))
    return name_of(table, row)


def day_and_month(day: date) -> str:
    return date_format(day, "n月j日" if (translation.get_language() or "").startswith("zh") else "j M")


def in_language(zh: str, en: str) -> str:
    """The text in the active language, or in the other when there is only one."""
    return (zh or en) if (translation.get_language() or "").startswith("zh") else (en or zh)


_UNDER = "< 0.1"  # a time that rounds to nothing still took some


def written(value: Cell, unit: Unit = Unit.COUNT) -> str:
    """A cell in words for a page."""
    if isinstance(value, Flag):
        return str(FLAGS[value])
    if unit is Unit.PERCENT:
        return f"{value} %"
    if unit is not Unit.COUNT and value < 0.05:
        return _UNDER
    return f"{value:,}"
