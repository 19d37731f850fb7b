"""What the log costs: appends one by one and in batches beside raw inserts of the same rows, and verification.

Run: python benchmarks/ledger.py [postgresql://user@host/name …]. SQLite is always measured, in a fresh folder, durable on
commit as on a real desk; each PostgreSQL address gets a test database beside the named one. One transaction for each append.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

SECONDS = 4.0
BATCH = 10_000
BATCHES = 5
THREADS = (2, 8)
RAW = """
CREATE TABLE bench_raw (
    "index" bigint PRIMARY KEY, event varchar(80), subject varchar(80), actor varchar(80), at {time}, payload {bytes},
    leaf_hash {bytes}, seal {bytes}
)
"""


def measure_one_database() -> dict[str, Any]:
    """In a process of its own, with the database chosen by the environment."""
    import django

    django.setup()
    from django.db import connection

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        return _measure(connection)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _measure(connection: Any) -> dict[str, Any]:
    from django.db import transaction

    from clearhall.desk.ledger import appending
    from clearhall.desk.ledger.actions import Record, record, record_many, sign_checkpoint
    from clearhall.desk.ledger.verify import verify_ledger
    from clearhall.desk.lib.actors import Actor

    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(
            RAW.format(time="timestamptz" if is_postgresql else "datetime", bytes="bytea" if is_postgresql else "blob")
        )
        cursor.execute('CREATE INDEX bench_raw_subject ON bench_raw (subject, "index")')
    actor, start = Actor("person:7QK2M9"), datetime(2026, 3, 4, tzinfo=UTC)
    before, after = {"state": "open", "body": "lj-netsec"}, {"state": "closed", "closing_state": "resolved"}
    raw_number = 0

    def rows(count: int) -> list[tuple[Any, ...]]:
        nonlocal raw_number
        made = []
        for _ in range(count):
            at = connection.ops.adapt_datetimefield_value(start + timedelta(seconds=raw_number))
            subject = f"case:{raw_number:013d}"
            made.append((raw_number, "case:closed", subject, actor.label, at, PAYLOAD, b"h" * 32, b"s" * 16))
            raw_number += 1
        return made

    insert = appending._INSERT.replace("ledger_ledgerentry", "bench_raw")

    def raw_one() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(insert, rows(1)[0])

    def raw_batch() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            if is_postgresql:
                with cursor.copy(appending._COPY.replace("ledger_ledgerentry", "bench_raw")) as copy:
                    for row in rows(BATCH):
                        copy.write_row(row)
            else:
                cursor.executemany(insert, rows(BATCH))

    def log_one() -> None:
        with transaction.atomic():
            record("case:closed", subject="case:01ARZ3NDEKTSV", actor=actor, at=start, before=before, after=after)

    def log_batch() -> None:
        with transaction.atomic():
            record_many([Record("case:closed", f"case:{n:013d}", actor, start, before, after) for n in range(BATCH)])

    figures: dict[str, Any] = {"raw_one": _one_by_one(raw_one), "log_one": _one_by_one(log_one)}
    for count in THREADS:
        figures[f"log_{count}_threads"] = _with_threads(log_one, count, connection)
    figures["raw_batch"], figures["log_batch"] = _batches(raw_batch), _batches(log_batch)
    sign_checkpoint(at=start)
    began = time.perf_counter()
    report = verify_ledger()
    figures["verify"] = report.entries / (time.perf_counter() - began)
    figures["good"], figures["entries"] = report.is_good, report.entries
    return figures


PAYLOAD = (
    b'{"actor":"person:7QK2M9","after":{"closing_state":"resolved","state":"closed"},"at":"2026-03-04T00:00:00.000000Z",'
    b'"before":{"body":"lj-netsec","state":"open"},"event":"case:closed","subject":"case:01ARZ3NDEKTSV","v":1}'
)


def _one_by_one(act: Callable[[], None]) -> dict[str, float]:
    for _ in range(50):
        act()
    took: list[float] = []
    end = time.perf_counter() + SECONDS
    while (began := time.perf_counter()) < end:
        act()
        took.append(time.perf_counter() - began)
    quantiles = statistics.quantiles(took, n=100)
    return {"per_s": len(took) / sum(took), "p50_ms": quantiles[49] * 1000, "p99_ms": quantiles[98] * 1000}


def _with_threads(act: Callable[[], None], count: int, connection: Any) -> dict[str, float]:
    took: list[float] = []
    end = time.perf_counter() + SECONDS

    def work() -> None:
        mine = []
        while (began := time.perf_counter()) < end:
            act()
            mine.append(time.perf_counter() - began)
        took.extend(mine)
        connection.close()

    began = time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    quantiles = statistics.quantiles(took, n=100)
    passed = time.perf_counter() - began
    return {"per_s": len(took) / passed, "p50_ms": quantiles[49] * 1000, "p99_ms": quantiles[98] * 1000}


def _batches(act: Callable[[], None]) -> float:
    act()
    began = time.perf_counter()
    for _ in range(BATCHES):
        act()
    return BATCHES * BATCH / (time.perf_counter() - began)


def show(name: str, figures: dict[str, Any]) -> None:
    raw, log = figures["raw_one"], figures["log_one"]
    print(f"\n{name}: {figures['entries']:,} entries, {'whole' if figures['good'] else 'DAMAGED'}")
    print(f"{'':34}{'per second':>12}{'p50 ms':>9}{'p99 ms':>9}{'raw / log':>11}")
    line = "{:34}{:>12,.0f}{:>9.2f}{:>9.2f}{:>11}"
    print(line.format("raw insert, one a transaction", raw["per_s"], raw["p50_ms"], raw["p99_ms"], ""))
    ratio = f"{raw['per_s'] / log['per_s']:.2f}"
    print(line.format("append, one a transaction", log["per_s"], log["p50_ms"], log["p99_ms"], ratio))
    for count in THREADS:
        found = figures[f"log_{count}_threads"]
        print(line.format(f"  the same from {count} threads", found["per_s"], found["p50_ms"], found["p99_ms"], ""))
    print(f"{f'raw insert, {BATCH:,} a transaction':34}{figures['raw_batch']:>12,.0f}")
    ratio = f"{figures['raw_batch'] / figures['log_batch']:.2f}"
    print(f"{f'append, {BATCH:,} a transaction':34}{figures['log_batch']:>12,.0f}{ratio:>29}")
    print(f"{'verify':34}{figures['verify']:>12,.0f}")


def main(addresses: Sequence[str]) -> None:
    for address in ("", *addresses):
        with tempfile.TemporaryDirectory(prefix="clearhall-bench-") as folder:
            environment = os.environ | {
                "CLEARHALL_DATA_DIR": folder,
                "CLEARHALL_SETTINGS_FILE": os.devnull,
                "CLEARHALL_DATABASE_URL": address or f"sqlite:///{folder}/bench.sqlite3",
                "DJANGO_SETTINGS_MODULE": "clearhall.desk.config.settings",
            }
            command = [sys.executable, __file__, "--child"]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.exit(done.stderr)
            show("PostgreSQL" if address else "SQLite", json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    if sys.argv[1:] == ["--child"]:
        print(json.dumps(measure_one_database()))
    else:
        main(sys.argv[1:])
