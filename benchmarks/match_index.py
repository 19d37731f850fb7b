"""The match index in the database: rows loaded and findable in another process, and look-ups there after every commit.

    PYTHONPATH=src python -m benchmarks.match_index --reports 200000
    CLEARHALL_DATABASE_URL=postgresql://… PYTHONPATH=src python -m benchmarks.match_index

Builds its own desk in a temporary folder; on PostgreSQL the database must be empty. This process signs texts and stores
reports, as a batch of intake does but without its other work; a second process, started on the empty desk, is asked after
each commit for the last report stored and must find it. Half of the texts belong to campaigns. Every batch is stored twice,
once without signatures, so that what the index costs can be told from what the rows of reports and cases cost.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.check import milliseconds
from benchmarks.similarity import Stopwatch, Writer

CHUNK = 5_000
WAVE = 200  # texts of one campaign are edits of so many


class Desk:
    """Stores reports, each with its case, one key after the other."""

    def __init__(self) -> None:
        from clearhall.desk.bodies.models import Body, Competence, Place
        from clearhall.desk.cases.models import Case
        from clearhall.desk.lib.rows import RowWriter

        place = Place.objects.create(code="LJ", level="city", name_zh="临江市", name_en="Linjiang")
        self.body = Body.objects.create(
            code="police", place=place, level="city", name_zh="公安", name_en="Police", path="/1/"
        )
        Competence.objects.create(body=self.body, harm="telecom_fraud")
        self.cases, self.stored = RowWriter(Case), 0

    def store(self, texts: list[str], *, signed: bool = True) -> tuple[int, bytes]:
        """Sign and store in one transaction; key and signature of the last report. Not `signed`: the same rows without."""
        from django.db import transaction

        from clearhall.desk.reports.bulk import REPORTS
        from clearhall.engine.similarity import sign_many
        from clearhall.engine.text import matching_form

        signatures = sign_many(map(matching_form, texts)) if signed else [b""] * len(texts)
        ids, now = range(self.stored + 1, self.stored + len(texts) + 1), datetime.now(UTC)
        self.stored = ids[-1]
        facts = {
            "opened_at": now, "harm": "telecom_fraud", "urgency": 1, "body_id": self.body.pk, "first_response_due_at": now,
            "due_at": now, "language": "zh_hans",
        }  # fmt: skip
        cases = [self.cases.row_of({"id": one, "group": one, **facts}) for one in ids]
        rows = [
            (
                one, one, now, "api", "telecom_fraud", "", text, "", "", "sms", "zh_hans", None, None, None, "resident",
                None, None, None, "bench", str(one), one.to_bytes(32, "big"), signature, one, one, None,
            )
            for one, text, signature in zip(ids, texts, signatures, strict=True)
        ]  # fmt: skip
        with transaction.atomic():
            self.cases.write(cases)
            REPORTS.write(rows)
        return ids[-1], signatures[-1]


class Reader:
    """Another process of the same desk."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.match_index", "--reader"], env=dict(os.environ),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.ask(0, bytes([3]) + bytes(131))  # it has started once it answers

    def ask(self, report_id: int, signature: bytes) -> NDArray[Any]:
        """Seconds by the clock and of the processor that the other process took to look up a report, which must be found."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{report_id} {signature.hex()}\n")
        self._process.stdin.flush()
        clock, processor, found = self._process.stdout.readline().split()
        assert found == "1", f"report {report_id} is stored but was not found"
        return np.array([float(clock), float(processor)])

    def close(self) -> None:
        self._process.communicate(timeout=30)


def answer_questions() -> None:
    """What the other process does: a line with key and signature in; seconds, those of the processor, and whether found, out."""
    from clearhall.desk.matching.index import PROCESS

    for line in sys.stdin:
        key, data = line.split()
        wanted, signature = int(key), bytes.fromhex(data)
        watch = Stopwatch()
        found = PROCESS.view().query(signature, limit=20)
        seconds = watch.read()
        is_there = not wanted or any(one.report_id == wanted or one.similarity == 1.0 for one in found)
        print(*seconds, int(is_there), flush=True)


def invented(count: int) -> list[str]:
    writer, rng = Writer(7), random.Random(7)
    waves = [writer.text() for _ in range(WAVE)]
    return [writer.edited(rng.choice(waves), 0.04) if rng.random() < 0.5 else writer.text() for _ in range(count)]


def measure(reports: int, singles: int) -> None:
    from django.db import connection

    from clearhall.desk.matching.snapshots import build_snapshot, load_snapshot
    from clearhall.engine.similarity import sign
    from clearhall.engine.text import matching_form

    desk, texts = Desk(), invented(reports + singles)
    sign(matching_form("繁體 pаge"))  # loads kernels and tables
    reader = Reader()
    storing, plain, catching_up = np.zeros(2), np.zeros(2), np.zeros(2)
    for first in range(0, reports, CHUNK):
        some = texts[first : min(first + CHUNK, reports)]
        watch = Stopwatch()
        desk.store(some, signed=False)
        plain += watch.read()
        watch = Stopwatch()
        last = desk.store(some)
        storing += watch.read()
        catching_up += reader.ask(*last)
    print(f"{connection.vendor}, load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'texts/s':30}{'by the clock':>14}{'by processor of the two processes':>36}")
    for name, seconds in (
        ("the same rows, not signed", plain),
        ("signed and stored", storing),
        ("taken in by the other process", catching_up),
        ("stored, then taken in", storing + catching_up),
        ("what the index costs of this", np.maximum(storing + catching_up - plain, 1e-9)),
    ):
        print(f"{name:30}{reports / seconds[0]:14,.0f}{reports / seconds[1]:36,.0f}")
    print(f"{'':30}      p50       p99       max  (ms)")
    committed, asked = [], []
    for text in texts[reports:]:
        watch = Stopwatch()
        last = desk.store([text])
        committed.append(watch.read())
        asked.append(reader.ask(*last))
    for name, times in (("one report signed and stored", committed), ("looked up after each commit", asked)):
        print(f"{name:30}{milliseconds([float(one[0]) for one in times])}  by the clock")
        print(f"{'':30}{milliseconds([float(one[1]) for one in times])}  of the processor")
    reader.close()
    start = time.perf_counter()
    held = build_snapshot()
    written = time.perf_counter()
    assert load_snapshot()
    print(f"snapshot from the table        {held / (written - start):12,.0f} texts/s, checked and opened in "
          f"{time.perf_counter() - written:.2f} s")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=200_000)
    parser.add_argument("--singles", type=int, default=2_000)
    parser.add_argument("--reader", action="store_true", help=argparse.SUPPRESS)
    options: Any = parser.parse_args()
    import django

    if options.reader:
        django.setup()
        answer_questions()
        return
    with tempfile.TemporaryDirectory(prefix="clearhall-match-") as folder:
        os.environ |= {"CLEARHALL_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "clearhall.desk.config.settings"}
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        measure(options.reports, options.singles)


if __name__ == "__main__":
    main()
