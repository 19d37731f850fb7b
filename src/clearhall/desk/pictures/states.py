"""How far the reading of a picture is, and what became of its text."""

from enum import StrEnum


class Reading(StrEnum):
    """Of the picture as a whole."""

    STARTED = "started"
    DONE = "done"
    UNREADABLE = "unreadable"  # broken, too large, gone, or the reading died twice; it is not tried again


class TextState(StrEnum):
    """Of the text in it."""

    READ = "read"  # there may be none in it
    NOT_INSTALLED = "not_installed"  # this desk runs without the part that reads text
    FAILED = "failed"  # out of time or memory
