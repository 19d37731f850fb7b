import json

import pytest
from click.testing import CliRunner

from clearhall.cli import main
from clearhall.desk.ledger.actions import record_many, sign_checkpoint
from clearhall.desk.ledger.models import LedgerEntry
from tests.desk.ledger.test_actions import some_records
from tests.desk.ledger.test_verify import Intruder
from tests.factories import NOON


def verify(*arguments):
    return CliRunner().invoke(main, ["verify", *map(str, arguments)])


@pytest.mark.django_db
def test_a_whole_log_ends_with_0_and_a_sentence():
    record_many(some_records(300))
    answer = verify()
    assert answer.exit_code == 0
    assert answer.output.startswith("The log is whole: 300 entries")


@pytest.mark.django_db
def test_a_damaged_log_ends_with_1_and_the_number_of_the_entry():
    record_many(some_records(300))
    with Intruder():
        LedgerEntry.objects.filter(pk=17).update(subject="case:0")
    answer = verify()
    assert answer.exit_code == 1
    assert "entry 17: differs from its own record in subject" in answer.output
    assert "The log is damaged: 1 faults" in answer.output


@pytest.mark.django_db
def test_the_report_can_be_had_as_json():
    record_many(some_records(300))
    with Intruder():
        LedgerEntry.objects.filter(pk__in=[17, 18]).delete()
    answer = verify("--json")
    assert answer.exit_code == 1
    report = json.loads(answer.output)
    assert report["good"] is False
    assert report["faults"] == [{"kind": "entry_missing", "detail": "not in the database", "first": 17, "last": 18}]


@pytest.mark.django_db
def test_a_kept_checkpoint_is_held_against_the_log(tmp_path):
    record_many(some_records(300))
    kept = tmp_path / "checkpoint"
    kept.write_text(sign_checkpoint(at=NOON).note)
    assert verify("--checkpoint", kept).exit_code == 0
    kept.write_bytes(b"\xff nonsense")
    assert verify("--checkpoint", kept).exit_code == 1
    assert verify("--checkpoint", tmp_path / "absent").exit_code == 2
