"""Words about a case: notes among staff, questions to the reporter and what comes back."""

from datetime import datetime

from django.db import transaction

from clearhall.desk.cases import words
from clearhall.desk.cases.access import case_for_reporter, case_for_update
from clearhall.desk.cases.events import CaseEvent, CasePermission
from clearhall.desk.cases.holding import add_note, require_holder
from clearhall.desk.cases.log import record_step, standing
from clearhall.desk.cases.models import Case, Note, NoteKind
from clearhall.desk.cases.states import Move, PauseGround, state_after
from clearhall.desk.cases.telling import tell_reporters
from clearhall.desk.cases.timing import end_pause
from clearhall.desk.lib.actors import REPORTER, Actor
from clearhall.desk.mailbox.actions import mark_read
from clearhall.desk.mailbox.models import Side
from clearhall.desk.reports.models import Report


@transaction.atomic
def add_case_note(case_id: int, *, text: str, actor: Actor, at: datetime) -> Note:
    """Keep an internal note. Raises Invalid for an empty or too long text; otherwise as everywhere."""
    case = case_for_update(case_id, actor=actor, permission=CasePermission.WORK)
    before, state = standing(case), state_after(case.state, Move.NOTE)
    text = words.required(text, field="text")
    case.state = state
    index = record_step(CaseEvent.NOTED, case, before=before, actor=actor, at=at)
    return add_note(case, text, kind=NoteKind.NOTE, index=index, actor=actor, at=at)


@transaction.atomic
def ask_reporter(case_id: int, *, text: str, actor: Actor, at: datetime) -> Case:
    """Send the reporter a question through the mailbox; the case waits for the answer.

    Raises:
        CaseNotFound, NotAllowed, MoveNotAllowed, NotHolder: as everywhere.
        Invalid: an empty or too long text.
    """
    case = case_for_update(case_id, actor=actor, permission=CasePermission.WORK)
    before, state = standing(case), state_after(case.state, Move.ASK)
    require_holder(case, Move.ASK, actor=actor)
    text = words.required(text, field="text")
    case.state, case.has_news = state, False
    case.first_response_at = case.first_response_at or at
    case.save(update_fields=["state", "has_news", "first_response_at"])
    record_step(CaseEvent.ASKED, case, before=before, actor=actor, at=at)
    tell_reporters(case, lambda _language: text, actor=actor, at=at)
    return case


@transaction.atomic
def reporter_answered(case_id: int, *, at: datetime) -> Case:
    """The reporter wrote: a waiting case is active again, any case has news. The mailbox keeps the words and calls this.

    Raises:
        CaseNotFound: no such case.
    """
    case = case_for_reporter(case_id)
    before = standing(case)
    case.state = state_after(case.state, Move.REPORTER_ANSWERS)
    case.has_news = True
    case.save(update_fields=["state", "has_news"])
    record_step(CaseEvent.ANSWERED_BY_REPORTER, case, before=before, actor=REPORTER, at=at)
    end_pause(case, actor=REPORTER, at=at, ground=PauseGround.REPORTER)
    return case


@transaction.atomic
def mark_news_read(case_id: int, *, actor: Actor, at: datetime) -> Case:
    """Say that somebody has read what the reporter wrote. Changes no state, so the log does not hear of it."""
    case = case_for_update(case_id, actor=actor, permission=CasePermission.WORK)
    case.has_news = False
    case.save(update_fields=["has_news"])
    for report_id in Report.objects.filter(case=case).values_list("pk", flat=True):
        mark_read(report_id, by=Side(Side.DESK), at=at)
    return case


def erase_notes(case_id: int) -> int:
    """Empty the notes of a case; who wrote one and when stays. Part of erasure on schedule, which writes the record."""
    return Note.objects.filter(case_id=case_id).update(text="")
