"""Who has a case: take, release, assign, hand to another body."""

from datetime import datetime

from django.db import transaction

from clearhall.desk.accounts.people import people_at
from clearhall.desk.bodies.errors import BodyNotFound
from clearhall.desk.bodies.models import Body
from clearhall.desk.cases import telling, words
from clearhall.desk.cases.access import case_for_update, may
from clearhall.desk.cases.clocks import Clocks, changes_of, pause_now
from clearhall.desk.cases.errors import (
    AlreadyTaken,
    AlreadyThere,
    AlreadyYours,
    BindingTransfer,
    NeedsAPerson,
    NobodyThere,
    NotHolder,
    NotOffered,
    RefusedThere,
)
from clearhall.desk.cases.events import CaseEvent, CasePermission
from clearhall.desk.cases.log import Standing, record_step, standing
from clearhall.desk.cases.models import Case, ClockChange, Note, NoteKind, Transfer
from clearhall.desk.cases.states import HOLDER_MOVES, CaseState, ClockWhat, Move, TransferAnswer, state_after
from clearhall.desk.lib.actors import Actor, Role


def require_holder(case: Case, move: Move, *, actor: Actor) -> None:
    """Raise NotHolder when somebody else has the case and the move is the holder's. Jobs are nobody's rival."""
    if (
        move in HOLDER_MOVES
        and case.assignee_id is not None
        and case.assignee_id != actor.person_id
        and not actor.is_job
    ):
        raise NotHolder(holder=case.assignee.handle if case.assignee else "")


@transaction.atomic
def take_case(case_id: int, *, actor: Actor, at: datetime) -> Case:
    """Make the actor the one who has the case. Of two who try at once one gets it.

    Raises:
        CaseNotFound, NotAllowed: see access.case_for_update.
        NeedsAPerson: a job cannot take a case.
        AlreadyYours, AlreadyTaken: the latter names who has it.
        MoveNotAllowed: the case is closed.
    """
    case = case_for_update(case_id, actor=actor, permission=CasePermission.TAKE)
    if actor.person_id is None:
        raise NeedsAPerson
    if case.assignee_id is not None and case.closed_at is None:
        raise AlreadyYours if case.assignee_id == actor.person_id else _taken(case)
    before = standing(case)
    case.state = state_after(case.state, Move.TAKE)
    case.assignee_id = actor.person_id
    case.taken_at = at
    case.first_response_at = case.first_response_at or at
    case.save(update_fields=["state", "assignee", "taken_at", "first_response_at"])
    answer_transfer(case, TransferAnswer.ACCEPTED, at=at)
    record_step(CaseEvent.TAKEN, case, before=before, actor=actor, at=at)
    return case


@transaction.atomic
def release_case(case_id: int, *, actor: Actor, at: datetime) -> Case:
    """Put the case back into the queue. Its holder may, and whoever may assign cases there."""
    case = case_for_update(case_id, actor=actor, permission=CasePermission.WORK)
    before = standing(case)
    if case.assignee_id != actor.person_id and not may(actor, CasePermission.ASSIGN, case=case):
        raise NotHolder
    case.state = state_after(case.state, Move.RELEASE)
    case.assignee, case.taken_at = None, None
    case.save(update_fields=["state", "assignee", "taken_at"])
    record_step(CaseEvent.RELEASED, case, before=before, actor=actor, at=at)
    return case


@transaction.atomic
def assign_case(case_id: int, *, to_person_id: int, actor: Actor, at: datetime) -> Case:
    """Give the case to a caseworker of its body, whoever had it before.

    Raises:
        CaseNotFound, NotAllowed, MoveNotAllowed: as everywhere.
        NobodyThere: the person is no caseworker there. AlreadyThere: the person has it already.
    """
    case = case_for_update(case_id, actor=actor, permission=CasePermission.ASSIGN)
    before, state = standing(case), state_after(case.state, Move.ASSIGN)
    if case.assignee_id == to_person_id:
        raise AlreadyThere(field="person")
    person = people_at(case.body_id, role=Role.CASEWORKER).filter(pk=to_person_id).first()
    if person is None:
        raise NobodyThere(field="person")
    case.state, case.assignee, case.taken_at = state, person, at
    case.save(update_fields=["state", "assignee", "taken_at"])
    answer_transfer(case, TransferAnswer.ACCEPTED, at=at)
    record_step(CaseEvent.ASSIGNED, case, before=before, actor=actor, at=at)
    return case


@transaction.atomic
def hand_over_case(case_id: int, *, to_body_id: int, reason: str, actor: Actor, at: datetime) -> Case:
    """Hand the case to another body of this desk, where it is received anew; the reporter is told where it is.

    The new body's time to look starts now; the time to close goes on, because the resident waits since the report. The body accepts
    by taking the case, or refuses it with a reason (`refuse_case`). A body refuses a case once: after that only a body above it
    can hand it there, and then it stays. After this step the actor sees the case only if the other body is below one of theirs.

    Args:
        reason: three words or more, for the colleagues there; kept as a note, never in the log.

    Raises:
        CaseNotFound, NotAllowed, MoveNotAllowed, NotHolder: as everywhere.
        Invalid: too little of a reason. BodyNotFound: no such body works here. AlreadyThere: the case is with it.
        RefusedThere: it has refused the case before, and the body that has it now is not above it.
    """
    case = case_for_update(case_id, actor=actor, permission=CasePermission.HAND_OVER)
    before, state = standing(case), state_after(case.state, Move.HAND_OVER)
    require_holder(case, Move.HAND_OVER, actor=actor)
    reason = words.reason(reason)
    to = _working_body(to_body_id)
    if to.pk == case.body_id:
        raise AlreadyThere(field="body")
    is_binding = _decided_above(case, to)
    answer_transfer(case, TransferAnswer.PASSED_ON, at=at)
    Transfer.objects.create(case=case, from_body=case.body, to_body=to, at=at, is_binding=is_binding)
    index = move_to(case, to, state=state, event=CaseEvent.HANDED_OVER, before=before, actor=actor, at=at)
    add_note(case, reason, kind=NoteKind.HAND_OVER, index=index, actor=actor, at=at)
    telling.tell_reporters(case, telling.handed_over(to), actor=actor, at=at)
    return case


@transaction.atomic
def refuse_case(case_id: int, *, reason: str, actor: Actor, at: datetime) -> Case:
    """Send a case that was handed to this body back to where it came from; the reporter is told where it is.

    Args:
        reason: three words or more, for the colleagues there; kept as a note.

    Raises:
        CaseNotFound, NotAllowed, MoveNotAllowed: as everywhere. Invalid: too little of a reason.
        NotOffered: nobody handed it here, or it was accepted. BindingTransfer: a body above has decided.
        BodyNotFound: the body that sent it does not work here any more.
    """
    case = case_for_update(case_id, actor=actor, permission=CasePermission.HAND_OVER)
    before, state = standing(case), state_after(case.state, Move.REFUSE)
    reason = words.reason(reason)
    transfer = open_transfer(case.pk)
    if transfer is None:
        raise NotOffered
    if transfer.is_binding:
        raise BindingTransfer
    back = _working_body(transfer.from_body_id)
    answer_transfer(case, TransferAnswer.REFUSED, at=at)
    index = move_to(case, back, state=state, event=CaseEvent.REFUSED, before=before, actor=actor, at=at)
    add_note(case, reason, kind=NoteKind.REFUSE, index=index, actor=actor, at=at)
    telling.tell_reporters(case, telling.handed_over(back), actor=actor, at=at)
    return case


def open_transfer(case_id: int) -> Transfer | None:
    """The hand-over that the body has not answered yet."""
    return Transfer.objects.select_related("from_body").filter(case_id=case_id, answer="").first()


def answer_transfer(case: Case, answer: TransferAnswer, *, at: datetime) -> None:
    """Note what became of the hand-over that waits, if one does."""
    Transfer.objects.filter(case=case, answer="").update(answer=answer, answered_at=at)


def move_to(
    case: Case, to: Body, *, state: CaseState, event: CaseEvent, before: Standing, actor: Actor, at: datetime
) -> int:
    """Give a locked case to another body, where nobody has it yet, wind its clocks and record the step; return the record's index."""
    calendar_before = case.body.calendar_code
    case.state, case.body, case.handed_over_at = state, to, at
    case.assignee, case.taken_at, case.first_response_at = None, None, None
    index = record_step(event, case, before=before, actor=actor, at=at)
    _go_on_in_its_hours(case, calendar_before, index=index, at=at)
    Clocks().wind(case)
    case.save()
    return index


def _decided_above(case: Case, to: Body) -> bool:
    """Whether this hand-over settles a quarrel: a body above decides, or is asked to, after a refusal.

    Raises:
        RefusedThere: `to` has refused the case and the body that has it is not above `to`.
    """
    refusers = set(
        Transfer.objects.filter(case=case, answer=TransferAnswer.REFUSED).values_list("to_body_id", flat=True)
    )
    is_above = to.path.startswith(case.body.path)
    if to.pk in refusers and not is_above:
        raise RefusedThere(field="body")
    return bool(refusers) and (to.pk in refusers or case.body.path.startswith(to.path))


def add_note(
    case: Case, text: str, *, kind: NoteKind, index: int, actor: Actor, at: datetime, harms: tuple[str, str] = ("", "")
) -> Note:
    """Keep words that belong to record `index` of the log."""
    return Note.objects.create(
        case=case,
        author_id=actor.person_id,
        author_label=actor.label,
        at=at,
        text=text,
        kind=kind,
        record_index=index,
        harm_before=harms[0],
        harm_after=harms[1],
    )


def _go_on_in_its_hours(case: Case, calendar_before: str, *, index: int, at: datetime) -> None:
    """What was worked counts as it was worked there; a pause ends, because its ground was the other body's."""
    changes = changes_of([case.pk]).get(case.pk, ())
    if pause_now(case, changes, at=at):
        ClockChange.objects.create(case=case, what=ClockWhat.RESUME, at=at, record_index=index)
    if case.body.calendar_code != calendar_before:
        ClockChange.objects.create(
            case=case,
            what=ClockWhat.MOVE,
            at=at,
            calendar_before=calendar_before,
            calendar_after=case.body.calendar_code,
            record_index=index,
        )


def _working_body(body_id: int) -> Body:
    body = Body.objects.filter(pk=body_id, is_active=True).first()
    if body is None:
        raise BodyNotFound(field="body")
    return body


def _taken(case: Case) -> AlreadyTaken:
    holder = case.assignee
    return AlreadyTaken(holder.handle if holder else "", name=str(holder or ""))
