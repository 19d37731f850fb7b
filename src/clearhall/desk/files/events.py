from enum import StrEnum


class FileEvent(StrEnum):
    """Names written to the ledger. Never reuse or rename one."""

    RECEIVED = "evidence:received"
    ERASED = "evidence:erased"


class Custody(StrEnum):
    """What can happen to a file, for its chain of custody."""

    ARRIVED = "arrived"
    SHOWN = "shown"
    DOWNLOADED = "downloaded"
    VERIFIED = "verified"
    READ = "read"  # by the machine that compares pictures and reads their text
    FOUND_CHANGED = "found_changed"
    ERASED = "erased"
