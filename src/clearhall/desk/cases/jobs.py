"""Background work on cases: stored due times follow the working hours when somebody changes them."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from clearhall.desk.bodies.queries import calendars
from clearhall.desk.cases.clocks import Clocks, changes_of
from clearhall.desk.cases.models import IS_OPEN, Case, ClockMark

CASES_A_STEP = 2_000
STILL_OLD = timedelta(minutes=5)  # how long after a change an entrance may count with the hours it had read before


def wind_after_new_hours(*, at: datetime) -> int:
    """When working hours differ from those of the last time, compute the due times of all open cases anew.

    Safe to run twice and to be killed: the mark is set after the last case, and a case that was wound already keeps its times.

    Returns:
        Cases whose due times moved.
    """
    fingerprint = calendars().fingerprint
    mark = ClockMark.objects.first()
    if mark is not None and mark.calendars == fingerprint:
        if mark.at <= at - STILL_OLD:
            return 0
        return sum(_wind(case_ids) for case_ids in _open_cases(since=mark.at - STILL_OLD))
    moved = sum(_wind(case_ids) for case_ids in _open_cases())
    with transaction.atomic():
        ClockMark.objects.all().delete()
        ClockMark.objects.create(calendars=fingerprint, at=at)
    return moved


def _open_cases(*, since: datetime | None = None) -> Iterator[Sequence[int]]:
    """Keys of the open cases, or of those opened `since` then, by key, a step at a time."""
    chosen, after = IS_OPEN if since is None else IS_OPEN & Q(opened_at__gte=since), 0
    while True:
        rows = Case.objects.filter(chosen, pk__gt=after).order_by("pk").values_list("pk", flat=True)
        case_ids = list(rows[:CASES_A_STEP])
        if not case_ids:
            return
        yield case_ids
        after = case_ids[-1]


@transaction.atomic
def _wind(case_ids: Sequence[int]) -> int:
    """Wind these cases, locked, so that a step of somebody at the same time is not overwritten."""
    clocks, changes = Clocks(), changes_of(case_ids)
    moved = []
    for case in Case.objects.select_for_update(of=("self",)).select_related("body").filter(IS_OPEN, pk__in=case_ids):
        before = case.first_response_due_at, case.due_at
        clocks.set_times(case, changes.get(case.pk, ()))
        if before != (case.first_response_due_at, case.due_at):
            moved.append(case)
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE cases_case SET first_response_due_at = %s, due_at = %s WHERE id = %s",
            [(adapt(case.first_response_due_at), adapt(case.due_at), case.pk) for case in moved],
        )
    return len(moved)
