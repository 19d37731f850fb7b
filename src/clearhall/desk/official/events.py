from enum import StrEnum


class OfficialEvent(StrEnum):
    """Names written to the ledger. Never reuse or rename one."""

    ADDED = "official:added"
    CHANGED = "official:changed"
    REMOVED = "official:removed"


class OfficialPermission(StrEnum):
    """What a role can carry; which one carries what stands in access.py."""

    MANAGE = "official:manage"
