"""Small charts drawn on the server: a frozen value in, an accessible `<figure>` with SVG and a data table out.

Colours come from style sheet classes, so that dark mode, print and a strict content policy need nothing special.
Why not a library: docs/decisions/0002-own-charts.md.
"""

from clearhall.desk.look.charts.figure import figure, sparkline
from clearhall.desk.look.charts.links import Links, links_figure
from clearhall.desk.look.charts.types import BarChart, Chart, HorizontalBars, LineChart, Series, Sparkline

__all__ = [
    "BarChart",
    "Chart",
    "HorizontalBars",
    "LineChart",
    "Links",
    "Series",
    "Sparkline",
    "figure",
    "links_figure",
    "sparkline",
]
