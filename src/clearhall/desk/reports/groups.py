"""Near-duplicate groups of reports, read for campaigns: what they name, how many they are, where they are worked on."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Substr, TruncDate

from clearhall.desk.reports.models import Report, ReportIndicator


class NewReport(NamedTuple):
    sequence: int
    group: int


class GroupIndicator(NamedTuple):
    """An indicator of one report, with the group of that report."""

    sequence: int
    group: int
    kind: str
    value: str
    domain: str


class GroupHarm(NamedTuple):
    """The reports of one group with one harm; `recent` of them since the moment asked for."""

    group: int
    harm: str
    reports: int
    recent: int
    first_at: datetime
    last_at: datetime


def reports_after(sequence: int, *, most: int) -> list[NewReport]:
    """The first `most` reports from `sequence` on with their groups, in the order of their commits; erased ones too."""
    rows = Report.objects.filter(sequence__gte=sequence).order_by("sequence")
    return [NewReport(*row) for row in rows.values_list("sequence", "group")[:most]]


def indicators_between(first: int, last: int) -> list[GroupIndicator]:
    """The indicators of the reports with these sequences, both included, in order. One query."""
    rows = ReportIndicator.objects.filter(report__sequence__gte=first, report__sequence__lte=last)
    columns = ("report__sequence", "report__group", "kind", "value", "domain")
    return [GroupIndicator(*row) for row in rows.order_by("report__sequence", "id").values_list(*columns)]


def indicators_of_reports(report_ids: Collection[int]) -> list[GroupIndicator]:
    """The indicators of some reports, in order. One query."""
    rows = ReportIndicator.objects.filter(report__in=report_ids)
    columns = ("report__sequence", "report__group", "kind", "value", "domain")
    return [GroupIndicator(*row) for row in rows.order_by("report__sequence", "id").values_list(*columns)]


def harms_of_groups(groups: Collection[int], *, since: datetime) -> Iterator[GroupHarm]:
    """How many reports with texts these groups have, by harm; a group whose reports are erased has no row. One query."""
    rows = (
        _whole().filter(group__in=groups)
        .order_by()
        .values_list("group", "harm")
        .annotate(
            reports=Count("received_at"),
            recent=Count("received_at", filter=Q(received_at__gte=since)),
            first_at=Min("received_at"),
            last_at=Max("received_at"),
        )
    )  # fmt: skip
    return (GroupHarm(*row) for row in rows.iterator(chunk_size=5_000))


def group_sizes(groups: Collection[int]) -> dict[int, int]:
    """How many reports with texts these groups have. One query."""
    rows = _whole().filter(group__in=groups).order_by().values_list("group").annotate(number=Count("received_at"))
    return dict(rows)


def large_groups(*, least: int) -> set[int]:
    """All groups with at least `least` reports with texts. One query."""
    rows = _whole().order_by().values_list("group").annotate(number=Count("received_at")).filter(number__gte=least)
    return {group for group, _number in rows}


def reports_by_day(groups: Collection[int]) -> dict[Any, int]:
    """Reports of these groups by day in the desk's time zone; days without one are missing. One query."""
    rows = _whole().filter(group__in=groups).order_by().annotate(day=TruncDate("received_at")).values_list("day")
    return dict(rows.annotate(number=Count("pk")))


def reports_by_body(groups: Collection[int]) -> dict[tuple[int, int], int]:
    """Reports by (group, body that has the case). One query."""
    rows = _whole().filter(group__in=groups).order_by().values_list("group", "case__body_id")
    return {(group, body_id): number for group, body_id, number in rows.annotate(number=Count("pk"))}


def examples_of(groups: Collection[int], *, body_ids: Collection[int], letters: int) -> dict[int, tuple[int, str]]:
    """For each group the case and the beginning of the text of its first report that is with one of these bodies. Two queries."""
    rows = _whole().filter(group__in=groups, case__body_id__in=body_ids).order_by().values_list("group")
    first = [key for _group, key in rows.annotate(first=Min("pk"))]
    texts = Report.objects.filter(pk__in=first).values_list("group", "case_id", Substr("text", 1, letters))
    return {group: (case_id, text) for group, case_id, text in texts}


def with_bodies(body_ids: Collection[int]) -> QuerySet[Report]:
    """Reports with texts whose cases are with these bodies, for conditions of other queries."""
    return _whole().filter(case__body_id__in=body_ids)


def named_still(*, is_domain: bool) -> Exists:
    """Whether a report still names what a row says: a condition for tables with the columns `group`, `kind` and `value`."""
    here = ReportIndicator.objects.filter(report__group=OuterRef("group"))
    if is_domain:
        return Exists(here.exclude(domain="").filter(domain=OuterRef("value")))
    return Exists(here.filter(value=OuterRef("value"), kind=OuterRef("kind")))


def _whole() -> QuerySet[Report]:
    return Report.objects.filter(erased_at__isnull=True)
