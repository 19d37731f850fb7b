"""The pictures of a campaign: how it grew, where its reports are worked on, and how its groups hang together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clearhall.desk.campaigns.queries import SharedIndicator
from clearhall.desk.look.charts import HorizontalBars, LineChart, Links, Series, Sparkline

MOST_DAYS = 92  # a longer life is drawn by weeks
MOST_WEEKS = 156
MOST_NODES = 30  # groups and what they share together; more lines than theirs cannot be followed by eye
MOST_THINGS = 10


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


def links_chart(
    shared: Sequence[SharedIndicator], *, put_together: Sequence[tuple[int, int]], sizes: Sequence[int]
) -> Links:
    """Which groups name what: the most shared things, and the groups that name them; the rest in one hollow knot.

    Args:
        shared: what several groups name, the most frequent first; the things that most groups name are drawn.
        put_together: numbers of groups that a person put together.
        sizes: reports of each group, by number from 1.
    """
    things: list[tuple[str, set[int]]] = [(one.shown, set(one.numbers)) for one in shared[:MOST_THINGS]]
    if put_together:
        things.append((_("a person's word"), {number for pair in put_together for number in pair}))
    named = Counter(number for _name, numbers in things for number in numbers)
    room = MOST_NODES - len(things)
    chosen = sorted(named, key=lambda number: (-named[number], number))
    drawn = chosen if len(chosen) <= room else chosen[: room - 1]
    # Groups stand near what they name: by the first of their things, so that few lines cross.
    drawn.sort(key=lambda number: (_middle(number, things), number))
    labels = [
        ngettext("group %(number)s, %(count)s report", "group %(number)s, %(count)s reports", sizes[number - 1])
        % {"number": number, "count": sizes[number - 1]}
        for number in drawn
    ]
    pairs = [(place, at) for place, number in enumerate(drawn) for at, one in enumerate(things) if number in one[1]]
    rest = set(chosen) - set(drawn)
    if rest:
        labels.append(_("%(count)s more groups") % {"count": len(rest)})
        pairs += [(len(drawn), at) for at, (_name, numbers) in enumerate(things) if numbers & rest]
    hidden = len(shared) - MOST_THINGS
    note = _("Another %(count)s things that groups share are not drawn.") % {"count": hidden} if hidden > 0 else ""
    return Links(
        title=_("How its groups hang together"),
        left=tuple(labels),
        right=tuple(name for name, _numbers in things),
        pairs=tuple(pairs),
        left_title=_("Groups"),
        right_title=_("What they share"),
        weak=frozenset({len(drawn)}) if rest else frozenset(),
        note=note,
    )


def _middle(number: int, things: Sequence[tuple[str, set[int]]]) -> float:
    places = [at for at, (_name, numbers) in enumerate(things) if number in numbers]
    return sum(places) / len(places)


def growth_line(counts: Sequence[int]) -> Sparkline:
    """Reports of the last days as a line the size of a word."""
    said = _("Reports of the last %(days)s days, day by day: %(counts)s.")
    return Sparkline(tuple(map(float, counts)), said % {"days": len(counts), "counts": ", ".join(map(str, counts))})
