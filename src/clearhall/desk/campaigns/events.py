from enum import StrEnum


class CampaignEvent(StrEnum):
    """Names written to the ledger: <thing>:<what happened>. Never reuse or rename one."""

    MERGED = "campaign:merged"
    SPLIT = "campaign:split"
    LOCKED = "campaign:locked"
    UNLOCKED = "campaign:unlocked"


class CampaignPermission(StrEnum):
    """What a role can carry; which one carries what stands in access.py."""

    VIEW = "campaigns:view"
    SHAPE = "campaigns:shape"
