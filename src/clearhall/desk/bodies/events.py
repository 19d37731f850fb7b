from enum import StrEnum


class BodyEvent(StrEnum):
    """Names written to the ledger. Never reuse or rename one."""

    CREATED = "body:created"
    CHANGED = "body:changed"
    MOVED = "body:moved"
    DEACTIVATED = "body:deactivated"
    ACTIVATED = "body:activated"
    COMPETENCE_CHANGED = "body:competence_changed"
    PLACE_CHANGED = "place:changed"
    CALENDAR_CHANGED = "body:calendar_changed"


class BodyPermission(StrEnum):
    MANAGE = "bodies:manage"
    VIEW = "bodies:view"
