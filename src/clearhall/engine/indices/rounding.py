"""Rounding of published counts: small ones are withheld, and no total beside them gives them away.

The idea: whatever is decided beyond a single cell (may the tables stand side by side, which total is named) is decided from the
published cells alone. Who sees the cells could have worked the decision out, so the decision tells nothing about a withheld cell.
The reasons and the proof: docs/decisions/0003-small-counts.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BASE = 5  # a multiple of 3 or 5 is what statistical offices round to; 5 makes "fewer than 5" and "about 5" neighbours
LEAST_TO_BREAK_DOWN = 10  # items; below it a breakdown would be little else than withheld cells
_HALF = BASE // 2
_WIDTH = BASE - 2  # from the smallest to the largest withheld count: 1 to 4


@dataclass(frozen=True, slots=True)
class Released:
    """What may be published of several tables that break the same items down.

    Attributes:
        total: how many items there are, a multiple of BASE; None: from 1 to 4.
        tables: for each table its cells in order, each a multiple of BASE or None (from 1 to 4); None: the whole table is
            withheld, because the items are too few or the tables together would narrow a withheld cell down.
    """

    total: int | None
    tables: dict[str, tuple[int | None, ...] | None]


def released_count(count: int) -> int | None:
    """`count` as it may be published: 0 as it is, 1 to 4 as None, all others rounded to the nearest multiple of 5.

    Raises:
        ValueError: a negative count.
    """
    if count < 0:
        raise ValueError(f"a count is not negative: {count}")
    if 0 < count < BASE:
        return None
    return _rounded(count)


def possible_counts(published: int | None) -> range:
    """The true counts that are published as `published` by `released_count`."""
    if published is None:
        return range(1, BASE)
    if published == 0:
        return range(1)
    return range(max(BASE, published - _HALF), published + _HALF + 1)


def release(total: int, tables: Mapping[str, Sequence[int]]) -> Released:
    """Round tables that break the same items down, and their total, so that no withheld cell can be worked out.

    Args:
        total: items, >= 0.
        tables: by name, the counts of each table's cells, >= 0; each table adds up to `total`.

    Returns:
        The publishable form. Every withheld cell can, from all that is published here together, still be 1, 2, 3 or 4. The total
        lies within 2 of the truth as a rule, and within 9 where an exact one would have told something.

    Raises:
        ValueError: a table does not add up, or a count is negative.

    Source: rounding to base 5 with withheld small cells, Hundepool et al., Handbook on Statistical Disclosure Control (2nd ed.,
    2024), chapter 5; that a refusal must follow from what is already known, Kenthapadi, Mishra and Nissim, Simulatable Auditing
    (PODS 2005). The clamped total is this project's own.
    """
    for name, counts in tables.items():
        if sum(counts) != total:
            raise ValueError(f"table {name!r} adds up to {sum(counts)}, not to {total}")
    if total < LEAST_TO_BREAK_DOWN:
        return Released(released_count(total), dict.fromkeys(tables))
    cells = {name: tuple(released_count(count) for count in counts) for name, counts in tables.items()}
    room = _room(list(cells.values()))
    if room is None:
        return Released(_rounded(total), dict.fromkeys(tables))
    first, last = room
    return Released(min(max(_rounded(total), first), last), dict(cells))


def _room(tables: Sequence[Sequence[int | None]]) -> tuple[int, int] | None:
    """The lowest and the highest total that may be named beside `tables`; None when they must not stand side by side.

    A table with withheld cells allows totals from `low` to `high`. One of its withheld cells can be 1 only if the total is at most
    high - 3, and 4 only if it is at least low + 3. So the totals that are published as one number must reach both.
    """
    bounds = [_bounds(cells) for cells in tables]
    low = max([LEAST_TO_BREAK_DOWN, *(low for low, _high in bounds)])
    high = min((high for _low, high in bounds), default=None)
    guarded = [bound for bound, cells in zip(bounds, tables, strict=True) if None in cells]
    if high is None or not guarded:
        return (0, 10**18)
    reach_down = min(high for _low, high in guarded) - _WIDTH
    reach_up = max(low for low, _high in guarded) + _WIDTH
    if low > reach_down or high < reach_up:
        return None
    first, last = _rounded(reach_up), _rounded(reach_down)
    if first > last:
        first = last = _rounded((low + high) // 2)
    return first, last


def _bounds(cells: Sequence[int | None]) -> tuple[int, int]:
    possible = [possible_counts(cell) for cell in cells]
    return sum(one[0] for one in possible), sum(one[-1] for one in possible)


def _rounded(count: int) -> int:
    return BASE * ((count + _HALF) // BASE)
