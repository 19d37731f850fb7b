"""The queue page with 250,000 cases: p50 and p95 of whole requests through Django, and the plan of its statement.

    python -m benchmarks.case_queue [--cases 250000] [--requests 60]

Runs against the database of the settings (`CLEARHALL_DATABASE_URL`, SQLite in `CLEARHALL_DATA_DIR` without it), in a database
of its own that it makes and drops as the test runner does. Floor (issue 2): p95 under 300 ms.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clearhall.desk.config.settings")
os.environ.setdefault("CLEARHALL_DATA_DIR", tempfile.mkdtemp(prefix="clearhall-benchmark-"))
os.environ.setdefault("CLEARHALL_LANGUAGE", "en")
os.environ.setdefault("CLEARHALL_SECOND_FACTOR_REQUIRED", "false")

import django

django.setup()


from django.db import connection, transaction
from django.test import Client
from django.test.utils import get_runner, setup_test_environment
from tests.factories import make_body, make_person, make_place

from clearhall.desk.cases.models import Case
from clearhall.desk.lib.actors import Role
from clearhall.desk.lib.ids import new_ids
from clearhall.desk.lib.rows import RowWriter
from clearhall.desk.reports.models import Report, ReportIndicator
from clearhall.desk.taxonomy.harms import RULES, Harm

NOW = datetime.now(UTC)
TEXT = "Dear customer, your parcel could not be delivered. Pay the fee at http://parcel-{}.example within 24 hours. "


def build(count: int, bodies: list, holders: list, *, seed: int = 7) -> None:
    """Cases over 120 days, a sixth of them open, with one report and one indicator each."""
    draw, keys = random.Random(seed), new_ids(count)
    cases, reports, indicators = RowWriter(Case), RowWriter(Report), RowWriter(ReportIndicator, without=["id"])
    harms = list(Harm)
    for start in range(0, count, 10_000):
        some = keys[start : start + 10_000]
        rows, texts, found = [], [], []
        for number, key in enumerate(some, start=start):
            opened, harm = NOW - timedelta(days=120 * (1 - number / count)), harms[min(15, int(draw.expovariate(0.35)))]
            state = draw.choices(["received", "active", "waiting", "closed"], [8, 6, 3, 83])[0]
            closed = opened + timedelta(days=draw.random() * 20) if state == "closed" else None
            rows.append(
                cases.row(
                    Case(
                        id=key,
                        opened_at=opened,
                        harm=harm.value,
                        urgency=int(RULES[harm].urgency),
                        state=state,
                        body_id=draw.choice(bodies).pk,
                        assignee_id=draw.choice(holders).pk if state in ("active", "waiting") else None,
                        first_response_due_at=opened + timedelta(hours=8),
                        due_at=opened + timedelta(days=draw.randrange(1, 30)),
                        language=draw.choice(["zh_hans"] * 8 + ["en", "zh_hant"]),
                        group=key,
                        has_news=draw.random() < 0.01,
                        closed_at=closed,
                        closing_state=draw.choice(["resolved", "unfounded"]) if closed else "",
                    )
                )
            )
            texts.append(
                reports.row(
                    Report(
                        id=key,
                        sequence=number,
                        received_at=opened,
                        entrance="file",
                        harm=harm.value,
                        text=TEXT.format(number % 5000) * 3,
                        language="en",
                        reporter_kind="resident",
                        source="benchmark",
                        client_id=str(number),
                        receipt_mac=number.to_bytes(32, "big"),
                        signature=b"",
                        group=key,
                        case_id=key,
                        subkind="name_or_mark_used" if harm is Harm.BUSINESS_INFRINGEMENT else "",
                    )
                )
            )
            domain = f"parcel-{number % 5000}.example"
            found.append(
                indicators.row(
                    ReportIndicator(
                        report_id=key, kind="url", value=f"http://{domain}", domain=domain, start=67, end=90
                    )
                )
            )
        with transaction.atomic():
            cases.write(rows)
            reports.write(texts)
            indicators.write(found)
        print(f"{start + len(some)} cases", end="\r", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class Statements:
    """Counts the statements of a request and keeps them."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, tuple]] = []

    def __call__(self, execute, sql, params, many, context):
        self.seen.append((sql, tuple(params or ())))
        return execute(sql, params, many, context)


def measure(client: Client, address: str, *, requests: int) -> tuple[float, float, float, int]:
    """p50 and p95 in ms of `requests` requests after two warm ones, the processor's ms for one, and its statements."""
    client.get(address)
    statements = Statements()
    with connection.execute_wrapper(statements):
        assert client.get(address).status_code == 200, address
    times, used = [], time.process_time()
    for _ in range(requests):
        begun = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - begun) * 1000)
    used = (time.process_time() - used) * 1000 / requests
    return statistics.median(times), statistics.quantiles(times, n=20)[18], used, len(statements.seen)


def plans(client: Client) -> None:
    """The plan of the statement that finds the rows of the first page; a sort or a whole-table scan here is a fault."""
    statements = Statements()
    with connection.execute_wrapper(statements):
        client.get("/staff/")
    statement, values = next(seen for seen in statements.seen if "lane_0" in seen[0])
    prefix = "EXPLAIN ANALYZE " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
    with connection.cursor() as cursor:
        cursor.execute(prefix + statement, values)
        lines = [str(row[-1]) for row in cursor.fetchall()]
    print("\n".join(lines[:12]), f"\n… {len(lines)} lines; {lines[-1]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=250_000)
    parser.add_argument("--requests", type=int, default=60)
    chosen = parser.parse_args()
    setup_test_environment()
    runner = get_runner(django.conf.settings)(verbosity=0, interactive=False)
    made = runner.setup_databases()
    try:
        city = make_body("city", place=make_place("LJ"))
        bodies = [make_body(parent=city) for _ in range(30)]
        worker, chief = make_person(body=bodies[3]), make_person(body=city, roles=(Role.CASEWORKER, Role.REVIEWER))
        holders = [worker, chief, *(make_person(body=body) for body in bodies)]
        begun = time.perf_counter()
        build(chosen.cases, bodies, holders)
        print(f"{connection.vendor}: {chosen.cases} cases built in {time.perf_counter() - begun:.0f} s")
        print(f"{'who and what':<46}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}{'queries':>9}")
        for name, person in (("one body", worker), ("31 bodies", chief)):
            client = Client()
            client.force_login(person)
            for what, address in addresses(client):
                p50, p95, used, queries = measure(client, address, requests=chosen.requests)
                print(f"{name + ': ' + what:<46}{p50:>9.1f}{p95:>9.1f}{used:>9.1f}{queries:>9}", flush=True)
        plans(client)
    finally:
        runner.teardown_databases(made)


def addresses(client: Client) -> list[tuple[str, str]]:
    far = "/staff/"
    for _ in range(20):
        page = client.get(far).content.decode()
        mark = page.find('rel="next" href="')
        if mark < 0:
            break
        far = page[mark + 17 : page.index('"', mark + 17)].replace("&amp;", "&")
    return [
        ("first page", "/staff/"),
        ("first page of 200 rows", "/staff/?size=200"),
        ("page 20", far),
        ("mine", "/staff/?tab=mine"),
        ("with nobody", "/staff/?tab=unassigned"),
        ("overdue", "/staff/?tab=overdue"),
        ("news", "/staff/?tab=news"),
        ("closed", "/staff/?tab=closed"),
        ("a rare harm", "/staff/?harm=demand"),
        ("a language that none has", "/staff/?language=other"),
        ("search a domain", "/staff/?q=parcel-77.example"),
    ]


if __name__ == "__main__":
    main()
