"""Keeping, showing, verifying and erasing evidence."""

import hashlib
import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from clearhall.desk.files import store
from clearhall.desk.files.actions import (
    check_files,
    commitment,
    erase_files,
    keep_files,
    open_original,
    remove_orphans,
    show_file,
)
from clearhall.desk.files.errors import EvidenceChanged, EvidenceNotFound, FileRefused, TooManyFiles
from clearhall.desk.files.events import Custody
from clearhall.desk.files.models import CustodyEvent, Evidence
from clearhall.desk.files.queries import files_of
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib import sealing
from clearhall.desk.lib.actors import REPORTER, job
from clearhall.desk.lib.errors import Unavailable
from clearhall.desk.lib.ids import new_id
from tests.desk.files.test_inspect import picture
from tests.factories import NOON, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_store():
    shutil.rmtree(Path(settings.CLEARHALL.data_dir) / "files", ignore_errors=True)


@pytest.fixture
def case():
    return make_case()


def keep(case, *contents: bytes) -> list[Evidence]:
    arrivals = check_files([(content, "发票.png") for content in contents])
    return keep_files(arrivals, report_id=case.reports.get().pk, case_id=case.pk, actor=REPORTER, at=NOON)


def test_a_kept_file_is_sealed_hashed_dated_and_recorded_once(case):
    content = picture()
    (evidence,) = keep(case, content)
    assert bytes(evidence.sha256) == hashlib.sha256(content).digest()
    assert evidence.arrived_at == NOON
    on_disk = store.path_of(evidence.pk, store.ORIGINAL).read_bytes()
    assert content not in on_disk
    assert sealing.unseal(on_disk, purpose=f"files.{store.path_of(evidence.pk, store.ORIGINAL).name}") == content
    entry = LedgerEntry.objects.get()
    assert entry.event == "evidence:received"
    assert hashlib.sha256(content).hexdigest().encode() not in bytes(entry.payload)
    assert commitment(evidence.pk, bytes(evidence.sha256)).encode() in bytes(entry.payload)
    assert [step.what for step in CustodyEvent.objects.all()] == [Custody.ARRIVED]


def test_showing_and_opening_are_noted_in_the_chain_of_custody(case):
    content = picture()
    (evidence,) = keep(case, content)
    ids = [evidence.report_id]
    assert show_file(evidence.pk, report_ids=ids, actor=job("test"), at=NOON).startswith(b"RIFF")
    assert open_original(evidence.pk, report_ids=ids, actor=job("test"), at=NOON)[1] == content
    (view,) = files_of(ids, with_custody=True)
    assert [step.what for step in view.custody] == ["arrived", "shown", "downloaded"]


def test_a_file_of_another_report_does_not_exist(case):
    (evidence,) = keep(case, picture())
    other = make_case().reports.get().pk
    for act in (show_file, open_original):
        with pytest.raises(EvidenceNotFound):
            act(evidence.pk, report_ids=[other], actor=job("test"), at=NOON)
    assert CustodyEvent.objects.count() == 1


@pytest.mark.parametrize("harm", ["flip", "swap", "remove"])
def test_changed_bytes_are_found_noted_and_not_shown(case, harm):
    first, second = keep(case, picture(), picture())
    path = store.path_of(first.pk, store.ORIGINAL)
    if harm == "flip":
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(content)
    elif harm == "swap":
        path.write_bytes(store.path_of(second.pk, store.ORIGINAL).read_bytes())
    else:
        path.unlink()
    with pytest.raises(EvidenceChanged):
        open_original(first.pk, report_ids=[first.report_id], actor=job("test"), at=NOON)
    assert CustodyEvent.objects.filter(evidence=first, what=Custody.FOUND_CHANGED).count() == 1


def test_one_bad_file_refuses_all_before_anything_is_stored(case):
    with pytest.raises(FileRefused):
        keep(case, picture(), b"MZ\x90\x00")
    assert Evidence.objects.count() == LedgerEntry.objects.count() == 0


def test_more_files_than_the_limit_are_refused():
    with pytest.raises(TooManyFiles):
        check_files([(picture(), "a.png")] * 2, already=9)


def test_a_full_disk_refuses_the_file_and_adds_no_row(case, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "write_sealed", full)
    with pytest.raises(Unavailable):
        keep(case, picture())
    assert Evidence.objects.count() == LedgerEntry.objects.count() == 0


def test_erasing_removes_the_bytes_and_keeps_hash_and_history(case, django_capture_on_commit_callbacks):
    (evidence,) = keep(case, picture())
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_files(evidence.report_id, case_id=case.pk, actor=job("retention"), at=NOON) == 1
    assert not store.path_of(evidence.pk, store.ORIGINAL).exists()
    evidence.refresh_from_db()
    assert evidence.erased_at == NOON
    assert evidence.sha256
    with pytest.raises(EvidenceNotFound):
        open_original(evidence.pk, report_ids=[evidence.report_id], actor=job("test"), at=NOON)


def test_files_without_a_row_go_after_a_day(case):
    (evidence,) = keep(case, picture())
    orphan = new_id()
    store.write(orphan, store.ORIGINAL, b"left by a killed process")
    old = (NOON - timedelta(days=3)).timestamp()
    for key in (orphan, evidence.pk):
        os.utime(store.path_of(key, store.ORIGINAL), (old, old))
    assert remove_orphans(at=NOON) == 1
    assert store.path_of(evidence.pk, store.ORIGINAL).exists()


def test_files_are_sealed_again_with_a_new_key(case):
    from clearhall.desk.upkeep import rotation

    (evidence,) = keep(case, picture())
    before = store.keys_in_use()
    rotation.add_key()
    assert store.reseal_files() == (2, [])
    assert not before & store.keys_in_use()
    open_original(evidence.pk, report_ids=[evidence.report_id], actor=job("test"), at=NOON)


def test_the_list_costs_two_queries_whatever_its_length(case, django_assert_num_queries):
    report_id = case.reports.get().pk
    for size in (1, 4):
        keep(case, *[picture()] * size)
        with django_assert_num_queries(2):
            files_of([report_id], with_custody=True)
