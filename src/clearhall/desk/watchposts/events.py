from enum import StrEnum


class WatchpostEvent(StrEnum):
    """Names written to the ledger. Never reuse or rename one."""

    ACCREDITED = "watchpost:accredited"
    MEMBER_ADDED = "watchpost:member_added"


class WatchpostPermission(StrEnum):
    ACCREDIT = "watchposts:accredit"
