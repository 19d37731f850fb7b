"""What people do to the time to close: pause it for a reason that is on the list, let it run again, ask for more and decide."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clearhall.desk.cases import words
from clearhall.desk.cases.access import case_for_update
from clearhall.desk.cases.clocks import Clocks, changes_of, pause_now
from clearhall.desk.cases.errors import (
    ClockPaused,
    ClockRuns,
    NeedsAPerson,
    NoTimeRequest,
    OwnTimeRequest,
    TimeAskedAlready,
)
from clearhall.desk.cases.events import CaseEvent, CasePermission
from clearhall.desk.cases.holding import add_note, require_holder
from clearhall.desk.cases.labels import PAUSES
from clearhall.desk.cases.log import record_step, standing
from clearhall.desk.cases.models import Case, ClockChange, NoteKind, TimeRequest
from clearhall.desk.cases.states import ClockWhat, Decision, Move, PauseGround, state_after
from clearhall.desk.cases.telling import tell_reporters
from clearhall.desk.lib.actors import Actor
from clearhall.desk.lib.errors import Invalid
from clearhall.desk.lib.limits import limit


@transaction.atomic
def pause_clock(
    case_id: int, *, ground: PauseGround, until: datetime, reason: str, actor: Actor, at: datetime
) -> ClockChange:
    """Let the time to close stand still until `until`, or until somebody lets it run again; the reporter is told.

    Args:
        until: after `at`, at most `pause_days` later.
        reason: three words or more; kept as a note.

    Raises:
        CaseNotFound, NotAllowed, MoveNotAllowed, NotHolder: as everywhere.
        ClockPaused: it stands still already. Invalid: too little of a reason, or an end that is not in that time.
    """
    case = case_for_update(case_id, actor=actor, permission=CasePermission.WORK)
    before = standing(case)
    state_after(case.state, Move.PAUSE)
    require_holder(case, Move.PAUSE, actor=actor)
    reason = words.reason(reason)
    days = limit("pause_days")
    if not at < until <= at + timedelta(days=days):
        message = ngettext(
            "Please choose a moment from now on, within %d day.",
            "Please choose a moment from now on, within %d days.",
            days,
        )
        raise Invalid(message % days, field="until")
    if _pause_of(case, at=at):
        raise ClockPaused
    index = record_step(CaseEvent.CLOCK_PAUSED, case, before=before, actor=actor, at=at)
    change = ClockChange.objects.create(
        case=case, what=ClockWhat.PAUSE, at=at, until=until, ground=ground, record_index=index
    )
    add_note(case, reason, kind=NoteKind.CLOCK, index=index, actor=actor, at=at)
    _wind(case)
    tell_reporters(
        case,
        lambda _language: (
            _("The time to close your case stands still until %(date)s: %(reason)s.")
            % {"date": _day(until), "reason": PAUSES[ground]}
        ),
        actor=actor,
        at=at,
    )
    return change


@transaction.atomic
def resume_clock(case_id: int, *, actor: Actor, at: datetime) -> ClockChange:
    """Let the time to close run again before the pause ends by itself.

    Raises:
        CaseNotFound, NotAllowed, MoveNotAllowed, NotHolder: as everywhere. ClockRuns: it is not paused.
    """
    case = case_for_update(case_id, actor=actor, permission=CasePermission.WORK)
    state_after(case.state, Move.RESUME)
    require_holder(case, Move.RESUME, actor=actor)
    change = end_pause(case, actor=actor, at=at)
    if change is None:
        raise ClockRuns
    return change


def end_pause(case: Case, *, actor: Actor, at: datetime, ground: PauseGround | None = None) -> ClockChange | None:
    """End the pause of a locked case and wind its clock; None when it is not paused, or not for `ground`."""
    pause = _pause_of(case, at=at)
    if pause is None or (ground is not None and pause.ground != ground):
        return None
    index = record_step(CaseEvent.CLOCK_RESUMED, case, before=standing(case), actor=actor, at=at)
    change = ClockChange.objects.create(case=case, what=ClockWhat.RESUME, at=at, record_index=index)
    _wind(case)
    return change


@transaction.atomic
def ask_for_time(case_id: int, *, hours: int, reason: str, actor: Actor, at: datetime) -> TimeRequest:
    """Ask that the case may take `hours` working hours longer. Nothing changes until another person grants it.

    Args:
        hours: 1 to the limit `more_hours`.
        reason: three words or more; kept as a note.

    Raises:
        CaseNotFound, NotAllowed, MoveNotAllowed, NotHolder: as everywhere.
        TimeAskedAlready: one request waits. Invalid: too little of a reason, or hours out of range.
    """
    case = case_for_update(case_id, actor=actor, permission=CasePermission.WORK)
    if actor.person_id is None:
        raise NeedsAPerson
    before = standing(case)
    state_after(case.state, Move.ASK_FOR_TIME)
    require_holder(case, Move.ASK_FOR_TIME, actor=actor)
    reason = words.reason(reason)
    if not 1 <= hours <= limit("more_hours"):
        raise Invalid(_("Please ask for 1 to %(most)d working hours.") % {"most": limit("more_hours")}, field="hours")
    if open_time_request(case.pk) is not None:
        raise TimeAskedAlready
    index = record_step(CaseEvent.TIME_ASKED, case, before=before, actor=actor, at=at, more={"hours": hours})
    request = TimeRequest.objects.create(case=case, hours=hours, asked_by_id=actor.person_id, asked_at=at)
    add_note(case, reason, kind=NoteKind.CLOCK, index=index, actor=actor, at=at)
    return request


@transaction.atomic
def decide_time(case_id: int, *, decision: Decision, reason: str, actor: Actor, at: datetime) -> TimeRequest:
    """Grant or refuse the time that was asked for; when granted the clock is wound and the reporter is told.

    Raises:
        CaseNotFound, NotAllowed, MoveNotAllowed: as everywhere. NoTimeRequest: none waits.
        OwnTimeRequest: the actor asked. Invalid: too little of a reason.
    """
    case = case_for_update(case_id, actor=actor, permission=CasePermission.DECIDE_TIME)
    if actor.person_id is None:
        raise NeedsAPerson
    before = standing(case)
    state_after(case.state, Move.DECIDE_TIME)
    request = open_time_request(case.pk)
    if request is None:
        raise NoTimeRequest
    if request.asked_by_id == actor.person_id:
        raise OwnTimeRequest
    reason = words.reason(reason)
    is_granted = decision is Decision.GRANTED
    event = CaseEvent.TIME_GRANTED if is_granted else CaseEvent.TIME_REFUSED
    index = record_step(event, case, before=before, actor=actor, at=at, more={"hours": request.hours})
    request.decision, request.decided_by_id, request.decided_at = decision, actor.person_id, at
    request.save(update_fields=["decision", "decided_by", "decided_at"])
    add_note(case, reason, kind=NoteKind.CLOCK, index=index, actor=actor, at=at)
    if is_granted:
        ClockChange.objects.create(case=case, what=ClockWhat.EXTEND, at=at, hours=request.hours, record_index=index)
        _wind(case)
        tell_reporters(
            case,
            lambda _language: _("Your case needs more time. It is now due on %(date)s.") % {"date": _day(case.due_at)},
            actor=actor,
            at=at,
        )
    return request


def open_time_request(case_id: int) -> TimeRequest | None:
    """The request for more time that nobody has decided on."""
    return TimeRequest.objects.filter(case_id=case_id, decision="").select_related("asked_by").first()


def _pause_of(case: Case, *, at: datetime) -> ClockChange | None:
    return pause_now(case, changes_of([case.pk]).get(case.pk, ()), at=at)


def _wind(case: Case) -> None:
    Clocks().wind(case)
    case.save(update_fields=["first_response_due_at", "due_at"])


def _day(moment: datetime) -> str:
    return f"{localtime(moment):%Y-%m-%d}"
