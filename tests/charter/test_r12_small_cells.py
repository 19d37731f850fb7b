"""Charter R12: published figures cannot single anyone out and do not flatter.

The attacker of these tests knows every rule of the code and reads page, file and answer together.
"""

import csv
import inspect
import io
from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearhall.desk.lib.limits import LIMITS
from clearhall.desk.lib.options import Options
from clearhall.desk.scoreboard import rounded
from clearhall.desk.scoreboard.actions import count_figures
from clearhall.desk.scoreboard.figures import Figures, Flag, TableCode
from clearhall.desk.scoreboard.files import table_csv
from clearhall.desk.scoreboard.http import _table
from clearhall.desk.scoreboard.models import Figure
from clearhall.desk.scoreboard.rounded import Parts, in_time_cells, open_cells, rounded_tables
from clearhall.desk.scoreboard.words import WORDS, Unit
from tests.desk.scoreboard.desks import make_small_city
from tests.factories import NOON

FEW = Flag.FEWER_THAN_5
SMALL = {1, 2, 3, 4}


def published(counts_by_table):
    """What the world gets of these counts, as the file and the API write it."""
    total = sum(next(iter(counts_by_table.values())).values())
    number, tables = rounded_tables(total, counts_by_table)
    figures = Figures(NOON, NOON, number, tables)
    files = {code: list(csv.DictReader(io.StringIO(table_csv(figures, code).lstrip("\ufeff")))) for code in tables}
    return number, tables, files, {code: _table(table) for code, table in tables.items()}


def signature(counts_by_table):
    number, tables = rounded_tables(sum(next(iter(counts_by_table.values())).values()), counts_by_table)
    return number, tuple((code, table.is_withheld, table.total, table.rows) for code, table in tables.items())


def test_of_all_small_pairs_of_tables_no_published_form_tells_a_withheld_cell():
    """Every pair of true tables up to a size, grouped by what is published: in a group a withheld cell takes all four values."""
    truths = defaultdict(list)
    for a, b, c, d in product(range(9), range(9), range(9), range(25)):
        e = a + b + c - d
        if e >= 0:
            counts = {TableCode.HARM: {"a": a, "b": b, "c": c}, TableCode.CHANNEL: {"d": d, "e": e}}
            truths[signature(counts)].append((a, b, c, d, e))
    checked = 0
    for (_number, tables), members in truths.items():
        rows = [row for _code, _withheld, _total, rows in tables for row in rows]
        if any(not isinstance(row.cells[0], Flag) and row.cells[0] > 5 for row in rows if row.code in "abc"):
            continue  # members above the range that was tried are missing from this group
        for index, row in enumerate(rows):
            if row.cells[0] is FEW:
                checked += 1
                assert {truth[index] for truth in members} == SMALL, (tables, members)
    assert checked > 20


counts = st.lists(st.one_of(st.integers(0, 7), st.sampled_from([0, 1, 4, 13, 58, 1200])), min_size=1, max_size=8)


@settings(max_examples=150, deadline=None)
@given(counts)
def test_page_file_and_answer_show_the_same_and_only_rounded_counts(given_):
    by_code = {f"k{index}": count for index, count in enumerate(given_)}
    number, tables, files, answers = published({TableCode.STATE: by_code})
    table, lines, answer = tables[TableCode.STATE], files[TableCode.STATE], answers[TableCode.STATE]
    on_page = {row.code: row.cells[0] for row in table.rows} | (
        {"total": table.total} if table.total is not None else {}
    )
    in_file = {
        line["code"]: Flag(line["reports_flag"]) if line["reports_flag"] else int(line["reports"]) for line in lines
    }
    in_answer = {row["code"]: row["cells"]["reports"] for row in answer["rows"]}
    assert in_file == on_page
    for code, cell in in_answer.items():
        number_or_none = None if isinstance(on_page[code], Flag) else on_page[code]
        assert cell == {"value": number_or_none, "flag": "" if number_or_none is not None else on_page[code].value}
    for value in [number, *on_page.values()]:
        assert isinstance(value, Flag) or value % 5 == 0


def test_no_share_interval_or_total_tells_a_withheld_count():
    """Exhaustive: all cases in time, late and unfinished up to 22 each, against everything a row of a body shows."""
    groups = defaultdict(list)
    for parts in product(range(23), repeat=3):
        groups[in_time_cells(Parts(*parts))].append(parts)
    checked = 0
    for cells, members in groups.items():
        if any(not isinstance(cell, Flag) and cell > 15 for cell in cells[1:4]):
            continue
        for index, cell in enumerate(cells[1:4]):
            if cell is FEW:
                checked += 1
                assert {parts[index] for parts in members} == SMALL
    assert checked > 50


def test_open_and_overdue_do_not_tell_each_other():
    groups = defaultdict(list)
    for overdue, rest in product(range(60), repeat=2):
        groups[open_cells(overdue + rest, overdue)].append((overdue, rest))
    for cells, members in groups.items():
        if any(not isinstance(cell, Flag) and cell > 45 for cell in cells[1:]):
            continue
        for index, cell in enumerate(cells[1:]):
            if cell is FEW:
                assert {parts[index] for parts in members} == SMALL


def test_what_stands_for_all_bodies_is_made_from_published_cells_alone():
    assert list(inspect.signature(rounded.all_in_time_cells).parameters) == ["rows"]


@pytest.mark.django_db
def test_only_publishable_counts_are_kept():
    make_small_city()
    count_figures(at=NOON)
    seen = 0
    for figure in Figure.objects.all():
        for table in figure.content["tables"]:
            units = [column.unit for column in WORDS[TableCode(table["code"])].columns]
            for row in table["rows"]:
                for cell, unit in zip(row["cells"], units, strict=True):
                    seen += 1
                    assert isinstance(cell, str) or unit is not Unit.COUNT or cell % 5 == 0
    assert seen > 1000


@pytest.mark.parametrize("number", range(10))
def test_no_rate_is_shown_below_ten(number):
    assert in_time_cells(Parts(number))[1:] == (Flag.N_BELOW_10,) * 6


def test_unfinished_cases_lower_the_share():
    assert in_time_cells(Parts(30, 0, 0))[4] == 100
    assert in_time_cells(Parts(30, 0, 30))[4] == 50
    assert in_time_cells(Parts(30, 30, 0))[4] == 50


def test_nobody_can_set_the_rounding():
    names = [*Options.model_fields, *LIMITS]
    assert not [
        name for name in names if any(word in name for word in ("round", "small", "cell", "statistic", "least"))
    ]
