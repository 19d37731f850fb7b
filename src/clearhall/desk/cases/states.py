"""The states of a case and the moves between them. Plain data: no database, no clock, no user."""

from enum import StrEnum

from clearhall.desk.cases.errors import MoveNotAllowed


class CaseState(StrEnum):
    """What is true of a case now."""

    RECEIVED = "received"  # nobody has looked yet
    ACTIVE = "active"  # one person has it
    WAITING = "waiting"  # the reporter was asked
    CLOSED = "closed"


class ClosingState(StrEnum):
    """How a case ended. Honest: closed without being solved is its own state."""

    RESOLVED = "resolved"
    NO_ACTION_POSSIBLE = "no_action_possible"
    NOT_OUR_COMPETENCE = "not_our_competence"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    UNFOUNDED = "unfounded"


class ClockWhat(StrEnum):
    """What happens to a case's time to close besides running."""

    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    MOVE = "move"  # another body has it, with other working hours


class PauseGround(StrEnum):
    """Why the time to close stands still. A closed list: being busy is not on it."""

    REPORTER = "reporter"
    OTHER_BODY = "other_body"
    COURT = "court"
    OUTAGE = "outage"


class TransferAnswer(StrEnum):
    """What the body did that was handed a case."""

    ACCEPTED = "accepted"  # somebody there took it
    REFUSED = "refused"
    PASSED_ON = "passed_on"  # handed on without being taken
    ENDED = "ended"  # the reporter withdrew it first


class Decision(StrEnum):
    GRANTED = "granted"
    REFUSED = "refused"


class Move(StrEnum):
    TAKE = "take"
    RELEASE = "release"
    ASSIGN = "assign"
    HAND_OVER = "hand_over"
    REFUSE = "refuse"
    PAUSE = "pause"
    RESUME = "resume"
    ASK_FOR_TIME = "ask_for_time"
    DECIDE_TIME = "decide_time"
    NOTE = "note"
    ASK = "ask"
    REPORTER_ANSWERS = "reporter_answers"
    RECLASSIFY = "reclassify"
    PUBLISH = "publish"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


MOVES: dict[tuple[CaseState, Move], CaseState] = {
    (CaseState.RECEIVED, Move.TAKE): CaseState.ACTIVE,
    (CaseState.RECEIVED, Move.ASSIGN): CaseState.ACTIVE,
    (CaseState.RECEIVED, Move.HAND_OVER): CaseState.RECEIVED,
    (CaseState.RECEIVED, Move.REFUSE): CaseState.RECEIVED,
    (CaseState.RECEIVED, Move.NOTE): CaseState.RECEIVED,
    (CaseState.RECEIVED, Move.REPORTER_ANSWERS): CaseState.RECEIVED,
    (CaseState.RECEIVED, Move.RECLASSIFY): CaseState.RECEIVED,
    (CaseState.RECEIVED, Move.WITHDRAW): CaseState.CLOSED,
    (CaseState.ACTIVE, Move.RELEASE): CaseState.RECEIVED,
    (CaseState.ACTIVE, Move.ASSIGN): CaseState.ACTIVE,
    (CaseState.ACTIVE, Move.HAND_OVER): CaseState.RECEIVED,
    (CaseState.ACTIVE, Move.NOTE): CaseState.ACTIVE,
    (CaseState.ACTIVE, Move.ASK): CaseState.WAITING,
    (CaseState.ACTIVE, Move.REPORTER_ANSWERS): CaseState.ACTIVE,
    (CaseState.ACTIVE, Move.PAUSE): CaseState.ACTIVE,
    (CaseState.ACTIVE, Move.RESUME): CaseState.ACTIVE,
    (CaseState.ACTIVE, Move.ASK_FOR_TIME): CaseState.ACTIVE,
    (CaseState.ACTIVE, Move.DECIDE_TIME): CaseState.ACTIVE,
    (CaseState.ACTIVE, Move.RECLASSIFY): CaseState.ACTIVE,
    (CaseState.ACTIVE, Move.PUBLISH): CaseState.ACTIVE,
    (CaseState.ACTIVE, Move.CLOSE): CaseState.CLOSED,
    (CaseState.ACTIVE, Move.WITHDRAW): CaseState.CLOSED,
    (CaseState.WAITING, Move.ASK): CaseState.WAITING,
    (CaseState.WAITING, Move.RELEASE): CaseState.RECEIVED,
    (CaseState.WAITING, Move.ASSIGN): CaseState.WAITING,
    (CaseState.WAITING, Move.HAND_OVER): CaseState.RECEIVED,
    (CaseState.WAITING, Move.NOTE): CaseState.WAITING,
    (CaseState.WAITING, Move.REPORTER_ANSWERS): CaseState.ACTIVE,
    (CaseState.WAITING, Move.PAUSE): CaseState.WAITING,
    (CaseState.WAITING, Move.RESUME): CaseState.WAITING,
    (CaseState.WAITING, Move.ASK_FOR_TIME): CaseState.WAITING,
    (CaseState.WAITING, Move.DECIDE_TIME): CaseState.WAITING,
    (CaseState.WAITING, Move.RECLASSIFY): CaseState.WAITING,
    (CaseState.WAITING, Move.PUBLISH): CaseState.WAITING,
    (CaseState.WAITING, Move.CLOSE): CaseState.CLOSED,
    (CaseState.WAITING, Move.WITHDRAW): CaseState.CLOSED,
    (CaseState.CLOSED, Move.NOTE): CaseState.CLOSED,
    (CaseState.CLOSED, Move.REPORTER_ANSWERS): CaseState.CLOSED,  # heard, and found in the queue by "has news"
    (CaseState.CLOSED, Move.PUBLISH): CaseState.CLOSED,  # a correction
    (CaseState.CLOSED, Move.REOPEN): CaseState.RECEIVED,
}


# How a member of staff may close; withdrawing is the reporter's own.
STAFF_CLOSINGS = (
    ClosingState.RESOLVED,
    ClosingState.NO_ACTION_POSSIBLE,
    ClosingState.NOT_OUR_COMPETENCE,
    ClosingState.DUPLICATE,
    ClosingState.UNFOUNDED,
)
# What only the reporter can do; everything else is for staff.
REPORTER_MOVES = frozenset({Move.REPORTER_ANSWERS, Move.WITHDRAW, Move.REOPEN})
# What only the person who has the case can do once somebody has it.
HOLDER_MOVES = frozenset(
    {Move.ASK, Move.RECLASSIFY, Move.HAND_OVER, Move.CLOSE, Move.PAUSE, Move.RESUME, Move.ASK_FOR_TIME}
)


def state_after(state: str, move: Move) -> CaseState:
    """Return where `move` leads from `state`. Raises MoveNotAllowed when the table has no such move."""
    try:
        return MOVES[CaseState(state), move]
    except (KeyError, ValueError):
        raise MoveNotAllowed(state, move) from None


def moves_from(state: str) -> list[Move]:
    """The moves the table allows from `state`, in table order."""
    return [move for (at, move) in MOVES if at == state]
