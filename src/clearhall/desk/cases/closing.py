"""How a case ends, honestly, and how its reporter opens it again."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from clearhall.desk.bodies.models import Body
from clearhall.desk.cases import answers, telling, words
from clearhall.desk.cases.access import case_for_reporter, case_for_update, visible_cases
from clearhall.desk.cases.answers import Answer
from clearhall.desk.cases.clocks import Clocks
from clearhall.desk.cases.errors import AnswerRequired, CaseNotFound, ReopenedBefore, TooLateToReopen
from clearhall.desk.cases.events import CaseEvent, CasePermission
from clearhall.desk.cases.holding import answer_transfer, require_holder
from clearhall.desk.cases.log import record_step, standing
from clearhall.desk.cases.models import Case
from clearhall.desk.cases.states import STAFF_CLOSINGS, ClosingState, Move, TransferAnswer, state_after
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import REPORTER, Actor
from clearhall.desk.lib.errors import Invalid
from clearhall.desk.lib.limits import limit

# Nothing was solved: the reporter is owed a reason in words.
EXPLAINED = (ClosingState.NO_ACTION_POSSIBLE, ClosingState.NOT_OUR_COMPETENCE, ClosingState.UNFOUNDED)


@dataclass(frozen=True, slots=True)
class Closing:
    """How a caseworker closes a case.

    Attributes:
        how: one of STAFF_CLOSINGS.
        reason: what the reporter reads in the mailbox; three words or more for the states in EXPLAINED, else may be "".
        answer: the public answer; a resolved case must have one, here or published before.
        duplicate_of_id: the other case, for DUPLICATE only.
        competent_body_id, competent_name: who is responsible, for NOT_OUR_COMPETENCE only: a body of the tree that does not
            work at this desk, or a name. A body that does work here is handed the case instead.
    """

    how: ClosingState
    reason: str = ""
    answer: Answer = field(default_factory=Answer)
    duplicate_of_id: int | None = None
    competent_body_id: int | None = None
    competent_name: str = ""


@transaction.atomic
def close_case(case_id: int, closing: Closing, *, actor: Actor, at: datetime) -> Case:
    """Close the case, publish the answer that comes with it, and tell the reporter. One record for all of it.

    Raises:
        CaseNotFound, NotAllowed, MoveNotAllowed, NotHolder: as everywhere.
        AnswerRequired: resolved, but nothing is said in public.
        Invalid: a field that the closing state needs is missing or wrong; `field` names it.
    """
    case = case_for_update(case_id, actor=actor, permission=CasePermission.CLOSE)
    before, state = standing(case), state_after(case.state, Move.CLOSE)
    require_holder(case, Move.CLOSE, actor=actor)
    reason = _checked_reason(closing)
    answer, current = closing.answer.cleaned(), answers.current_answer(case.pk)
    if closing.how is ClosingState.RESOLVED and not answer and current is None:
        raise AnswerRequired(field="text_zh")
    _name_the_other_case(case, closing, actor=actor)
    _name_the_competent(case, closing)
    case.state, case.closing_state, case.closed_at, case.has_news = state, closing.how, at, False
    case.first_response_at = case.first_response_at or at
    case.save()
    more: dict[str, str | int | None] = {}
    if answer:
        outcome = answers.spoken_outcome(case.harm)
        row = answers.add_outcome(case, answer, outcome=outcome, replaces=current, actor=actor, at=at)
        more["answer"] = ids.encode(row.pk)
    if case.duplicate_of_id:
        more["duplicate_of"] = ids.encode(case.duplicate_of_id)
    record_step(CaseEvent.CLOSED, case, before=before, actor=actor, at=at, more=more)
    telling.tell_reporters(case, telling.closed(case, reason), actor=actor, at=at)
    return case


@transaction.atomic
def withdraw_by_reporter(case_id: int, *, at: datetime) -> Case:
    """Close the case because its reporter takes the report back. The caller has seen the receipt code.

    Raises:
        CaseNotFound: no such case. MoveNotAllowed: it is closed already.
    """
    case = case_for_reporter(case_id)
    before = standing(case)
    case.state = state_after(case.state, Move.WITHDRAW)
    case.closing_state, case.closed_at = ClosingState.WITHDRAWN, at
    case.save(update_fields=["state", "closing_state", "closed_at"])
    answer_transfer(case, TransferAnswer.ENDED, at=at)
    record_step(CaseEvent.WITHDRAWN, case, before=before, actor=REPORTER, at=at)
    return case


@transaction.atomic
def reopen_by_reporter(case_id: int, *, at: datetime) -> Case:
    """Open a closed case again, once, within the limit `reopen_days`; its clock starts anew and nobody has it.

    A published answer stays published until it is corrected: what was said was said.

    Raises:
        CaseNotFound: no such case. MoveNotAllowed: it is not closed.
        ReopenedBefore, TooLateToReopen: with the mend in the message.
    """
    case = case_for_reporter(case_id)
    before, state = standing(case), state_after(case.state, Move.REOPEN)
    if case.reopened_by_reporter_at is not None:
        raise ReopenedBefore
    days = limit("reopen_days")
    if case.closed_at is not None and at > case.closed_at + timedelta(days=days):
        raise TooLateToReopen(days=days)
    case.state, case.assignee, case.taken_at, case.first_response_at = state, None, None, None
    case.closed_at, case.closing_state = None, ""
    case.duplicate_of, case.handed_to, case.handed_to_outside = None, None, ""
    case.reopened_by_reporter_at, case.has_news = at, True
    Clocks().wind(case)
    case.save()
    record_step(CaseEvent.REOPENED, case, before=before, actor=REPORTER, at=at)
    return case


def may_reopen(case: Case, *, at: datetime) -> bool:
    """Whether its reporter could reopen the case now; for pages."""
    return (
        case.closed_at is not None
        and case.reopened_by_reporter_at is None
        and at <= case.closed_at + timedelta(days=limit("reopen_days"))
    )


def _checked_reason(closing: Closing) -> str:
    if closing.how not in STAFF_CLOSINGS:
        raise Invalid(_("A case cannot be closed in this way. Please choose another."), field="how")
    if closing.how in EXPLAINED:
        return words.reason(closing.reason)
    return words.cleaned(closing.reason, field="reason")


def _name_the_other_case(case: Case, closing: Closing, *, actor: Actor) -> None:
    if closing.how is not ClosingState.DUPLICATE:
        return
    if closing.duplicate_of_id is None or closing.duplicate_of_id == case.pk:
        raise Invalid(_("Please name the other case, the one that goes on."), field="duplicate_of")
    other = visible_cases(actor).filter(pk=closing.duplicate_of_id).first()
    if other is None:
        raise CaseNotFound(_("There is no such case, or it is not yours to see."), field="duplicate_of")
    if other.duplicate_of_id is not None:
        message = _("That case is itself a duplicate. Please name the one it points to: %(key)s")
        raise Invalid(message % {"key": ids.encode(other.duplicate_of_id)}, field="duplicate_of")
    case.duplicate_of = other


def _name_the_competent(case: Case, closing: Closing) -> None:
    if closing.how is not ClosingState.NOT_OUR_COMPETENCE:
        return
    name = words.cleaned(closing.competent_name, field="competent_name", most="body_name")
    body = Body.objects.filter(pk=closing.competent_body_id).first() if closing.competent_body_id else None
    if body is not None and body.is_active:
        raise Invalid(_("This body works at this desk. Please hand the case over to it."), field="competent_body")
    if body is None and not name:
        raise Invalid(_("Please name the body or service that is responsible."), field="competent_name")
    case.handed_to, case.handed_to_outside = body, "" if body else name
