"""R11: what was done stays on record, in an append-only Merkle log that outsiders can verify."""

import inspect

import pytest
from django.apps import apps
from django.db import Error, connection, models, transaction

from clearhall.desk.ledger import actions
from clearhall.desk.ledger.actions import record, sign_checkpoint
from clearhall.desk.ledger.models import Checkpoint, LedgerEntry, LedgerTile
from clearhall.desk.ledger.verify import verify_ledger
from clearhall.desk.lib.actors import job
from clearhall.desk.lib.options import Options
from tests.desk.ledger.test_verify import Intruder
from tests.factories import NOON


@pytest.fixture
def entry(db):
    for number in range(300):
        record("case:closed", subject=f"case:{number}", actor=job("test"), at=NOON, after={"state": "closed"})
    sign_checkpoint(at=NOON)
    return LedgerEntry.objects.get(pk=7)


def test_an_entry_cannot_be_changed_or_deleted_through_the_product(entry):
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        LedgerEntry.objects.filter(pk=7).update(event="case:opened")
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        entry.delete()
    for table in (LedgerEntry, LedgerTile, Checkpoint):
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            table.objects.all().delete()
    assert verify_ledger().is_good


def test_whoever_gets_around_the_database_is_found_and_the_entry_named(entry):
    with Intruder() as intruder:
        intruder.rewrite(7, payload=bytes(entry.payload).replace(b"case:closed", b"case:opened"))
        intruder.recompute_tree()
    report = verify_ledger()
    assert not report.is_good
    assert [(fault.first, fault.last) for fault in report.faults if fault.first is not None] == [(7, 7)]


def test_the_record_falls_and_stands_with_what_it_records(db):
    with transaction.atomic():
        record("case:closed", subject="case:1", actor=job("test"), at=NOON)
        transaction.set_rollback(True)
    assert not LedgerEntry.objects.exists()


def test_no_other_table_hangs_on_the_log_and_the_log_on_none():
    """A deletion elsewhere must have nothing to cascade along."""
    tables = [model for model in apps.get_models() if model._meta.app_label == "ledger"]
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey | models.ManyToManyField):
                assert model not in tables
                assert field.related_model not in tables


def test_the_desk_has_no_function_and_no_setting_that_edits_or_stops_the_log():
    public = {
        name for name, item in inspect.getmembers(actions, inspect.isfunction) if item.__module__ == actions.__name__
    }
    assert {name for name in public if not name.startswith("_")} == {
        "record", "record_many", "hold_the_log", "latest_checkpoint", "sign_checkpoint",
    }  # fmt: skip
    assert [name for name in Options.model_fields if "ledger" in name or "log" in name] == ["ledger_origin"]


def test_outsiders_can_read_everything_they_need_without_signing_in(client, entry):
    for path in ("checkpoint", "key", "tile/0/000", "tile/0/001.p/44", "tile/entries/000", "proof/7", ""):
        assert client.get(f"/log/{path}").status_code == 200
    assert connection.vendor in ("sqlite", "postgresql")  # both are run in CI
