"""Counts of reports for public figures: exact, so never shown as they are. The scoreboard rounds them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, IntegerField, Max, Min, Q, Value, When

from clearhall.desk.reports.models import Report


@dataclass(frozen=True, slots=True)
class ReportCount:
    """How many reports agree in all of this. `place_id` None: not said; `is_overdue`: open after its due time.

    `stretch` is the index of the last of the moments asked for that the reports did not come before.
    """

    stretch: int
    harm: str
    place_id: int | None
    channel: str
    language: str
    state: str
    closing_state: str
    is_overdue: bool
    count: int


@dataclass(frozen=True, slots=True)
class GroupCount:
    """A near-duplicate group; `harm` is of its first report, `recent` counts the reports since the moment asked for."""

    group: int
    harm: str
    recent: int
    count: int
    first_at: datetime
    last_at: datetime


def counts_of_reports(starts: Sequence[datetime], *, at: datetime) -> Iterator[ReportCount]:
    """Reports received from the first of `starts` on (ascending), those dated later than now too: the clock may have been set back.

    One query, one pass over the reports.
    """
    overdue = Case(
        When(~Q(case__state="closed") & Q(case__due_at__lt=at), then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    columns = ("harm", "place_id", "channel", "language", "case__state", "case__closing_state")
    rows = (
        Report.objects.filter(received_at__gte=starts[0])
        .annotate(stretch=_index_of_start(starts), overdue=overdue)
        .order_by()
        .values_list("stretch", *columns, "overdue")
        .annotate(number=Count("pk"))
    )
    for stretch, harm, place_id, channel, language, state, closing, is_overdue, number in rows.iterator(
        chunk_size=5_000
    ):
        yield ReportCount(stretch, harm, place_id, channel, language, state, closing, bool(is_overdue), number)


def counts_by_week(starts: Sequence[datetime]) -> Iterator[tuple[int, str, int | None, int]]:
    """(index of the week, harm, place_id, reports); `starts` ascending, the last week has no end. One query."""
    rows = (
        Report.objects.filter(received_at__gte=starts[0])
        .annotate(week=_index_of_start(starts))
        .order_by()
        .values_list("week", "harm", "place_id")
        .annotate(number=Count("pk"))
    )
    yield from rows.iterator(chunk_size=5_000)


def groups_since(since: datetime, *, least: int, most: int) -> list[GroupCount]:
    """The groups with at least `least` reports since then, the `most` largest. Three queries."""
    recent = dict(
        Report.objects.filter(received_at__gte=since)
        .order_by()
        .values_list("group")
        .annotate(number=Count("pk"))
        .filter(number__gte=least)
        .order_by("-number", "group")[:most]
    )
    harms = dict(Report.objects.filter(pk__in=recent).values_list("pk", "harm"))
    spans = (
        Report.objects.filter(group__in=recent)
        .order_by()
        .values_list("group")
        .annotate(number=Count("pk"), first=Min("received_at"), last=Max("received_at"), some_harm=Min("harm"))
    )
    return [
        GroupCount(group, harms.get(group, harm), recent[group], number, first, last)
        for group, number, first, last, harm in spans
    ]


def _index_of_start(starts: Sequence[datetime]) -> Case:
    """The index of the last start that is not after the report; the newest is asked first, where most reports are."""
    newest_first = [When(received_at__gte=start, then=Value(index)) for index, start in reversed([*enumerate(starts)])]
    return Case(*newest_first, default=Value(-1), output_field=IntegerField())
