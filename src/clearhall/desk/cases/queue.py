"""The queue: which cases, in which order, a page at a time. Costs the same for page 1 and page 5,000, for 20 rows and for 200."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet
from django.db.models.functions import Substr

from clearhall.desk.bodies.queries import subtree_ids
from clearhall.desk.cases.access import visible_bodies, visible_cases
from clearhall.desk.cases.models import IS_OPEN, Case
from clearhall.desk.cases.overdue import Lateness, lateness
from clearhall.desk.cases.shown import visible
from clearhall.desk.cases.states import CaseState
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import Actor
from clearhall.desk.lib.paging import Lanes, Page, capped_counts, page_of
from clearhall.desk.reports.models import Report, ReportIndicator
from clearhall.engine import indicators as engine_indicators

URGENT_FIRST = ("urgency", "due_at", "id")
LAST_CLOSED_FIRST = ("-closed_at", "-id")
COUNT_CAP = 1_000  # more is shown as "1,000+"
MOST_LANES = 60  # bodies that are read one by one and merged; above that one index over all bodies is the shorter way
MOST_FOUND = 500  # cases that a search by indicator looks at
EXCERPT_LETTERS = 240


class Tab(StrEnum):
    """The ready-made views of the queue."""

    OPEN = "open"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    OVERDUE = "overdue"
    NEWS = "news"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What to show. Empty strings and None mean: all.

    Attributes:
        body_id: this body and the bodies below it.
        search: a case's key as shown, or the exact value of an indicator; it looks in all states and all tabs.
    """

    tab: Tab = Tab.OPEN
    state: str = ""
    harm: str = ""
    language: str = ""
    place_id: int | None = None
    body_id: int | None = None
    search: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue."""

    case: Case
    excerpt: str
    lateness: Lateness
    shown_key: str

    @property
    def is_late(self) -> bool:
        return self.lateness is not Lateness.IN_TIME


@dataclass(frozen=True, slots=True)
class QueuePage:
    rows: Sequence[QueueRow]
    next_cursor: str | None
    previous_cursor: str | None
    found: int  # as many as fit the filter, COUNT_CAP + 1 for more than COUNT_CAP
    tabs: Mapping[Tab, int] = field(default_factory=dict)  # for each tab without further filters, capped as `found`


def queue_page(
    wanted: QueueFilter, *, actor: Actor, at: datetime, cursor: str | None = None, size: int | None = None
) -> QueuePage:
    """One page of the queue: the most urgent first, then the first due; closed cases by when they were closed.

    Only cases that the actor may see, whatever `wanted` asks for.

    Raises:
        Invalid: a damaged cursor.
    """
    rows = _filtered(wanted, actor=actor, at=at)
    order = LAST_CLOSED_FIRST if wanted.tab is Tab.CLOSED and not wanted.search else URGENT_FIRST
    page: Page[Case] = page_of(
        rows.select_related("body", "place", "assignee"),
        order=order,
        cursor=cursor,
        size=size,
        lanes=_lanes(wanted, actor=actor),
    )
    counted = [rows, *(_filtered(QueueFilter(tab=tab), actor=actor, at=at) for tab in Tab)]
    found, *tabs = capped_counts(counted, most=COUNT_CAP + 1)
    return QueuePage(
        _queue_rows(page.rows, at=at), page.next_cursor, page.previous_cursor, found, dict(zip(Tab, tabs, strict=True))
    )


def queue_rows_of(case_ids: Sequence[int], *, actor: Actor, at: datetime) -> list[QueueRow]:
    """The rows of given cases in their order, without those the actor may not see; for the preview of a bulk act."""
    found = {
        case.pk: case
        for case in visible_cases(actor).filter(pk__in=case_ids).select_related("body", "place", "assignee")
    }
    return _queue_rows([found[case_id] for case_id in dict.fromkeys(case_ids) if case_id in found], at=at)


def _filtered(wanted: QueueFilter, *, actor: Actor, at: datetime) -> QuerySet[Case]:
    rows = visible_cases(actor)
    if wanted.search:
        return _refined(_found(rows, wanted.search), wanted)
    match wanted.tab:
        case Tab.OPEN:
            rows = rows.filter(IS_OPEN)
        case Tab.MINE:
            rows = rows.filter(IS_OPEN, assignee_id=actor.person_id or -1)
        case Tab.UNASSIGNED:
            rows = rows.filter(IS_OPEN, state=CaseState.RECEIVED)
        case Tab.OVERDUE:
            rows = rows.filter(IS_OPEN, due_at__lt=at)
        case Tab.NEWS:
            rows = rows.filter(has_news=True)
        case Tab.CLOSED:
            rows = rows.filter(~IS_OPEN)
    return _refined(rows, wanted)


def _refined(rows: QuerySet[Case], wanted: QueueFilter) -> QuerySet[Case]:
    for name in ("state", "harm", "language", "place_id"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.body_id:
        rows = rows.filter(body_id__in=subtree_ids(wanted.body_id))
    return rows


def _lanes(wanted: QueueFilter, *, actor: Actor) -> Lanes | None:
    """The bodies to read one by one; None where another index leads to few rows at once, or there are too many bodies."""
    if actor.is_job or wanted.search or wanted.tab in (Tab.MINE, Tab.NEWS):
        return None
    bodies = visible_bodies(actor)
    if wanted.body_id:
        bodies &= subtree_ids(wanted.body_id)
    return Lanes("body_id", sorted(bodies)) if len(bodies) <= MOST_LANES else None


def _found(rows: QuerySet[Case], search: str) -> QuerySet[Case]:
    """The cases a search leads to: one by its key, or those in whose reports an indicator has exactly this value."""
    search = search.strip()[:500]
    case_id = ids.find_key(search)
    if case_id is not None and (by_key := rows.filter(pk=case_id)).exists():
        return by_key
    values = {search, search.lower(), *(item.value for item in engine_indicators.extract(search)[:5])}
    hits = ReportIndicator.objects.filter(value__in=values).values_list("report__case_id", flat=True)[:MOST_FOUND]
    domains = ReportIndicator.objects.filter(domain=search.lower()).exclude(domain="")
    case_ids = {*hits, *domains.values_list("report__case_id", flat=True)[:MOST_FOUND]}
    return rows.filter(pk__in=case_ids)


def _queue_rows(cases: Sequence[Case], *, at: datetime) -> list[QueueRow]:
    excerpts = _excerpts([case.pk for case in cases])
    return [QueueRow(case, excerpts.get(case.pk, ""), lateness(case, at=at), ids.encode(case.pk)) for case in cases]


def _excerpts(case_ids: Sequence[int]) -> dict[int, str]:
    """The beginning of the first report's text of each case: one query."""
    rows = Report.objects.filter(case_id__in=case_ids).order_by("-pk")
    found = rows.values_list("case_id", Substr("text", 1, EXCERPT_LETTERS))
    return {case_id: visible(" ".join(text.split())) for case_id, text in found}
