"""How the state of a case is said to its reporter."""

from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from clearhall.desk.cases.states import CaseState, ClosingState

STATES: MappingProxyType[CaseState, tuple[str, Any, Any]] = MappingProxyType(
    {
        CaseState.RECEIVED: ("info", _("Received"), _("Your report has arrived and waits for someone to look at it.")),
        CaseState.ACTIVE: ("accent", _("In work"), _("Someone is working on your report.")),
        CaseState.WAITING: (
            "warn",
            _("The desk has asked you something"),
            _("Please read the message below and answer it."),
        ),
        CaseState.CLOSED: ("plain", _("Closed"), _("Your report has been dealt with.")),
    }
)
CLOSINGS: MappingProxyType[ClosingState, tuple[str, Any, Any]] = MappingProxyType(
    {
        ClosingState.RESOLVED: ("good", _("Resolved"), _("The desk has done what was to be done. Its public answer stands below.")),
        ClosingState.NO_ACTION_POSSIBLE: (
            "warn", _("Closed: nothing could be done"), _("The desk looked into it and found no way to act. Its reasons stand below.")),
        ClosingState.NOT_OUR_COMPETENCE: (
            "warn", _("Closed: another place is responsible"), _("No body of this desk is responsible for this.")),
        ClosingState.DUPLICATE: (
            "info", _("Closed: already in work"), _("The same matter is handled in another case. Your report counts there.")),
        ClosingState.WITHDRAWN: ("plain", _("Withdrawn"), _("You have taken your report back.")),
        ClosingState.UNFOUNDED: ("warn", _("Closed: not found"), _("The desk looked into it and did not find what you reported.")),
    }
)  # fmt: skip
