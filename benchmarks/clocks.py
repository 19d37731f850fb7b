"""A holiday is added and the due times of all open cases are computed anew: how long, and how many moved.

    python -m benchmarks.clocks [--cases 1000000]

One case in fifty has been paused, one in a hundred was given more time. Runs against the database of the settings
(`CLEARHALL_DATABASE_URL`, SQLite in `CLEARHALL_DATA_DIR` without it), in a database of its own that it makes and drops.
Floor (issue 4): 1,000,000 clocks in under 60 s.
"""

import argparse
import os
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clearhall.desk.config.settings")
os.environ.setdefault("CLEARHALL_DATA_DIR", tempfile.mkdtemp(prefix="clearhall-benchmark-"))

import django

django.setup()


from django.db import transaction
from django.test.utils import get_runner, setup_test_environment
from tests.factories import make_body

from clearhall.desk.bodies.models import Calendar
from clearhall.desk.cases.clocks import Clocks, changes_of
from clearhall.desk.cases.jobs import wind_after_new_hours
from clearhall.desk.cases.models import Case, ClockChange
from clearhall.desk.cases.states import ClockWhat, PauseGround
from clearhall.desk.lib.ids import new_ids
from clearhall.desk.lib.rows import RowWriter
from clearhall.desk.taxonomy.harms import RULES, Harm

NOW = datetime.now(UTC)
WEEK = {day: [["09:00", "12:00"], ["13:00", "18:00"]] for day in "12345"}


def build(count: int, bodies: list, *, seed: int = 7) -> None:
    """Open cases of the last ten days with the due times of today's calendars."""
    draw, keys, clocks = random.Random(seed), new_ids(count), Clocks()
    cases, changes = RowWriter(Case), RowWriter(ClockChange)
    for start in range(0, count, 10_000):
        rows, happened = [], []
        for key in keys[start : start + 10_000]:
            opened = NOW - timedelta(seconds=draw.randrange(10 * 86_400))
            body, harm = draw.choice(bodies), draw.choice(list(Harm))
            look, close = clocks.due(harm, calendar_code=body.calendar_code, opened_at=opened)
            values = {"id": key, "opened_at": opened, "harm": harm.value, "urgency": int(RULES[harm].urgency)}
            values |= {"state": "received", "body_id": body.pk, "language": "zh_hans", "group": key}
            rows.append(cases.row_of(values | {"first_response_due_at": look, "due_at": close}))
            what = {"id": key, "case_id": key, "at": opened + timedelta(hours=1), "record_index": 0}
            if draw.random() < 0.02:
                until = what["at"] + timedelta(days=draw.randrange(1, 20))
                what |= {"what": ClockWhat.PAUSE.value, "until": until, "ground": PauseGround.COURT.value}
            elif draw.random() < 0.01:
                what |= {"what": ClockWhat.EXTEND.value, "hours": draw.randrange(8, 80)}
            if "what" in what:
                happened.append(changes.row_of(what))
        with transaction.atomic():
            cases.write(rows)
            changes.write(happened)


def measure(count: int) -> None:
    calendars = [
        Calendar.objects.create(code=code, valid_from="2020-01-01", week=WEEK) for code in ("office", "county")
    ]
    bodies = [make_body(f"body-{number}") for number in range(30)]
    for body in bodies[1::2]:
        body.calendar_code = calendars[1].code
        body.save()
    begun = time.perf_counter()
    build(count, bodies)
    print(f"{count:,} open cases built in {time.perf_counter() - begun:.0f} s", flush=True)
    begun = time.perf_counter()
    print(f"first winding, {wind_after_new_hours(at=NOW):,} moved: {time.perf_counter() - begun:.1f} s", flush=True)
    calendars[0].holidays = [f"{NOW + timedelta(days=days):%Y-%m-%d}" for days in range(1, 4)]
    calendars[0].save()
    begun, processor = time.perf_counter(), time.process_time()
    moved = wind_after_new_hours(at=NOW + timedelta(minutes=10))
    print(
        f"three days off at half of the bodies: {moved:,} moved in {time.perf_counter() - begun:.1f} s "
        f"({time.process_time() - processor:.1f} s of this process)"
    )
    wrong = [case.pk for case in Case.objects.select_related("body").order_by("?")[:1_000] if _is_wrong(case)]
    print(f"wrong among 1,000 looked at one by one: {len(wrong)}")


def _is_wrong(case: Case) -> bool:
    due_at = Clocks().close(case, changes_of([case.pk]).get(case.pk, ())).due_at
    return due_at is None or abs(due_at - case.due_at) > timedelta(milliseconds=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1_000_000)
    count = parser.parse_args().cases
    setup_test_environment()
    runner = get_runner(django.conf.settings)(verbosity=0, interactive=False)
    made = runner.setup_databases()
    try:
        measure(count)
    finally:
        runner.teardown_databases(made)


if __name__ == "__main__":
    main()
