"""What can go wrong, by name: the root of every feature's errors, and the one table of how each is shown.

A DeskError carries a `code` (stable, for programs), a `message` (a sentence for people, translated, that names the
field and the mend) and `fields`. `status` is its HTTP answer, `exit_code` its answer on the command line.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _


class DeskError(Exception):
    """Root of all errors that a user can cause or meet. Anything else is our bug and answers 500 with a reference."""

    code = "error"
    status = 400
    exit_code = 2
    message: Any = _("That did not work.")

    def __init__(self, message: Any = None, *, field: str | None = None, **details: Any) -> None:
        self.text = message if message is not None else self.message
        self.field = field
        self.details = details
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.text)


class NotFound(DeskError):
    """No such thing, or one whose existence the actor may not learn: the answer is the same."""

    code = "not_found"
    status = 404
    message = _("There is no such page or record, or it is not yours to see.")


class NotAllowed(DeskError):
    """The actor may see the thing but not do this to it."""

    code = "not_allowed"
    status = 403
    message = _("You may not do this.")


class NotNow(DeskError):
    """The act exists but not in this state. `details` names the state and the move."""

    code = "not_now"
    status = 409
    message = _("This cannot be done in the present state.")


class Invalid(DeskError):
    """A field is wrong; `field` names it and the message says how to mend it."""

    code = "invalid"
    status = 422
    message = _("Please check what you entered.")


class TooLarge(DeskError):
    code = "too_large"
    status = 413
    message = _("This is larger than the desk accepts.")


class TooMany(DeskError):
    """Slow down; `retry_after_s` in details says for how long."""

    code = "too_many"
    status = 429
    message = _("Too many requests. Please wait a little and try again.")


class Unavailable(DeskError):
    """The desk cannot do it for now (disk full, database away); nothing was half done."""

    code = "unavailable"
    status = 503
    exit_code = 3
    message = _("The desk cannot do this at the moment. Nothing was lost; please try again soon.")
