"""Names of what recognition writes to the log."""

from enum import StrEnum


class RecognitionEvent(StrEnum):
    """Names written to the ledger. Never reuse or rename one."""

    MODEL_ADOPTED = "model:adopted"
