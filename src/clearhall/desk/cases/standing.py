"""How the work on a message stands, over all the cases about it, in one word for the public."""

from collections.abc import Collection
from enum import StrEnum

from clearhall.desk.cases.models import Case
from clearhall.desk.cases.states import CaseState
from clearhall.desk.reports.models import Report


class Standing(StrEnum):
    """Of all cases about a message together, so that nothing is said of a single one."""

    WAITS = "waits"  # nobody has looked at any of them yet
    IN_WORK = "in_work"
    CLOSED = "closed"


def standing_of_groups(groups: Collection[int]) -> Standing:
    """How the work on the reports of these near-duplicate groups stands. One query."""
    cases = Report.objects.filter(group__in=groups, erased_at__isnull=True).values("case")
    states = set(Case.objects.filter(pk__in=cases).order_by().values_list("state", flat=True).distinct())
    if states & {CaseState.ACTIVE, CaseState.WAITING} or len(states) > 1:
        return Standing.IN_WORK
    return Standing.WAITS if states == {CaseState.RECEIVED} else Standing.CLOSED
