"""Intake by API, one by one and in batches, beside raw inserts of the very same rows into the same tables.

    python benchmarks/intake.py                                            SQLite in a temporary folder
    CLEARHALL_DATABASE_URL=postgresql://…/an_empty_database python benchmarks/intake.py

A real server (granian) answers a load client in another process. Everything is on: token, quota, cleaning, language,
indicators, signature, routing with working hours, case, log. Reports are invented. Prints one table; ratios are to raw inserts.
"""

import argparse
import http.client
import json
import os
import random
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

SENTENCES = [
    "【速达快递】您的包裹因地址不详被退回，请登录 http://{host}.example.com/{n} 重新填写并缴纳{n}元保管费。",
    "尊敬的用户，您的账户将于今日冻结，请致电 400-{n}-{m} 或点击 https://{host}.example.net/v?{n} 核实。",
    "兼职刷单日结{n}元，无需押金，加微信 kefu{n} 详谈，名额有限，先到先得，长期有效。",
    "Your parcel {n} is held. Pay the fee of {m} at http://{host}.example.org/{n} within 24 hours or it is returned.",
    "Congratulations, number {n} has won {m} yuan! Call +86 138 {n} {m} now, quote code {host}.",
]


def texts(count: int) -> list[str]:
    draw = random.Random(7)
    return [
        draw.choice(SENTENCES).format(
            n=draw.randint(1000, 9999), m=draw.randint(1000, 9999), host=f"p{draw.randint(1, 5000)}"
        )
        for _ in range(count)
    ]


def set_up() -> str:
    """An empty desk with one body and one watchpost; returns the watchpost's token."""
    import django

    django.setup()
    from django.core.management import call_command

    from clearhall.desk.accounts.digests import digest_of
    from clearhall.desk.accounts.models import ApiToken
    from clearhall.desk.bodies.models import Body, Competence, Place
    from clearhall.desk.lib.clock import now
    from clearhall.desk.taxonomy.harms import Harm
    from clearhall.desk.watchposts.models import Watchpost

    call_command("migrate", verbosity=0)
    if not Body.objects.exists():
        place = Place.objects.create(code="LJ", level="city", name_zh="临江市", name_en="Linjiang")
        body = Body.objects.create(
            code="police", level="city", place=place, name_zh="公安局", name_en="Police", path="/1/"
        )
        Competence.objects.bulk_create(Competence(body=body, harm=harm.value) for harm in Harm)
        watchpost = Watchpost.objects.create(
            code="bank",
            name_zh="银行",
            name_en="Bank",
            kind="bank",
            daily_quota=2_000_000_000,
            body=body,
            accredited_at=now(),
        )
        ApiToken.objects.create(
            digest=digest_of("benchmark-token"),
            name="benchmark",
            scopes=["reports:write"],
            watchpost=watchpost,
            created_at=now(),
            expires_at=now() + timedelta(days=1),
        )
    return "benchmark-token"


def serve(port: int, *, workers: int = 1) -> subprocess.Popen[bytes]:
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", "8", "--no-ws", "--log-level", "warning"),
        "clearhall.desk.config.web_process:application",
    ]
    server = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT / "src")})
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def load(port: int, count: int, *, senders: int, rate: float, mark: str) -> dict[str, float]:
    """Post `count` reports by `senders` connections, at `rate` a second in all (0: as fast as it goes). Runs in a child."""
    bodies = [
        json.dumps({"text": text, "harm": "phishing", "channel": "sms", "client_id": f"{mark}{n}"}).encode()
        for n, text in enumerate(texts(count))
    ]
    start = time.perf_counter() + 0.2

    def send(first: int) -> list[float]:
        times = []
        connection = http.client.HTTPConnection("127.0.0.1", port)
        headers = {"Authorization": "Bearer benchmark-token", "Content-Type": "application/json"}
        for n in range(first, count, senders):
            if rate:
                time.sleep(max(0.0, start + n / rate - time.perf_counter()))
            began = time.perf_counter()
            connection.request("POST", "/api/v1/reports", bodies[n], headers)
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != 201:
                raise SystemExit(f"{answer.status} {content[:300]!r}")
            times.append(time.perf_counter() - began)
        return times

    with ThreadPoolExecutor(senders) as pool:
        times = sorted(chain.from_iterable(pool.map(send, range(senders))))
    took = time.perf_counter() - start
    return {
        "per_s": count / took,
        "p50_ms": times[len(times) // 2] * 1e3,
        "p99_ms": times[int(len(times) * 0.99)] * 1e3,
    }


def load_in_child(port: int, count: int, **options: object) -> dict[str, float]:
    call = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from benchmarks.intake import load; import json; "
    call += f"print(json.dumps(load({port}, {count}, **{options!r})))"
    return json.loads(subprocess.run([sys.executable, "-c", call], capture_output=True, check=True, text=True).stdout)


def batches(port: int, count: int, size: int) -> float:
    """Rows a second by HTTP batches of `size`."""
    rows = [
        json.dumps({"text": text, "harm": "phishing", "channel": "sms", "client_id": f"batch{n}"})
        for n, text in enumerate(texts(count))
    ]
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Authorization": "Bearer benchmark-token", "Content-Type": "application/x-ndjson"}
    began = time.perf_counter()
    for first in range(0, count, size):
        connection.request("POST", "/api/v1/reports:batch", "\n".join(rows[first : first + size]).encode(), headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{answer.status} {content[:300]!r}")
    return count / (time.perf_counter() - began)


def raw(count: int, size: int) -> float:
    """Rows a second of plain inserts of stored rows into tables of the same columns and indexes, one transaction a batch."""
    from django.db import connection, transaction

    from clearhall.desk.cases.models import Case
    from clearhall.desk.ledger.models import LedgerEntry
    from clearhall.desk.lib.rows import RowWriter
    from clearhall.desk.reports.models import Report, ReportIndicator

    reports = list(Report.objects.filter(client_id__startswith="batch").order_by("sequence")[:count])
    by_case = {
        case.pk: case
        for case in Case.objects.filter(pk__in=Report.objects.filter(client_id__startswith="batch").values("case"))
    }
    indicators: dict[int, list[ReportIndicator]] = {}
    for item in ReportIndicator.objects.filter(report__client_id__startswith="batch"):
        indicators.setdefault(item.report_id, []).append(item)
    entries = {entry.index: entry for entry in LedgerEntry.objects.filter(index__gte=reports[0].sequence)}
    shift = 1 << 61  # far from all keys in use
    writers = {
        Case: RowWriter(Case),
        Report: RowWriter(Report),
        ReportIndicator: RowWriter(ReportIndicator, without=["id"]),
    }
    writers[LedgerEntry] = RowWriter(LedgerEntry)
    groups = []
    for first in range(0, len(reports), size):
        some = reports[first : first + size]
        rows: dict[type, list[list[object]]] = {Case: [], LedgerEntry: [], Report: [], ReportIndicator: []}
        for report in some:
            case, entry = by_case[report.case_id], entries[report.sequence]
            case.pk += shift
            entry.pk += shift
            rows[Case].append(writers[Case].row(case))
            rows[LedgerEntry].append(writers[LedgerEntry].row(entry))
            for item in indicators.get(report.pk, []):
                item.report_id += shift
                rows[ReportIndicator].append(writers[ReportIndicator].row(item))
            report.pk, report.case_id, report.sequence = (
                report.pk + shift,
                report.case_id + shift,
                report.sequence + shift,
            )
            report.client_id, report.receipt_mac = f"raw{report.client_id}", bytes(report.receipt_mac)[::-1]
            rows[Report].append(writers[Report].row(report))
        groups.append(rows)
    began = time.perf_counter()
    for rows in groups:
        with transaction.atomic():
            for model, values in rows.items():
                writers[model].write(values)
    took = time.perf_counter() - began
    connection.close()
    return len(reports) / took


def memory_mb(pid: int) -> float:
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        except OSError:
            continue
        if int(fields["Pid"]) == pid or int(fields["PPid"]) == pid:
            total += int(fields.get("VmHWM", "0 kB").split()[0])
    return total / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--single", type=int, default=3_000)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--size", type=int, default=5_000)
    parser.add_argument("--port", type=int, default=8791)
    parser.add_argument("--workers", type=int, default=1, help="web processes")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="clearhall-benchmark-"))
    (folder / "static").mkdir()
    os.environ["CLEARHALL_DATA_DIR"] = str(folder)
    os.environ["CLEARHALL_SETTINGS_FILE"] = os.devnull
    os.environ["DJANGO_SETTINGS_MODULE"] = "clearhall.desk.config.settings"
    set_up()
    server = serve(options.port, workers=options.workers)
    try:
        mark = f"w{time.time_ns()}-"
        load_in_child(options.port, 200, senders=4, rate=0, mark=mark)  # warm up: compile, cache, connect
        full = load_in_child(options.port, options.single, senders=8, rate=0, mark=f"{mark}f")
        half = load_in_child(options.port, options.single, senders=8, rate=250, mark=f"{mark}h")
        batch_per_s = batches(options.port, options.rows, options.size)
        peak_mb = memory_mb(server.pid)
    finally:
        server.terminate()
        server.wait(10)
    raw_per_s = raw(options.rows, options.size)
    database = "PostgreSQL" if os.environ.get("CLEARHALL_DATABASE_URL") else "SQLite"
    print(f"\n{database}, {options.workers} web processes, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; server {peak_mb:.0f} MB, "
          f"this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")  # fmt: skip
    print(f"{'way':<44}{'rows/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'to raw':>9}")
    for name, per_s, p50, p99 in (
        (f"raw inserts, {options.size} rows a transaction", raw_per_s, 0.0, 0.0),
        (f"API batch (NDJSON), {options.size} rows", batch_per_s, 0.0, 0.0),
        ("API single, as fast as it goes, 8 senders", full["per_s"], full["p50_ms"], full["p99_ms"]),
        ("API single, at 250 a second", half["per_s"], half["p50_ms"], half["p99_ms"]),
    ):
        shown = f"{p50:>9.1f}{p99:>9.1f}" if p50 else f"{'':>18}"
        print(f"{name:<44}{per_s:>10.0f}{shown}{raw_per_s / per_s:>8.1f}x")
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
