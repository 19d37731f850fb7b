"""What a chart shows, as plain frozen values. Nothing here draws."""

import math
from dataclasses import dataclass, field

# Six line patterns and colours can be told apart; more belong in a table. 400 points are a pixel and a half each.
MOST_SERIES = 6
MOST_POINTS = 400
# Above this, floats no longer hold every whole number, and no count of ours comes near.
MOST_VALUE = 10**15


@dataclass(frozen=True)
class Series:
    """One row of numbers, each from 0 to MOST_VALUE, or None where nothing is known (a gap, never a zero)."""

    name: str
    values: tuple[float | None, ...]

    def __post_init__(self) -> None:
        for value in self.values:
            if value is not None and not (math.isfinite(value) and 0 <= value <= MOST_VALUE):
                raise ValueError(f"series {self.name!r}: values are from 0 to {MOST_VALUE:,}, not {value!r}")


@dataclass(frozen=True)
class _Frame:
    """What bars and lines share.

    title: what is shown, over which time; it is the figure's caption.
    labels: one per point, in reading order, at most MOST_POINTS.
    series: at most MOST_SERIES, each as long as `labels`.
    unit: what is counted, in words ("reports"); empty when the title says it.
    note: one sentence below the title, for instance how small counts were rounded.
    gaps: for each point what is written where its value is None ("fewer than 5"); empty, or none at all, gives a dash.
    Raises ValueError when lengths differ or limits are passed.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    note: str = ""
    gaps: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.labels) > MOST_POINTS:
            raise ValueError(f"at most {MOST_POINTS} points, not {len(self.labels)}")
        if len(self.series) > MOST_SERIES:
            raise ValueError(f"at most {MOST_SERIES} series, not {len(self.series)}")
        if self.gaps and len(self.gaps) != len(self.labels):
            raise ValueError(f"{len(self.gaps)} gaps for {len(self.labels)} labels")
        for series in self.series:
            if len(series.values) != len(self.labels):
                raise ValueError(
                    f"series {series.name!r} has {len(series.values)} values for {len(self.labels)} labels"
                )

    def gap(self, index: int) -> str:
        """What is written for point `index` where nothing is known."""
        return (self.gaps[index] if self.gaps else "") or "—"

    @property
    def is_empty(self) -> bool:
        """True when no series holds a known value."""
        return not any(value is not None for series in self.series for value in series.values)


@dataclass(frozen=True)
class BarChart(_Frame):
    """Upright bars, series side by side, or stacked when the parts add up to something."""

    stacked: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class LineChart(_Frame):
    """Lines over an even scale, usually time; a single series gets a tinted area below it."""


@dataclass(frozen=True)
class HorizontalBars(_Frame):
    """One bar a row with its label above it: for long names; the first series only is drawn, so give one."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.series) > 1:
            raise ValueError("horizontal bars show one series")


Chart = BarChart | LineChart | HorizontalBars


@dataclass(frozen=True)
class Sparkline:
    """A line the size of a word. `sentence` says in words what it shows; None is a gap."""

    values: tuple[float | None, ...]
    sentence: str

    def __post_init__(self) -> None:
        Series("sparkline", self.values)
        if len(self.values) > MOST_POINTS:
            raise ValueError(f"at most {MOST_POINTS} points, not {len(self.values)}")
