"""What a reporter may know of a case: how it stands, who has it, what was said. No staff name, no note, no other reporter."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from clearhall.desk.cases.answers import current_answer
from clearhall.desk.cases.closing import may_reopen
from clearhall.desk.cases.models import Case
from clearhall.desk.cases.states import CaseState, ClosingState, Move, moves_from
from clearhall.desk.cases.telling import body_name


@dataclass(frozen=True, slots=True)
class CaseForReporter:
    """One case as its reporter sees it. `answer_zh` and `answer_en` are "" until something is published."""

    case_id: int
    harm: str
    state: CaseState
    closing_state: ClosingState | None
    body: str
    responsible: str
    body_phone: str
    opened_at: datetime
    first_response_at: datetime | None
    due_at: datetime
    closed_at: datetime | None
    is_overdue: bool
    answer_zh: str
    answer_en: str
    answered_at: datetime | None
    may_write: bool
    may_withdraw: bool
    may_reopen: bool


def case_for_reporter_page(case_id: int, *, at: datetime) -> CaseForReporter:
    """Four queries. Raises Case.DoesNotExist for a case that is not there (a report always has one)."""
    case = Case.objects.select_related("body", "handed_to").get(pk=case_id)
    language = get_language() or "en"
    answer = current_answer(case_id)
    moves = moves_from(case.state)
    return CaseForReporter(
        case_id=case.pk,
        harm=case.harm,
        state=CaseState(case.state),
        closing_state=ClosingState(case.closing_state) if case.closing_state else None,
        body=body_name(case.body, language),
        responsible=body_name(case.handed_to, language) if case.handed_to else case.handed_to_outside,
        body_phone=case.body.public_phone,
        opened_at=case.opened_at,
        first_response_at=case.first_response_at,
        due_at=case.due_at,
        closed_at=case.closed_at,
        is_overdue=case.closed_at is None and at > case.due_at,
        answer_zh=answer.text_zh if answer else "",
        answer_en=answer.text_en if answer else "",
        answered_at=answer.at if answer else None,
        may_write=Move.REPORTER_ANSWERS in moves,
        may_withdraw=Move.WITHDRAW in moves,
        may_reopen=may_reopen(case, at=at),
    )
