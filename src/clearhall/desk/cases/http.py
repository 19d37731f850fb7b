"""Cases by JSON, for reading: a body's own programs and signed-in staff. Another body's case answers 404, as on the pages."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from clearhall.desk.accounts.events import Scope
from clearhall.desk.accounts.http import StaffSession, TokenAuth, actor_of
from clearhall.desk.cases.access import PERMISSIONS
from clearhall.desk.cases.errors import CaseNotFound
from clearhall.desk.cases.events import CasePermission
from clearhall.desk.cases.models import Case
from clearhall.desk.cases.overdue import Lateness, lateness
from clearhall.desk.cases.queries import QueueFilter, Tab, case_page, queue_page
from clearhall.desk.lib import ids
from clearhall.desk.lib.clock import now
from clearhall.desk.taxonomy.harms import Urgency

router = Router(tags=["cases"])


READERS = [StaffSession(*PERMISSIONS.roles_by_permission[CasePermission.VIEW]), TokenAuth(Scope.CASES_READ)]


class CaseRow(Schema):
    """One case of a list. Times are UTC; `lateness` is in_time, unseen, overdue or long_overdue."""

    key: str
    state: str
    closing_state: str | None
    harm: str
    urgency: str
    body: str
    place: str | None
    language: str
    opened_at: datetime
    first_response_due_at: datetime
    due_at: datetime
    closed_at: datetime | None
    lateness: Lateness
    has_news: bool
    is_held: bool


class CaseList(Schema):
    """A page of cases; `next` and `previous` are values for `cursor`, null at the ends."""

    cases: list[CaseRow]
    next: str | None
    previous: str | None


class IndicatorOut(Schema):
    kind: str
    value: str
    other_reports: int


class AnswerOut(Schema):
    outcome: str
    text_zh: str
    text_en: str
    at: datetime


class CaseOut(CaseRow):
    """One case with its texts. Nothing in it tells who reported."""

    texts: list[str]
    indicators: list[IndicatorOut]
    answer: AnswerOut | None


@router.get("/cases", response=CaseList, auth=READERS, summary="Cases of your bodies, the most urgent first")
def list_cases(
    request: HttpRequest,
    tab: Tab = Tab.OPEN,
    state: str = "",
    harm: str = "",
    language: str = "",
    q: str = "",
    cursor: str = "",
    size: int = 50,
) -> CaseList:
    """Paged by key: give `next` of one answer as `cursor` of the next request."""
    at = now()
    wanted = QueueFilter(tab=tab, state=state[:20], harm=harm[:40], language=language[:20], search=q[:500])
    page = queue_page(wanted, actor=actor_of(request), at=at, cursor=cursor or None, size=size)
    return CaseList(
        cases=[CaseRow(**_row(row.case, at=at)) for row in page.rows],
        next=page.next_cursor,
        previous=page.previous_cursor,
    )


@router.get("/cases/{key}", response=CaseOut, auth=READERS, summary="One case with its texts and its public answer")
def read_case(request: HttpRequest, key: str) -> CaseOut:
    """404 for a case that is not there and for another body's alike."""
    case_id = ids.find_key(key)
    if case_id is None:
        raise CaseNotFound
    at = now()
    page = case_page(case_id, actor=actor_of(request), at=at)
    answer = page.answer
    return CaseOut(
        **_row(page.case, at=at),
        texts=[one.report.text for one in page.reports],
        indicators=[IndicatorOut(kind=one.kind, value=one.value, other_reports=one.others) for one in page.indicators],
        answer=AnswerOut(outcome=answer.outcome, text_zh=answer.text_zh, text_en=answer.text_en, at=answer.at)
        if answer
        else None,
    )


def _row(case: Case, *, at: datetime) -> dict[str, Any]:
    return {
        "key": ids.encode(case.pk),
        "state": case.state,
        "closing_state": case.closing_state or None,
        "harm": case.harm,
        "urgency": Urgency(case.urgency).name.lower(),
        "body": case.body.code,
        "place": case.place.code if case.place else None,
        "language": case.language,
        "opened_at": case.opened_at,
        "first_response_due_at": case.first_response_due_at,
        "due_at": case.due_at,
        "closed_at": case.closed_at,
        "lateness": lateness(case, at=at),
        "has_news": case.has_news,
        "is_held": case.assignee_id is not None,
    }
