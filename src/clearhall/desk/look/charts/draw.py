"""Turning a chart into the inside of one SVG of a given width. Two widths are drawn: desktop and phone."""

from collections.abc import Iterator
from dataclasses import dataclass

from clearhall.desk.look.charts.scale import Plot, every_nth, full_number, short_number, shorten, text_px, ticks
from clearhall.desk.look.charts.svg import element, path, text
from clearhall.desk.look.charts.types import BarChart, HorizontalBars, LineChart, Series


@dataclass(frozen=True)
class Canvas:
    """A drawing area in SVG units (about pixels), and the language numbers are written in."""

    width: float
    height: float
    language: str


@dataclass(frozen=True)
class Drawing:
    """Markup of the inside, and the height it took."""

    inside: str
    height: float


def draw_upright(chart: BarChart | LineChart, canvas: Canvas) -> Drawing:
    """Draw bars or lines with grid, axis and labels."""
    axis = ticks(_highest(chart), whole=_is_whole(chart))
    plot = _plot(axis, canvas, points=len(chart.labels))
    marks = _bars(chart, plot) if isinstance(chart, BarChart) else _lines(chart, plot)
    parts = [*_grid(axis, plot, canvas), *marks, *_labels(chart.labels, plot, canvas)]
    return Drawing("".join(parts), canvas.height)


def draw_rows(chart: HorizontalBars, canvas: Canvas) -> Drawing:
    """Draw one bar a row: label and value on a line, the bar under them on a track as wide as the largest value."""
    row_height, bar_height = 44.0, 14.0
    values = chart.series[0].values if chart.series else ()
    highest = max((value for value in values if value is not None), default=0.0) or 1.0
    parts = []
    for row, (label, value) in enumerate(zip(chart.labels, values, strict=True)):
        base = row * row_height + 16.0
        written = chart.gap(row) if value is None else full_number(value, canvas.language)
        room = canvas.width - text_px(written) - 20.0
        parts += [
            element("text", text(shorten(label, room)), class_="bar-label", x=0, y=base),
            element("text", text(written), class_="value", x=canvas.width, y=base, text_anchor="end"),
            element("rect", class_="track", x=0, y=base + 6, width=canvas.width, height=bar_height, rx=3),
        ]
        if value:
            width = max(2.0, canvas.width * value / highest)
            parts.append(element("rect", class_="bar series-1", x=0, y=base + 6, width=width, height=bar_height, rx=3))
    return Drawing("".join(parts), max(1, len(chart.labels)) * row_height)


def _plot(axis: tuple[float, ...], canvas: Canvas, *, points: int) -> Plot:
    room_for_numbers = max(text_px(short_number(tick, canvas.language)) for tick in axis)
    return Plot(
        left=room_for_numbers + 8,
        right=canvas.width - 4,
        top=10,
        bottom=canvas.height - 26,
        highest=axis[-1],
        points=points,
    )


def _grid(axis: tuple[float, ...], plot: Plot, canvas: Canvas) -> Iterator[str]:
    for tick in axis:
        y = plot.y(tick)
        kind = "axis" if tick == 0 else "gridline"
        yield element("line", class_=kind, x1=plot.left, x2=plot.right, y1=y, y2=y)
        label = text(short_number(tick, canvas.language))
        yield element("text", label, x=plot.left - 6, y=y + 4.5, text_anchor="end")


def _labels(labels: tuple[str, ...], plot: Plot, canvas: Canvas) -> Iterator[str]:
    # Cut to a third of the drawing, so that one long name does not hide all others.
    short = tuple(shorten(label, canvas.width / 3) for label in labels)
    step = every_nth(short, plot.slot)
    for index in range(0, len(short), step):
        half = text_px(short[index]) / 2
        x = min(max(plot.x(index), half), canvas.width - half)
        yield element("text", text(short[index]), x=x, y=plot.bottom + 19, text_anchor="middle")


def _bars(chart: BarChart, plot: Plot) -> Iterator[str]:
    group = plot.slot * 0.76
    for index in range(len(chart.labels)):
        start = plot.x(index) - group / 2
        floor = 0.0
        for number, series in enumerate(chart.series, start=1):
            value = series.values[index]
            if not value:
                continue
            if chart.stacked:
                x, width, low = start, group, floor
                floor += value
            else:
                width, low = group / len(chart.series), 0.0
                x = start + width * (number - 1)
            top = plot.y(low + value)
            height = max(1.0, plot.y(low) - top)
            yield element("rect", class_=f"bar series-{number}", x=x, y=top, width=max(1.0, width), height=height)


def _lines(chart: LineChart, plot: Plot) -> Iterator[str]:
    for number, series in enumerate(chart.series, start=1):
        for run in runs(series):
            points = [(plot.x(index), plot.y(value)) for index, value in run]
            if len(points) == 1:
                yield element("circle", class_=f"dot series-{number}", cx=points[0][0], cy=points[0][1], r=4)
                continue
            if len(chart.series) == 1:
                ends = f"L{points[-1][0]:.1f},{plot.bottom:.1f}L{points[0][0]:.1f},{plot.bottom:.1f}Z"
                yield element("path", class_=f"area series-{number}", d=path(points) + ends)
            yield element("path", class_=f"line series-{number}", d=path(points))
            if len(chart.labels) <= 16:
                for x, y in points:
                    yield element("circle", class_=f"dot series-{number}", cx=x, cy=y, r=3.5)


def runs(series: Series) -> list[list[tuple[int, float]]]:
    """Return the unbroken stretches of `series` as (index, value); a None ends a stretch."""
    found: list[list[tuple[int, float]]] = [[]]
    for index, value in enumerate(series.values):
        if value is None:
            found.append([])
        else:
            found[-1].append((index, value))
    return [run for run in found if run]


def _highest(chart: BarChart | LineChart) -> float:
    columns = zip(*(series.values for series in chart.series), strict=True)
    if isinstance(chart, BarChart) and chart.stacked:
        return max((sum(value or 0.0 for value in column) for column in columns), default=0.0)
    return max((value for column in columns for value in column if value is not None), default=0.0)


def _is_whole(chart: BarChart | LineChart) -> bool:
    return all(value is None or value == int(value) for series in chart.series for value in series.values)
