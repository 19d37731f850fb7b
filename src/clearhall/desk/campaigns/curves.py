"""The pictures of a campaign: how it grew, and where its reports are worked on."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from clearhall.desk.look.charts import HorizontalBars, LineChart, Series

MOST_DAYS = 92  # a longer life is drawn by weeks
MOST_WEEKS = 156


def growth_chart(by_day: Mapping[date, int], *, today: date) -> LineChart:
    """Reports of each day and all so far, from the first day to today; by weeks when that is longer than MOST_DAYS."""
    first = min(by_day, default=today)
    last = max(today, *by_day) if by_day else today
    step = 1 if (last - first).days < MOST_DAYS else 7
    counts = [0] * ((last - first).days // step + 1)
    for day, number in by_day.items():
        counts[(day - first).days // step] += number
    so_far = [sum(counts[: place + 1]) for place in range(len(counts))]
    labels = [
        (first + timedelta(days=step * place)).strftime("%m-%d" if step == 1 else "%y-%m-%d")
        for place in range(len(counts))
    ]
    shown = slice(-MOST_WEEKS, None)
    each = _("that day") if step == 1 else _("that week")
    return LineChart(
        title=_("How it grew"),
        labels=tuple(labels[shown]),
        series=(
            Series(_("all so far"), tuple(map(float, so_far[shown]))),
            Series(each, tuple(map(float, counts[shown]))),
        ),
        unit=_("reports"),
        note=_("By day, in the desk's time.") if step == 1 else _("By week, counted from the first report."),
    )


def spread_chart(by_body: Sequence[tuple[str, int]]) -> HorizontalBars:
    """Reports by the body that has the case, the most first."""
    return HorizontalBars(
        title=_("Which bodies work on it"),
        labels=tuple(name for name, _number in by_body),
        series=(Series(_("reports"), tuple(float(number) for _name, number in by_body)),),
        unit=_("reports"),
    )
