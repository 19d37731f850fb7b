"""What a person can do with a case now: the moves of the table, each with yes or the reason why not."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clearhall.desk.cases.access import may
from clearhall.desk.cases.events import CasePermission
from clearhall.desk.cases.labels import MOVES as MOVE_LABELS
from clearhall.desk.cases.models import Case
from clearhall.desk.cases.states import HOLDER_MOVES, REPORTER_MOVES, CaseState, Move, moves_from
from clearhall.desk.lib.actors import Actor

PERMISSION_OF: dict[Move, CasePermission] = {
    Move.TAKE: CasePermission.TAKE,
    Move.CLOSE: CasePermission.CLOSE,
    Move.ASK: CasePermission.WORK,
    Move.PUBLISH: CasePermission.PUBLISH,
    Move.NOTE: CasePermission.WORK,
    Move.HAND_OVER: CasePermission.HAND_OVER,
    Move.REFUSE: CasePermission.HAND_OVER,
    Move.PAUSE: CasePermission.WORK,
    Move.RESUME: CasePermission.WORK,
    Move.ASK_FOR_TIME: CasePermission.WORK,
    Move.DECIDE_TIME: CasePermission.DECIDE_TIME,
    Move.ASSIGN: CasePermission.ASSIGN,
    Move.RECLASSIFY: CasePermission.WORK,
    Move.RELEASE: CasePermission.WORK,
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One move: `why_not` is "" when the actor can do it now; `is_primary` for the one that usually comes next."""

    move: Move
    label: Any
    why_not: str = ""
    is_primary: bool = False

    def __bool__(self) -> bool:
        return not self.why_not


def offers(
    case: Case, *, actor: Actor, is_paused: bool = False, asked_by: int | None = None, may_refuse: bool = False
) -> list[Offer]:
    """The moves of staff that the table has for the case's state, the usual next one first.

    Args:
        is_paused: whether the time to close stands still now.
        asked_by: key of the person whose request for more time waits; None: no request waits.
        may_refuse: whether the case was handed to this body, which has not answered yet and is free to refuse.
    """
    allowed = set(moves_from(case.state)) - REPORTER_MOVES
    allowed -= {Move.PAUSE if is_paused else Move.RESUME}
    if asked_by is not None:
        allowed -= {Move.ASK_FOR_TIME}
    if asked_by is None or asked_by == actor.person_id:
        allowed -= {Move.DECIDE_TIME}
    if not may_refuse:
        allowed -= {Move.REFUSE}
    primary = _usually_next(case, actor=actor)
    found = [
        Offer(move, MOVE_LABELS[move], _why_not(case, move, actor=actor), is_primary=move is primary)
        for move in PERMISSION_OF
        if move in allowed
    ]
    return sorted(found, key=lambda offer: not (offer.is_primary and offer))


def _usually_next(case: Case, *, actor: Actor) -> Move:
    match CaseState(case.state):
        case CaseState.RECEIVED:
            return Move.TAKE
        case CaseState.CLOSED:
            return Move.PUBLISH
    return Move.CLOSE if case.assignee_id == actor.person_id else Move.ASSIGN


def _why_not(case: Case, move: Move, *, actor: Actor) -> str:
    if not may(actor, PERMISSION_OF[move], case=case):
        return _("Your role at this body does not include this.")
    if move in HOLDER_MOVES and case.assignee_id is not None and case.assignee_id != actor.person_id:
        return _("%(name)s has this case. Assign it to yourself first.") % {"name": case.assignee}
    return ""
