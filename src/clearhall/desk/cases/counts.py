"""Counts and clocks of cases for public figures: exact, so never shown as they are. The scoreboard rounds them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from clearhall.desk.cases.models import Case, PublishedOutcome
from clearhall.desk.cases.states import CaseState


class CaseClock(NamedTuple):
    """The times of one case. The clocks start anew when the reporter reopens it."""

    body_id: int
    opened_at: datetime
    reopened_at: datetime | None
    first_response_due_at: datetime
    first_response_at: datetime | None
    due_at: datetime
    closed_at: datetime | None
    closing_state: str  # "" while open


@dataclass(frozen=True, slots=True)
class OutcomeOfGroup:
    """What was published last about a near-duplicate group; a text may be empty in one language."""

    group: int
    outcome: str
    text_zh: str
    text_en: str
    at: datetime


def case_clocks(*, since: datetime) -> Iterator[CaseClock]:
    """The times of all cases opened from `since` on, in no order. One query, read in chunks."""
    columns = (
        *("body_id", "opened_at", "reopened_by_reporter_at", "first_response_due_at", "first_response_at"),
        *("due_at", "closed_at", "closing_state"),
    )
    rows = Case.objects.filter(opened_at__gte=since).order_by().values_list(*columns)
    return map(CaseClock._make, rows.iterator(chunk_size=5_000))


def open_and_overdue(*, at: datetime) -> dict[int, tuple[int, int]]:
    """By body: cases that are open now, however old, and how many of them are past their due time. One query."""
    rows = (
        Case.objects.exclude(state="closed")
        .order_by()
        .values_list("body_id")
        .annotate(number=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at)))
    )
    return {body_id: (number, late) for body_id, number, late in rows}


def outcomes_of_groups(groups: Collection[int]) -> dict[int, OutcomeOfGroup]:
    """By group, the newest published outcome of any of its cases that no correction has replaced. One query."""
    rows = (
        PublishedOutcome.objects.filter(case__group__in=groups, replaced_by__isnull=True)
        .order_by("at", "pk")
        .values_list("case__group", "outcome", "text_zh", "text_en", "at")
    )
    return {row[0]: OutcomeOfGroup(*row) for row in rows.iterator(chunk_size=2_000)}


def closed_before(moment: datetime) -> QuerySet[Case]:
    """Cases that have been closed since before `moment`."""
    return Case.objects.filter(state=CaseState.CLOSED, closed_at__lt=moment)
