"""What can go wrong with the log, by name."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from clearhall.desk.lib.errors import DeskError, NotFound


class NotRecordable(ValueError):
    """A mistake of our own code: what it wants to record has no place in the log. Never shown to people."""


class LogDamaged(DeskError):
    """What is stored cannot be the log as it was written. Nothing is appended and nothing is signed any more."""

    code = "log_damaged"
    status = 503
    exit_code = 1
    message: Any = _("The log is damaged, so nothing can be recorded. Run “clearhall verify”.")


class NoSuchEntry(NotFound):
    """The log has no entry of this number, or none yet under a signed checkpoint."""

    code = "no_such_entry"
    message: Any = _("The log has no such entry.")
