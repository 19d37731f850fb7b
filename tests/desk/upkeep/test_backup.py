"""Backup, restore and move-to on whichever database the suite runs on."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from django.db import connection

from clearhall.desk.cases.models import Case
from clearhall.desk.lib import sealing
from clearhall.desk.mailbox.models import Message
from clearhall.desk.reports.models import Report
from clearhall.desk.upkeep import rotation
from clearhall.desk.upkeep.backup import restore_backup, verify_backup, write_backup
from clearhall.desk.upkeep.errors import BackupBroken, TargetNotEmpty
from clearhall.desk.upkeep.tables import line_as_row, row_as_line, rows_of, tables, write_rows
from tests.factories import NOON, make_body, make_case, make_person


def quiet(what: str, count: int) -> None:
    return None


@pytest.fixture
def desk(db, settings):
    shutil.rmtree(Path(settings.CLEARHALL.data_dir) / "files", ignore_errors=True)
    body = make_body(harms=("phishing",))
    make_person(body=body)
    for text in ("Your parcel 包裹 is held\nline two", "“quoted”, 100 % <b>bold</b>"):
        case = make_case(body=body, text=text)
        Message.objects.create(report=case.reports.get(), side="desk", at=NOON, text="请问是哪一天？")


def all_rows() -> dict[str, list[tuple]]:
    return {model._meta.db_table: [line_as_row(row_as_line(row)) for row in rows_of(model)] for model in tables()}


def test_tables_come_after_those_they_refer_to():
    order = {model: number for number, model in enumerate(tables())}
    for model, number in order.items():
        for field in model._meta.local_concrete_fields:
            target = field.remote_field.model if field.remote_field else None
            if target in order and target is not model:
                assert order[target] < number, f"{model} before {target}"


def test_a_backup_restores_every_row_as_it_was(desk, tmp_path):
    before = all_rows()
    manifest = write_backup(tmp_path / "desk.zip", at=NOON, progress=quiet)
    assert manifest["tables"]["reports_report"]["rows"] == 2
    with connection.constraint_checks_disabled():
        for model in reversed(tables()):
            model._base_manager.all().delete()
    restore_backup(tmp_path / "desk.zip", progress=quiet)
    assert all_rows() == before
    assert Message.objects.first().text == "请问是哪一天？"


def test_a_backup_does_not_hold_what_is_sealed_in_clear(desk, tmp_path):
    write_backup(tmp_path / "desk.zip", at=NOON, progress=quiet)
    with zipfile.ZipFile(tmp_path / "desk.zip") as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert "哪一天".encode() not in content
    assert sealing.ring_path().read_bytes().split(b":")[1].strip() not in content


def test_restore_refuses_a_desk_that_holds_records(desk, tmp_path):
    write_backup(tmp_path / "desk.zip", at=NOON, progress=quiet)
    before = all_rows()
    with pytest.raises(TargetNotEmpty):
        restore_backup(tmp_path / "desk.zip", progress=quiet)
    assert all_rows() == before


@pytest.mark.parametrize("damage", ["cut", "flip", "member", "none"])
def test_a_damaged_backup_is_refused_and_says_which_part(desk, tmp_path, damage):
    path = tmp_path / "desk.zip"
    write_backup(path, at=NOON, progress=quiet)
    content = bytearray(path.read_bytes())
    if damage == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "flip":
        with zipfile.ZipFile(path) as archive:
            start = archive.getinfo("tables/reports_report.jsonl").header_offset
        lengths = int.from_bytes(content[start + 26 : start + 28], "little") + int.from_bytes(
            content[start + 28 : start + 30], "little"
        )
        content[start + 30 + lengths + 20] ^= 0xFF  # 20 bytes into the compressed rows
        path.write_bytes(content)
    elif damage == "member":
        _rewrite(path, "tables/reports_report.jsonl", b"[]\n")
    if damage == "none":
        assert verify_backup(path, progress=quiet)["format"] == 1
    else:
        with pytest.raises(BackupBroken) as error:
            verify_backup(path, progress=quiet)
        assert error.value.details["part"]


def _rewrite(path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {member: archive.read(member) for member in archive.namelist()}
    parts[name] = content
    with zipfile.ZipFile(path, "w") as archive:
        for member, part in parts.items():
            archive.writestr(member, part)


def test_a_member_that_leads_out_of_the_data_folder_is_refused(desk, tmp_path):
    path = tmp_path / "desk.zip"
    write_backup(path, at=NOON, progress=quiet)
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    manifest["files"]["../../outside"] = {"sha256": digest, "bytes": 0}
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("files/../../outside", b"")
    _rewrite(path, "manifest.json", json.dumps(manifest).encode())
    Message.objects.all().delete()
    Report.objects.all().delete()
    Case.objects.all().delete()
    with pytest.raises(BackupBroken):
        restore_backup(path, progress=quiet)


def test_a_failed_backup_leaves_the_older_file_and_no_rest(desk, tmp_path, monkeypatch):
    path = tmp_path / "desk.zip"
    path.write_bytes(b"older")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("clearhall.desk.upkeep.backup._write_table", full)
    with pytest.raises(OSError, match="No space"):
        write_backup(path, at=NOON, progress=quiet)
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


def test_rows_survive_the_way_to_a_line_and_back(desk):
    for model in tables():
        for row in rows_of(model):
            assert line_as_row(row_as_line(row)) == [
                bytes(value) if isinstance(value, memoryview) else value for value in row
            ]


def test_write_rows_counts_what_it_wrote(desk):
    model = Report
    rows = list(rows_of(model))
    Message.objects.all().delete()
    Report.objects.all().delete()
    assert sum(write_rows(model, rows)) == len(rows) == Report.objects.count()


def test_rotation_seals_every_value_with_the_new_key_and_frees_the_old(desk, settings):
    old = next(iter(sealing.ring())).hex()
    assert rotation.used_keys() == {old}
    rotation.add_key()
    new = next(iter(sealing.ring())).hex()
    assert new != old
    counts = rotation.reseal_all(progress=quiet)
    assert counts["mailbox_message.text"] == 2
    assert rotation.used_keys() == {new}
    assert old in rotation.unused_keys()
    assert {message.text for message in Message.objects.all()} == {"请问是哪一天？"}
    assert rotation.reseal_all(progress=quiet)["mailbox_message.text"] == 0
