from enum import StrEnum


class ReportEvent(StrEnum):
    """Names written to the ledger. Never reuse or rename one."""

    RECEIVED = "report:received"
    ERASED = "report:erased"
    REGROUPED = "report:regrouped"
