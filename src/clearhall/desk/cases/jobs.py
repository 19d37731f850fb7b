"""Background work on cases: stored due times follow the working hours when somebody changes them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet

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
        return sum(_wind(cases) for cases in _open_cases(since=mark.at - STILL_OLD))
    moved = sum(_wind(cases) for cases in _open_cases())
    with transaction.atomic():
        ClockMark.objects.all().delete()
        ClockMark.objects.create(calendars=fingerprint, at=at)
    return moved


def _open_cases(*, since: datetime | None = None) -> Iterator[QuerySet[Case]]:
    """The open cases, or those opened `since` then, by key, a step at a time."""
    chosen = IS_OPEN if since is None else IS_OPEN & Q(opened_at__gte=since)
    rows, after = Case.objects.filter(chosen).order_by("pk"), 0
    while True:
        last = list(rows.filter(pk__gt=after).values_list("pk", flat=True)[:CASES_A_STEP])[-1:]
        if not last:
            return
        yield rows.filter(pk__gt=after, pk__lte=last[0])
        after = last[0]


@transaction.atomic
def _wind(cases: QuerySet[Case]) -> int:
    """Wind these cases, locked, so that a step of somebody at the same time is not overwritten.

    Most clocks only run: for those no object is made, which is four fifths of the work.
    """
    clocks, moved, changes = Clocks(), [], changes_of(cases)
    columns = ("pk", "harm", "body__calendar_code", "opened_at", "reopened_by_reporter_at", "handed_over_at")
    times = ("first_response_due_at", "due_at")
    for key, harm, code, opened, reopened, handed_over, *before in cases.select_for_update(of=("self",)).values_list(
        *columns, *times
    ):
        if key in changes:
            continue
        start = reopened or opened
        look, close = clocks.due(harm, calendar_code=code, opened_at=start)
        if handed_over is not None and handed_over > start:
            look = clocks.due(harm, calendar_code=code, opened_at=handed_over)[0]
        if before != [look, close]:
            moved.append((look, close, key))
    for case in cases.select_related("body").filter(pk__in=changes):
        had = case.first_response_due_at, case.due_at
        clocks.set_times(case, changes[case.pk])
        if had != (case.first_response_due_at, case.due_at):
            moved.append((case.first_response_due_at, case.due_at, case.pk))
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE cases_case SET first_response_due_at = %s, due_at = %s WHERE id = %s",
            [(adapt(look), adapt(close), key) for look, close, key in moved],
        )
    return len(moved)
