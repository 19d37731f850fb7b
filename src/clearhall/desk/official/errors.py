"""What can go wrong with the register, by name."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from clearhall.desk.lib.errors import DeskError, Invalid, NotFound


class OrganisationNotFound(NotFound):
    """No organisation with this code, or the actor may not change it."""

    code = "organisation_not_found"


class CodeTaken(Invalid):
    code = "organisation_code_taken"
    message = _("Another organisation has this code. Please choose a different one.")


class ChannelTaken(Invalid):
    """A website or number stands on the register already, for another organisation."""

    code = "official_channel_taken"


class KeeperUnknown(Invalid):
    """No such body, or the actor may not change what it keeps."""

    code = "keeper_unknown"
    message = _("There is no body with this code, or it is not yours to manage.")


class RegisterRefused(Invalid):
    """At least one row of a file is wrong and nothing was stored.

    `details` holds `rows` (the first bad ones: line, field, message) and `bad_rows` (how many there are).
    """

    code = "register_refused"
    message = _("Nothing was stored, because some rows are wrong. Mend them and hand the file in again.")

    def __init__(self, faults: Sequence[tuple[int, DeskError]], *, shown: int = 50) -> None:
        self.faults = faults
        rows: list[dict[str, Any]] = [
            {"line": line, "field": fault.field, "message": str(fault)} for line, fault in faults[:shown]
        ]
        super().__init__(field="file", rows=rows, bad_rows=len({line for line, _fault in faults}))
