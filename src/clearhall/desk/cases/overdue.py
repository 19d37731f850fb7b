"""How late a case is. Two levels of overdue, so that what was forgotten does not hide among what is a little late."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from clearhall.desk.cases.models import Case


class Lateness(StrEnum):
    IN_TIME = "in_time"
    UNSEEN = "unseen"  # the time to look is over and nobody has
    OVERDUE = "overdue"  # the time to close is over
    LONG_OVERDUE = "long_overdue"  # over by as long again as the case had


LABELS: dict[Lateness, Any] = {
    Lateness.IN_TIME: _("In time"),
    Lateness.UNSEEN: _("Waits for a first look"),
    Lateness.OVERDUE: _("Overdue"),
    Lateness.LONG_OVERDUE: _("Long overdue"),
}


def lateness(case: Case, *, at: datetime) -> Lateness:
    """How late an open case is at `at`; a closed one by when it was closed."""
    end = case.closed_at or at
    if end > case.due_at:
        had = case.due_at - case.clock_starts_at
        return Lateness.LONG_OVERDUE if end > case.due_at + had else Lateness.OVERDUE
    if case.first_response_at is None and case.closed_at is None and end > case.first_response_due_at:
        return Lateness.UNSEEN
    return Lateness.IN_TIME
