"""Laws of rounding. The attacker of the last ones knows every rule and tries all true tables that fit what is published."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearhall.engine.indices import BASE, possible_counts, release, released_count

SMALL = range(1, BASE)


@given(st.integers(0, 10**9))
def test_a_published_count_is_zero_withheld_or_the_nearest_multiple(count):
    published = released_count(count)
    if count in SMALL:
        assert published is None
    else:
        assert published is not None
        assert published % BASE == 0
        assert abs(published - count) <= 2
    assert count in possible_counts(published)


@given(st.one_of(st.none(), st.integers(0, 1000).map(lambda n: n * BASE)))
def test_what_is_possible_is_exactly_what_is_published_so(published):
    possible = set(possible_counts(published))
    assert possible == {n for n in range(5100) if released_count(n) == published}


@st.composite
def tables_of_the_same_items(draw, most=60, most_tables=3, most_cells=6):
    """Several partitions of the same number of items; small cells are frequent and often all at an extreme."""
    first = draw(st.lists(st.one_of(st.integers(0, 7), st.sampled_from([0, 1, 4, 5, 12, 13])), max_size=most_cells))
    total = sum(first)
    if not 0 <= total <= most:
        first, total = [total % most], total % most
    tables = {"a": first}
    for name in "bc"[: most_tables - 1]:
        cuts = sorted(draw(st.lists(st.integers(0, total), max_size=most_cells - 1)))
        tables[name] = [high - low for low, high in zip([0, *cuts], [*cuts, total], strict=True)]
    return total, tables


@given(tables_of_the_same_items())
def test_nothing_small_is_published_and_totals_stay_near(given_):
    total, tables = given_
    result = release(total, tables)
    numbers = [result.total, *(cell for cells in result.tables.values() for cell in cells or ())]
    assert not any(number in SMALL for number in numbers)
    if result.total is not None:
        assert abs(result.total - total) <= 9
    else:
        assert total in SMALL


def _sums(cells):
    """All totals that the published cells allow."""
    return range(sum(possible_counts(c)[0] for c in cells), sum(possible_counts(c)[-1] for c in cells) + 1)


def _totals_that_fit(result):
    """All true totals under which the published rules give exactly what is published, found by trying each."""
    shown = [cells for cells in result.tables.values() if cells is not None]
    candidates = set(_sums(shown[0]))
    for cells in shown[1:]:
        candidates &= set(_sums(cells))
    return {n for n in candidates if release(n, _some_truth(result, n)).total == result.total and n >= 10}


def _some_truth(result, total):
    """One true set of tables with this total that is published in these cells."""
    truth = {}
    for name, cells in result.tables.items():
        counts = [possible_counts(cell)[0] for cell in cells]
        left = total - sum(counts)
        for index, cell in enumerate(cells):
            more = min(left, possible_counts(cell)[-1] - counts[index])
            counts[index] += more
            left -= more
        assert left == 0
        truth[name] = counts
    return truth


@settings(max_examples=400)
@given(tables_of_the_same_items())
def test_every_withheld_cell_can_still_be_each_of_one_to_four(given_):
    total, tables = given_
    result = release(total, tables)
    if any(cells is None for cells in result.tables.values()):
        assert all(cells is None for cells in result.tables.values())
        return
    totals = _totals_that_fit(result)
    assert total in totals
    for cells in result.tables.values():
        for index, cell in enumerate(cells):
            if cell is None:
                rest = [c for at, c in enumerate(cells) if at != index]
                reachable = {value for value in SMALL if {n - value for n in totals} & set(_sums(rest))}
                assert reachable == set(SMALL)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 8), min_size=2, max_size=4), st.lists(st.integers(1, 8), min_size=1, max_size=3))
def test_trying_all_true_tables_finds_no_withheld_cell(a, b):
    """The same by brute force, with no argument about bounds: enumerate every pair of true tables."""
    total = sum(a)
    b = [*b, total - sum(b)] if sum(b) <= total else [total]
    result = release(total, {"a": a, "b": b})
    if result.tables["a"] is None:
        return
    by_total: dict[int, list[tuple[int, ...]]] = {}
    for guess in product(*(possible_counts(cell) for cell in result.tables["a"])):
        by_total.setdefault(sum(guess), []).append(guess)
    other = set(_sums(result.tables["b"]))
    fits = [
        guess
        for n, guesses in by_total.items()
        if n in other and n >= 10 and release(n, _some_truth(result, n)).total == result.total
        for guess in guesses
    ]
    assert tuple(a) in fits
    for index, cell in enumerate(result.tables["a"]):
        if cell is None:
            assert {guess[index] for guess in fits} == set(SMALL)


def test_a_plainly_rounded_total_would_give_cells_away():
    """28 rounds to 30, which says 28 at least; seven withheld cells reach that only as 4 each."""
    assert release(28, {"t": [4] * 7}).total == 25


@pytest.mark.parametrize("total", range(10))
def test_few_items_are_not_broken_down(total):
    assert release(total, {"t": [total]}).tables == {"t": None}


def test_tables_must_add_up_and_counts_are_not_negative():
    with pytest.raises(ValueError, match="adds up"):
        release(12, {"t": [5, 6]})
    with pytest.raises(ValueError, match="negative"):
        released_count(-1)
