"""Check among a million reports: the engine, the page through the real server, and the memory of web and worker.

    PYTHONPATH=src python -m benchmarks.check --reports 1000000 --questions 2000

On PostgreSQL: give an empty database in CLEARHALL_DATABASE_URL; with `--data` the same one must be given again.
Builds its own desk in a temporary folder (`--data DIR` keeps it for the next run) and writes the rows straight into the tables.
Texts are invented: reports of the example city and variants of them, which fall into few large groups as campaigns do, and as
many messages put together from their sentences, which are nobody's copy. Every report has a case; ledger rows are left out.
"""

import argparse
import http.client
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

PORT = 8947
CHUNK = 20_000
THREADS = 4
_CLAUSE = re.compile(r"[^，。！？,.!?]+[，。！？,.!?]?")
_INDICATOR = re.compile(r"1\d{10}|(?:https?://)?([a-z0-9-]+\.)+(?:example|test|invalid)\S*")


def milliseconds(times: list[float]) -> str:
    """Median, 99th percentile and largest of times in seconds, as cells of the table."""
    ordered = sorted(times)
    p50, p99 = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return f"{1000 * p50:9.2f} {1000 * p99:9.2f} {1000 * ordered[-1]:9.2f}"


def invented_texts(count: int, rng: random.Random) -> Iterator[str]:
    """`count` texts: every other one a variant of the city's, the rest put together from five of its sentences."""
    from clearhall.desk.city.reports import invent_reports
    from clearhall.desk.city.variants import vary

    now = datetime.now(UTC)
    city = [one.text for one in invent_reports(today=now.date(), now=now)]
    variants = [vary(text, rng=rng, language="zh-hans") for text in city for _ in range(20)]
    clauses = sorted({clause for text in city for clause in _CLAUSE.findall(text) if len(clause) > 3})
    for number in range(count):
        if number % 2:
            yield "".join(rng.choices(clauses, k=6)) + str(rng.randrange(10**6))
        else:
            yield re.sub(r"\d{3,5}", lambda _: str(rng.randrange(100, 99_999)), rng.choice(variants))


def build(count: int) -> None:
    """Fill the desk: reports with cases, signatures, groups and indicators, in commits of 20,000."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from clearhall.desk.bodies.models import Body, Competence, Place
    from clearhall.desk.cases.models import Case, PublishedOutcome
    from clearhall.desk.lib.rows import RowWriter
    from clearhall.desk.matching.snapshots import build_snapshot
    from clearhall.desk.reports.bulk import INDICATORS, REPORTS, IndicatorRow
    from clearhall.engine.indicators import registrable_domain
    from clearhall.engine.similarity import Index, Level, sign_many
    from clearhall.engine.text import matching_form

    call_command("migrate", verbosity=0)
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous=OFF")  # while it is built
    place = Place.objects.create(code="LJ", level="city", name_zh="临江市", name_en="Linjiang")
    body = Body.objects.create(code="police", place=place, level="city", name_zh="公安", name_en="Police", path="/1/")
    Competence.objects.create(body=body, harm="telecom_fraud")
    rng, cases, index = random.Random(2), RowWriter(Case), Index(expected=count)
    texts, now, groups = invented_texts(count, rng), datetime.now(UTC), {}
    started = time.monotonic()
    for first in range(1, count + 1, CHUNK):
        some = [next(texts) for _ in range(min(CHUNK, count - first + 1))]
        ids = list(range(first, first + len(some)))
        signatures = sign_many(map(matching_form, some))
        for report_id, match in zip(ids, index.query_then_add_many(ids, signatures), strict=True):
            groups[report_id] = groups[match.report_id] if match and match.level is Level.GROUP else report_id
        moments = [now - timedelta(seconds=120 * 86_400 * (1 - one / count)) for one in ids]
        new = [
            Case(
                id=one, opened_at=at, harm="telecom_fraud", urgency=1, body_id=body.pk, first_response_due_at=at,
                due_at=at, language="zh_hans", group=groups[one],
            )
            for one, at in zip(ids, moments, strict=True)
        ]  # fmt: skip
        rows = [
            (
                one, one, at, "api", "telecom_fraud", "", text, "", "", "sms", "zh_hans", None, None, None, "resident",
                None, None, None, "bench", str(one), one.to_bytes(32, "big"), signature, groups[one], one, None,
            )
            for one, at, text, signature in zip(ids, moments, some, signatures, strict=True)
        ]  # fmt: skip
        named = [
            IndicatorRow(
                one, "phone" if found[0][:1] == "1" else "url", found[0][:500],
                "" if found[0][:1] == "1" else registrable_domain(found[0]) or "", found.start(), found.end(),
            )
            for one, text in zip(ids, some, strict=True)
            for found in _INDICATOR.finditer(text)
        ]  # fmt: skip
        with transaction.atomic():
            cases.write([cases.row(case) for case in new])
            REPORTS.write(rows)
            INDICATORS.write(named)
        print(f"\r  {first + len(some) - 1:,} reports, {time.monotonic() - started:.0f} s", end="", file=sys.stderr)
    print(file=sys.stderr)
    said = [
        PublishedOutcome(
            id=one, case_id=one, harm="telecom_fraud", outcome="public_answer", text_zh="这是诈骗。", text_en="A scam.",
            author_label="person:1", at=now,
        )
        for one in rng.sample(range(1, count + 1), count // 50)
    ]  # fmt: skip
    PublishedOutcome.objects.bulk_create(said, batch_size=1_000)
    before = time.monotonic()
    held = build_snapshot()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sizes = sorted(Counter(groups.values()).values(), reverse=True)
    print(f"groups {len(sizes):,}; largest {sizes[:3]}; ", end="")
    print(f"snapshot of {held:,} written in {time.monotonic() - before:.1f} s (whole build peaked at {peak:.0f} MB)")
    connection.cursor().execute("ANALYZE")
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def timed(call: Callable[[Any], object], asked: Sequence[Any]) -> str:
    """Cells of the table: seconds by the clock, and of the processor, which other programs on the machine cannot inflate."""
    clock, processor = [], []
    for one in asked:
        before, cpu_before = time.perf_counter(), time.thread_time()
        call(one)
        clock.append(time.perf_counter() - before)
        processor.append(time.thread_time() - cpu_before)
    return f"{milliseconds(clock)} {milliseconds(processor)}"


def questions(count: int) -> dict[str, list[str]]:
    """Kinds of question: copies of stored reports, edited ones, and messages nobody sent."""
    from clearhall.desk.reports.models import Report

    rng = random.Random(3)
    newest = Report.objects.order_by("-sequence").values_list("sequence", flat=True)[0]
    keys = [rng.randrange(1, newest + 1) for _ in range(count)]
    stored = list(Report.objects.filter(pk__in=keys).values_list("text", flat=True))
    rng.shuffle(stored)
    letters = [chr(code) for code in range(0x4E00, 0x5A00)]
    return {
        "copies": stored,
        "edited": [text[: len(text) * 4 // 5] + "请尽快办理" for text in stored],
        "unknown": ["".join(rng.choices(letters, k=60)) for _ in range(count)],
    }


def page_times(texts: list[str], *, threads: int) -> tuple[list[float], float]:
    """Seconds for each answer of the page, asked by `threads` people at once over kept connections; answers a second."""
    times: list[float] = []
    share = [texts[start::threads] for start in range(threads)]

    def ask(mine: list[str], who: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", PORT)
        line.request("GET", "/check/")
        page = line.getresponse()
        cookie = (page.getheader("Set-Cookie") or "").split(";")[0]
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
        assert token
        for number, text in enumerate(mine):
            body = urlencode({"text": text, "csrfmiddlewaretoken": token[1]})
            address = (
                f"10.{who}.{number // 250}.{number % 250}"  # every one another reader, or the flood gate would close
            )
            headers = {
                "Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": address,
            }  # fmt: skip
            before = time.perf_counter()
            line.request("POST", "/check/", body, headers)
            answer = line.getresponse()
            answer.read()
            times.append(time.perf_counter() - before)
            assert answer.status == 200, answer.status

    crowd = [threading.Thread(target=ask, args=(mine, who)) for who, mine in enumerate(share)]
    before = time.monotonic()
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    return times, len(times) / (time.monotonic() - before)


def family(root: int) -> Iterator[int]:
    """A process and all below it."""
    waiting = [root]
    while waiting:
        one = waiting.pop()
        yield one
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            waiting += [int(child) for child in task.read_text().split()]


def processor_of(root: int) -> float:
    """Seconds of processor that a process and all below it have used."""
    fields = (Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in family(root))
    return sum(int(one[11]) + int(one[12]) for one in fields) / os.sysconf("SC_CLK_TCK")


def memory_of(root: int) -> tuple[float, float]:
    """RSS and PSS in MB of a process and all below it; PSS counts what several share once."""
    rss = pss = 0.0
    for one in family(root):
        facts = dict(line.split(":", 1) for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()[1:])
        rss += int(facts["Rss"].split()[0]) / 1024
        pss += int(facts["Pss"].split()[0]) / 1024
    return rss, pss


def serve(part: str, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "clearhall", part, *options], env=dict(os.environ))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=1_000_000)
    parser.add_argument("--questions", type=int, default=2_000)
    parser.add_argument("--data", type=Path, help="folder to build in, or to use again")
    asked = parser.parse_args()
    folder = asked.data or Path(tempfile.mkdtemp(prefix="clearhall-check-"))
    os.environ |= {"CLEARHALL_DATA_DIR": str(folder), "CLEARHALL_TRUSTED_PROXIES": "1", "CLEARHALL_LANGUAGE": "en",
                   "DJANGO_SETTINGS_MODULE": "clearhall.desk.config.settings"}  # fmt: skip
    import django

    django.setup()
    if not (folder / "match" / "reports.similar").exists():
        build(asked.reports)
    try:
        measure(asked.questions)
    finally:
        if asked.data is None:
            shutil.rmtree(folder)


def measure(count: int) -> None:
    from clearhall.desk.lib.clock import now
    from clearhall.desk.matching.index import PROCESS
    from clearhall.desk.matching.queries import match_text
    from clearhall.engine.similarity import sign
    from clearhall.engine.text import matching_form

    texts = questions(count)
    snapshot = PROCESS.view().combined
    print(
        f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; milliseconds by the clock, then of the processor"
    )
    print(f"{'':34}      p50       p99       max       p50       p99       max")
    for kind, some in texts.items():
        signatures = [sign(matching_form(text)).data for text in some]
        timed(lambda data: snapshot.query(data, limit=20), signatures[:50])
        print(f"engine look-up, {kind:18}{timed(lambda data: snapshot.query(data, limit=20), signatures)}")
    for kind, some in texts.items():
        print(f"match_text with rows, {kind:12}{timed(lambda text: match_text(text, at=now()), some)}")
    web, worker = serve("web", "--port", str(PORT)), serve("worker")
    try:
        _wait()
        page_times(texts["unknown"][:50], threads=THREADS)
        for threads in (1, THREADS):
            for kind, some in texts.items():
                before = processor_of(web.pid)
                times, rate = page_times(some, threads=threads)
                each = 1000 * (processor_of(web.pid) - before) / len(times)
                print(
                    f"page, {threads} at once, {kind:18}{milliseconds(times)} {each:9.2f} on average; {rate:.0f} a second"
                )
        time.sleep(12)  # the worker has looked at its schedule
        parts = {"web": memory_of(web.pid), "worker": memory_of(worker.pid)}
        for name, (rss, pss) in parts.items():
            print(f"memory of {name:10} RSS {rss:7.0f} MB   PSS {pss:7.0f} MB")
        print(f"memory together     RSS {sum(one[0] for one in parts.values()):7.0f} MB   "
              f"PSS {sum(one[1] for one in parts.values()):7.0f} MB")  # fmt: skip
    finally:
        for one in (web, worker):
            one.send_signal(signal.SIGTERM)
            one.wait(30)


def _wait() -> None:
    for _ in range(300):
        try:
            line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=1)
            line.request("GET", "/healthz")
            if line.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the desk did not start")


if __name__ == "__main__":
    main()
