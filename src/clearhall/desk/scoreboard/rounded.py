"""From exact counts to cells that may be published. Every cell of every figure passes through here (charter R12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clearhall.desk.scoreboard.figures import Cell, Flag, Row, Table, TableCode
from clearhall.engine.indices import BASE, release, released_count, time_by_which, wilson_interval

LEAST_FOR_A_RATE = 10  # cases; the charter's minimum n
_ABOUT_FEW = 3  # what a withheld count weighs in a sum of published cells: the middle of 1 to 4, rounded up


@dataclass(frozen=True, slots=True)
class Names:
    """Names of a place or body in both languages."""

    en: str = ""
    zh: str = ""


NO_NAMES: Mapping[str, Names] = {}


def cell(count: int | None) -> Cell:
    return Flag.FEWER_THAN_5 if count is None else count


def rounded_count(count: int) -> Cell:
    """One count that stands alone."""
    return cell(released_count(count))


def rounded_tables(
    total: int, tables: Mapping[TableCode, Mapping[str, int]], *, names: Mapping[str, Names] = NO_NAMES
) -> tuple[Cell, dict[TableCode, Table]]:
    """Tables that break the same `total` items down by code, in the order given; names are for places and bodies."""
    result = release(total, {code: list(counts.values()) for code, counts in tables.items()})
    finished = {}
    for code, counts in tables.items():
        cells = result.tables[code]
        if cells is None:
            finished[code] = Table(code, is_withheld=True)
            continue
        rows = [_row(key, (cell(count),), names) for key, count in zip(counts, cells, strict=True)]
        finished[code] = Table(code, tuple(rows), cell(result.total))
    return cell(result.total), finished


def alone(code: TableCode, counts: Mapping[str, int]) -> Table:
    """A table without a total, each cell for itself."""
    return Table(code, tuple(Row(key, (rounded_count(count),)) for key, count in counts.items()))


def _row(code: str, cells: tuple[Cell, ...], names: Mapping[str, Names]) -> Row:
    found = names.get(code, Names())
    return Row(code, cells, found.en, found.zh)


@dataclass(frozen=True, slots=True)
class Parts:
    """Cases whose time has come: finished in time, finished late, still not finished."""

    in_time: int = 0
    late: int = 0
    unfinished: int = 0

    @property
    def due(self) -> int:
        return self.in_time + self.late + self.unfinished


def in_time_cells(parts: Parts) -> tuple[Cell, ...]:
    """due, in time, late, unfinished, percent in time, low and high end of its 95 % interval; flags where n is below 10."""
    result = release(parts.due, {"parts": [parts.in_time, parts.late, parts.unfinished]})
    cells = result.tables["parts"]
    if cells is None:
        return (cell(result.total), *[Flag.N_BELOW_10] * 6)
    return (cell(result.total), *map(cell, cells), *_percent(cells))


def all_in_time_cells(rows: Sequence[Row]) -> tuple[Cell, ...]:
    """The same for all bodies together, worked out from their published cells alone, so that it tells nothing new."""
    sums = [sum(_about(row.cells[column]) for row in rows) for column in (1, 2, 3)]
    if sum(sums) < LEAST_FOR_A_RATE:
        return (Flag.N_BELOW_10,) * 7
    near = [BASE * round(one / BASE) for one in sums]
    return (sum(near), *near, *_percent(near))


def _percent(cells: Sequence[int | None]) -> tuple[Cell, ...]:
    """Whole percent from published cells only; the interval is widened to whole percent."""
    counts = [_ABOUT_FEW if count is None else count for count in cells]
    if sum(counts) < LEAST_FOR_A_RATE:
        return (Flag.N_BELOW_10,) * 3
    interval = wilson_interval(counts[0], sum(counts))
    return round(100 * counts[0] / sum(counts)), int(100 * interval.low), -int(-100 * interval.high // 1)


def _about(value: Cell) -> int:
    if isinstance(value, Flag):
        return _ABOUT_FEW if value is Flag.FEWER_THAN_5 else 0
    return int(value)


def open_cells(is_open: int, overdue: int) -> tuple[Cell, ...]:
    """open now, of these past their due time, not yet due."""
    result = release(is_open, {"parts": [overdue, is_open - overdue]})
    cells = result.tables["parts"]
    return (cell(result.total), *(map(cell, cells) if cells else [Flag.N_BELOW_10] * 2))


def duration_cells(times: Sequence[tuple[float, bool]]) -> tuple[Cell, Cell]:
    """Time by which half and by which nine of ten are finished, to one decimal."""
    return _duration(0.5, times), _duration(0.9, times)


def _duration(share: float, times: Sequence[tuple[float, bool]]) -> Cell:
    if len(times) < LEAST_FOR_A_RATE:
        return Flag.N_BELOW_10
    found = time_by_which(share, times)
    return Flag.NOT_YET if found is None else round(found, 1)
