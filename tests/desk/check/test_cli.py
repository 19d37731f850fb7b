"""`clearhall check` says what the page and the API say."""

import io
import json

import pytest
from click.testing import CliRunner

from clearhall.cli import main
from clearhall.desk.check import floods
from clearhall.desk.lib.buckets import Buckets
from clearhall.desk.lib.clock import now
from clearhall.desk.reports.models import Report
from tests.desk.check.test_http import ask
from tests.desk.check.test_web import publish
from tests.desk.matching.conftest import BANK, PARCEL, body, report, reports

__all__ = ["body", "report", "reports"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _full_buckets(monkeypatch):
    monkeypatch.setattr(floods, "BUCKETS", Buckets(capacity=1_000, refill_per_s=100))


def run(*words, given=None):
    return CliRunner().invoke(main, ["check", *words], input=given)


@pytest.mark.parametrize(
    "text", [PARCEL + " http://a.example.com", BANK, "good morning neighbours", "call 13800000000"]
)
def test_json_is_what_the_api_answers(client, report, reports, text):
    reports([PARCEL] * 4, at=now())
    publish(report(BANK, at=now()).case_id, en="A scam.", zh="骗局。")
    said = run("--json", text)
    assert said.exit_code == 0
    assert json.loads(said.stdout) == ask(client, {"text": text}).json()


def test_the_answer_is_readable_and_its_links_cannot_be_followed(reports):
    reports([PARCEL] * 4, at=now())
    said = run(PARCEL + " http://a.example.com").stdout
    assert "The same message was reported 4 times this week." in said
    assert "Reported as: Telecom or online fraud (4)" in said
    assert "hxxp://a[.]example[.]com" in said
    assert "http://" not in said


def test_a_file_and_standard_input_hold_one_message(tmp_path, reports):
    reports([PARCEL] * 4, at=now())
    file = tmp_path / "message.txt"
    file.write_text(PARCEL + "\nsecond line", encoding="utf-8-sig")
    assert run(str(file)).stdout == run("-", given=PARCEL + "\nsecond line").stdout
    assert "The same message" in run(str(file)).stdout


@pytest.mark.parametrize("text", ["", " \n", "\u200b\u200d", "x" * 20_001])
def test_what_cannot_be_checked_is_refused_with_a_sentence(text):
    refused = run(text)
    assert refused.exit_code == 2
    assert refused.stderr.startswith(("Please paste", "This has 20001 characters"))
    assert refused.stdout == ""


def test_bytes_that_are_no_text_are_no_obstacle():
    assert run("-", given=io.BytesIO(b"\xff\xfe hello neighbours")).exit_code == 0


def test_nothing_is_stored():
    before = Report.objects.count()
    run(PARCEL)
    assert Report.objects.count() == before
