from enum import StrEnum


class CaseEvent(StrEnum):
    """Names written to the ledger: <thing>:<what happened>. Never reuse or rename one."""

    OPENED = "case:opened"
    TAKEN = "case:taken"
    RELEASED = "case:released"
    ASSIGNED = "case:assigned"
    HANDED_OVER = "case:handed_over"
    REFUSED = "case:refused"
    NOTED = "case:noted"
    ASKED = "case:asked"
    ANSWERED_BY_REPORTER = "case:answered_by_reporter"
    HARM_CHANGED = "case:harm_changed"
    CLOSED = "case:closed"
    REOPENED = "case:reopened"
    ANSWER_PUBLISHED = "case:answer_published"
    ANSWER_CORRECTED = "case:answer_corrected"
    WITHDRAWN = "case:withdrawn"
    SUGGESTION_DISMISSED = "case:suggestion_dismissed"
    CLOCK_PAUSED = "case:clock_paused"
    CLOCK_RESUMED = "case:clock_resumed"
    TIME_ASKED = "case:time_asked"
    TIME_GRANTED = "case:time_granted"
    TIME_REFUSED = "case:time_refused"


class CasePermission(StrEnum):
    """What a role can carry; which one carries what stands in access.py."""

    VIEW = "cases:view"
    TAKE = "cases:take"
    WORK = "cases:work"
    ASSIGN = "cases:assign"
    HAND_OVER = "cases:hand_over"
    CLOSE = "cases:close"
    PUBLISH = "cases:publish"
    DECIDE_TIME = "cases:decide_time"
