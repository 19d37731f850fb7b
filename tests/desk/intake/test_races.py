"""Many senders at once, a full disk, a process that is killed: nothing twice, nothing half, nothing acknowledged lost."""

import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import OperationalError, connection

from clearhall.desk.cases.models import Case
from clearhall.desk.intake import actions
from clearhall.desk.intake.actions import accept_report, accept_reports
from clearhall.desk.intake.errors import ClientIdReused
from clearhall.desk.intake.types import NewReport, Sender
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.errors import Unavailable
from clearhall.desk.reports.models import Report, ReportIndicator
from clearhall.desk.taxonomy.harms import Harm
from tests.factories import NOON, make_body, make_place

RESIDENT = Sender(kind="resident", source="form", entrance="form")
SCAM = NewReport(text="Pay at http://parcel.example.com/a", harm="phishing", client_id="one")


def the_body():
    return make_body("police", place=make_place("LJ"), harms=tuple(Harm))


def at_once(number: int, send) -> list:
    """`send(n)` for each n below `number`, by 16 threads with connections of their own."""

    def run(n: int):
        try:
            return send(n)
        except Exception as error:  # noqa: BLE001 -- the test looks at what was raised
            return error

    def close() -> None:
        connection.close()

    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(run, range(number)))
        list(pool.map(lambda _: (close(), time.sleep(0.01)), range(64)))
    return results


@pytest.mark.django_db(transaction=True)
def test_a_hundred_parallel_sends_of_one_id_make_one_report_with_equal_answers():
    the_body()
    answers = at_once(100, lambda n: accept_report(SCAM, sender=RESIDENT, at=NOON))
    assert {type(answer).__name__ for answer in answers} == {"Accepted"}, answers
    assert len({replace(answer, is_repeat=False) for answer in answers}) == 1
    assert sum(not answer.is_repeat for answer in answers) == 1
    assert (
        Report.objects.count()
        == Case.objects.count()
        == LedgerEntry.objects.filter(event="report:received").count()
        == 1
    )


@pytest.mark.django_db(transaction=True)
def test_parallel_sends_of_many_ids_are_all_stored_in_a_gapless_order():
    the_body()
    answers = at_once(120, lambda n: accept_report(replace(SCAM, client_id=f"c{n}"), sender=RESIDENT, at=NOON))
    assert {type(answer).__name__ for answer in answers} == {"Accepted"}, answers
    sequences = sorted(Report.objects.values_list("sequence", flat=True))
    assert len({answer.receipt_code for answer in answers}) == 120
    assert sequences == list(range(sequences[0], sequences[0] + 120))


@pytest.mark.django_db(transaction=True)
def test_batches_that_overlap_store_each_row_once():
    the_body()
    rows = [replace(SCAM, text=f"m {n}", client_id=f"c{n}") for n in range(60)]
    answers = at_once(12, lambda n: accept_reports(rows[n * 3 : n * 3 + 25], sender=RESIDENT, at=NOON))
    assert all(isinstance(answer, list) for answer in answers), answers
    assert Report.objects.count() == 58
    receipts: dict[str, set[str]] = {}
    for n, answer in enumerate(answers):
        for row, result in zip(rows[n * 3 : n * 3 + 25], answer, strict=True):
            receipts.setdefault(row.client_id, set()).add(result.accepted.receipt_code)
    assert {len(codes) for codes in receipts.values()} == {1}


@pytest.mark.django_db(transaction=True)
def test_two_contents_under_one_id_leave_one_and_refuse_the_other():
    the_body()
    answers = at_once(20, lambda n: accept_report(replace(SCAM, text=f"version {n % 2}"), sender=RESIDENT, at=NOON))
    refused = [answer for answer in answers if isinstance(answer, ClientIdReused)]
    assert len(refused) == 10
    assert {error.field for error in refused} == {"text"}
    assert Report.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("failing", ["record_many", "store_cases", "store_reports"])
def test_a_full_disk_is_one_sentence_and_nothing_is_half_stored(monkeypatch, failing):
    the_body()
    real = getattr(actions, failing)

    def full(*args, **kwargs):
        real(*args, **kwargs)
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(actions, failing, full)
    with pytest.raises(Unavailable) as caught:
        accept_report(SCAM, sender=RESIDENT, at=NOON)
    assert caught.value.status == 503
    for model in (Report, ReportIndicator, Case, LedgerEntry):
        assert not model.objects.exists()
    monkeypatch.setattr(actions, failing, real)
    assert accept_report(SCAM, sender=RESIDENT, at=NOON).is_repeat is False


@pytest.mark.django_db
def test_a_key_that_is_taken_is_drawn_again(monkeypatch):
    the_body()
    first = accept_report(SCAM, sender=RESIDENT, at=NOON)
    draw, drawn = actions.ids.new_ids, iter([[first.case_id, first.report_id]])
    monkeypatch.setattr(actions.ids, "new_ids", lambda count: next(drawn, None) or draw(count))
    second = accept_report(replace(SCAM, client_id="two"), sender=RESIDENT, at=NOON)
    assert second.report_id != first.report_id
    assert Report.objects.count() == 2


@pytest.mark.django_db
def test_a_receipt_that_another_report_has_is_computed_anew_and_found_again(monkeypatch):
    the_body()
    first = accept_report(SCAM, sender=RESIDENT, at=NOON)
    compute = actions.receipt_code
    monkeypatch.setattr(
        actions,
        "receipt_code",
        lambda source, client_id, *, attempt=0: (
            first.receipt_code if attempt == 0 else compute(source, client_id, attempt=attempt)
        ),
    )
    new = replace(SCAM, client_id="two")
    second = accept_report(new, sender=RESIDENT, at=NOON)
    assert second.receipt_code != first.receipt_code
    assert accept_report(new, sender=RESIDENT, at=NOON) == replace(second, is_repeat=True)


WRITER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
sys.path[:0] = ["src", "."]
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from clearhall.desk.intake.actions import accept_report, accept_reports
from clearhall.desk.intake.types import NewReport, Sender
from clearhall.desk.lib.clock import now
from clearhall.desk.taxonomy.harms import Harm
from clearhall.desk.bodies.models import Body
from tests.factories import make_body, make_place
if not Body.objects.exists():
    make_body("police", place=make_place("LJ"), harms=tuple(Harm))
sender = Sender(kind="resident", source="form", entrance="file")

def send(number):
    accepted = accept_report(NewReport(text=f"message {number}", client_id=f"{number}"), sender=sender, at=now())
    with printing:
        print(accepted.receipt_code, flush=True)

if sys.argv[1] == "one by one":
    printing = Lock()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, range(10_000)))
for chunk in range(10_000):
    rows = [NewReport(text=f"message {chunk}-{n}", client_id=f"{chunk}-{n}") for n in range(20)]
    for result in accept_reports(rows, sender=sender, at=now()):
        print(result.accepted.receipt_code, flush=False)
    sys.stdout.flush()
"""

READER = """
import sys
sys.path[:0] = ["src", "."]
import django
django.setup()
from clearhall.desk.cases.models import Case
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.reports.models import Report
from clearhall.desk.reports.queries import find_by_receipt
codes = sys.stdin.read().split()
print("lost", sum(find_by_receipt(code) is None for code in codes))
print("counts", Report.objects.count(), Case.objects.count(), LedgerEntry.objects.filter(event="report:received").count())
"""


@pytest.mark.slow
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="starts a SQLite desk of its own; PostgreSQL is another process anyway"
)
@pytest.mark.parametrize("way", ["in batches", "one by one"])
def test_after_a_kill_every_acknowledged_receipt_exists_and_nothing_is_half(tmp_path, way):
    environment = os.environ | {
        "CLEARHALL_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "clearhall.desk.config.settings",
        "CLEARHALL_DATABASE_URL": "",
        "PYTHONPATH": "src",
    }
    writer = subprocess.Popen([sys.executable, "-c", WRITER, way], env=environment, stdout=subprocess.PIPE, text=True)
    acknowledged = []
    assert writer.stdout
    for line in writer.stdout:
        acknowledged.append(line.strip())
        if len(acknowledged) == 150:
            writer.send_signal(signal.SIGKILL)
    writer.wait(30)
    writer.stdout.close()
    complete = [code for code in acknowledged if re.fullmatch(r"\d{16}", code)]
    assert len(complete) >= 150

    reader = subprocess.run(
        [sys.executable, "-c", READER],
        env=environment,
        input="\n".join(complete),
        capture_output=True,
        text=True,
        check=True,
    )

    lost, counts = reader.stdout.splitlines()
    assert lost == "lost 0"
    reports, cases, records = map(int, counts.split()[1:])
    assert reports == cases == records >= len(complete)
    assert way == "one by one" or reports % 20 == 0  # whole batches only
    verified = subprocess.run(
        [sys.executable, "-m", "clearhall", "verify"], env=environment, capture_output=True, text=True, check=False
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr
