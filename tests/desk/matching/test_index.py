"""The index of a process follows the rows: new ones at once, rolled-back ones never, a damaged file not at all."""

import os
import shutil
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clearhall.desk.lib.clock import now
from clearhall.desk.matching import index, snapshots
from clearhall.desk.matching.health import LONGEST_TAIL, OLDEST, Health, Snapshot, health
from clearhall.desk.matching.index import PROCESS, ProcessIndex
from clearhall.desk.matching.jobs import refresh_snapshot
from clearhall.desk.matching.snapshots import build_snapshot, snapshot_path
from clearhall.desk.reports.models import Report
from clearhall.engine.similarity import sign
from clearhall.engine.text import matching_form
from tests.desk.matching.conftest import BANK, PARCEL, PARCEL_AGAIN
from tests.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_file_of_another_test():
    shutil.rmtree(snapshot_path().parent, ignore_errors=True)


def found(process, text):
    """Keys of the reports that a process finds for a text."""
    return [match.report_id for match in process.view().query(sign(matching_form(text)).data, limit=10)]


def flip(path, *, at):
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)
        file.seek(at)
        file.write(bytes([byte[0] ^ 1]))


def test_a_report_is_found_by_the_next_question_of_every_process(report):
    here, there = ProcessIndex(), ProcessIndex()
    assert found(here, PARCEL) == found(there, PARCEL) == []
    key = report(PARCEL).report_id
    assert found(here, PARCEL_AGAIN) == found(there, PARCEL_AGAIN) == [key]


def test_a_question_costs_one_query_however_many_reports_there_are(reports, django_assert_num_queries):
    reports([f"{PARCEL} {number * 7919}" for number in range(30)])
    process = ProcessIndex()
    process.view()
    with django_assert_num_queries(1):
        process.view()


def test_gaps_between_sequences_are_no_gaps_between_reports(report, body):
    first = report(PARCEL).report_id
    Report.objects.filter(pk=first).update(sequence=17)
    process = ProcessIndex()
    assert found(process, PARCEL) == [first]
    second = report(PARCEL).report_id
    Report.objects.filter(pk=second).update(sequence=90_000_000_000)
    assert sorted(found(process, PARCEL)) == sorted([first, second])


def test_a_snapshot_and_the_reports_after_it_answer_as_one(report):
    first = report(PARCEL).report_id
    assert build_snapshot() == 1
    second = report(PARCEL_AGAIN).report_id
    process = ProcessIndex()
    assert sorted(found(process, PARCEL)) == sorted([first, second])
    assert process.tail_size == 1


def test_a_new_snapshot_is_taken_over_while_the_process_runs(report):
    process = ProcessIndex()
    keys = [report(text).report_id for text in (PARCEL, BANK)]
    assert found(process, PARCEL) == keys[:1]
    assert process.tail_size == 2
    build_snapshot()
    for _ in range(200):
        assert found(process, PARCEL) == keys[:1]
        if process.tail_size == 0:
            break
        threading.Event().wait(0.02)
    assert process.tail_size == 0
    assert found(process, BANK) == keys[1:]


@pytest.mark.parametrize("place", ["header", "middle", "end", "cut"])
def test_a_damaged_snapshot_is_never_answered_from_and_is_built_again(report, place):
    key = report(PARCEL).report_id
    build_snapshot()
    path = snapshot_path()
    size = path.stat().st_size
    if place == "cut":
        os.truncate(path, size - 4096)
    else:
        flip(path, at={"header": 4100, "middle": size // 2, "end": size - 1}[place])
    process = ProcessIndex()
    assert found(process, PARCEL) == [key]
    assert process.tail_size == 1
    assert health(at=now()).snapshot is Snapshot.DAMAGED
    assert refresh_snapshot(at=now()) is True
    mended = health(at=now())
    assert (mended.snapshot, mended.held, mended.tail) == (Snapshot.WHOLE, 1, 0)
    fresh = ProcessIndex()
    assert found(fresh, PARCEL) == [key]
    assert fresh.tail_size == 0


def test_a_snapshot_of_another_database_is_not_used(report):
    report(BANK)
    build_snapshot()
    Report.objects.update(sequence=41)
    key = report(PARCEL).report_id
    process = ProcessIndex()
    assert found(process, PARCEL) == [key]
    assert health(at=now()).snapshot is Snapshot.DAMAGED


def test_a_process_whose_database_was_replaced_starts_anew(report):
    report(PARCEL)
    assert len(found(PROCESS, PARCEL)) == 1
    Report.objects.all().delete()
    assert found(PROCESS, PARCEL) == []


def test_erased_reports_and_foreign_signatures_stay_out_of_the_index_and_of_the_snapshot(reports):
    kept, erased, odd, other = reports([PARCEL, PARCEL_AGAIN, BANK, "图书馆周末延长开放到晚上十点，欢迎大家前来阅读"])
    Report.objects.filter(pk=erased).update(signature=b"", text="", erased_at=NOON)
    Report.objects.filter(pk=odd).update(signature=b"\x09" * 132)
    Report.objects.filter(pk=other).update(signature=b"\x01" * 32)
    process = ProcessIndex()
    assert found(process, PARCEL) == [kept]
    assert build_snapshot() == 1
    assert found(ProcessIndex(), PARCEL) == [kept]


def test_without_a_snapshot_only_the_newest_are_read_and_that_is_said(reports, monkeypatch):
    monkeypatch.setattr(index, "MOST_TAIL", 3)
    keys = reports(
        [PARCEL, BANK, *(f"第{number}号楼的电梯今天检修，请走楼梯，谢谢大家配合{number}" for number in range(3))]
    )
    process = ProcessIndex()
    assert process.view().is_complete is False
    assert found(process, BANK) == []
    assert process.tail_size == 3
    build_snapshot()
    fresh = ProcessIndex()
    assert fresh.view().is_complete is True
    assert found(fresh, BANK) == [keys[1]]


def test_few_rows_are_asked_for_at_first(reports):
    """PostgreSQL reads the whole of a table that it has not analysed when a question may give thousands of rows."""
    reports([f"{PARCEL} {number * 7919}" for number in range(3)])
    process = ProcessIndex()
    process.view()
    with CaptureQueriesContext(connection) as said:
        process.view()
    (statement,) = [one["sql"] for one in said.captured_queries]
    assert statement.endswith(f"LIMIT {index.FEW + 1}")


@pytest.mark.parametrize("few", [1, 2, 3, 250])
def test_pages_of_rows_are_all_read(reports, monkeypatch, few):
    monkeypatch.setattr(index, "FEW", few)
    monkeypatch.setattr(index, "PAGE", 2)
    monkeypatch.setattr(snapshots, "PAGE", 2)
    keys = reports([PARCEL] * 7)
    process = ProcessIndex()
    assert sorted(found(process, PARCEL)) == sorted(keys)
    assert build_snapshot() == 7


def test_threads_ask_while_reports_come_in(report):
    report(BANK)
    process, missing = ProcessIndex(), []

    def ask(number):
        try:
            key = report(f"{PARCEL}{'！' * number}").report_id
            if key not in [m.report_id for m in process.view().query(sign(matching_form(PARCEL)).data, limit=50)]:
                missing.append(key)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert missing == []
    assert len(set(Report.objects.exclude(text=BANK).values_list("group", flat=True))) == 1


def test_the_job_writes_only_when_there_is_reason(report):
    assert refresh_snapshot(at=now()) is False  # nothing to hold
    report(PARCEL)
    assert refresh_snapshot(at=now()) is True
    assert refresh_snapshot(at=now()) is False
    report(BANK)
    assert refresh_snapshot(at=now()) is False  # one newer report is no reason
    assert refresh_snapshot(at=now() + OLDEST) is True


@pytest.mark.parametrize(
    ("held", "tail", "needed"),
    [(0, 0, False), (10, LONGEST_TAIL, False), (10, LONGEST_TAIL + 1, True), (10_000_000, LONGEST_TAIL + 1, False)],
)
def test_how_far_behind_a_snapshot_may_fall(held, tail, needed):
    assert Health(Snapshot.WHOLE, held, tail, timedelta(hours=1)).needs_rebuild is needed
