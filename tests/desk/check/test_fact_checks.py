"""Check shows a published fact-check that is worded otherwise, on the page, by the API and by the command."""

import json

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clearhall.cli import main
from clearhall.desk.check import floods
from clearhall.desk.lib.buckets import Buckets
from tests.desk.check.test_http import ask
from tests.desk.check.test_web import page_of, publish
from tests.desk.factchecks.conftest import FERRY, WATER_EN, WATER_ZH
from tests.desk.matching.conftest import BANK, PARCEL, body, report, reports

__all__ = ["body", "report", "reports"]
pytestmark = pytest.mark.django_db
HEADING = "A published fact-check on this"
ASKED = "FREE TICKETS from the ferry company, 14000 left!!!"
CLAIM = "Did you hear? The ferry gives tickets to everybody who sends this on to ten friends, says the company."


@pytest.fixture(autouse=True)
def _full_buckets(monkeypatch):
    monkeypatch.setattr(floods, "BUCKETS", Buckets(capacity=1_000, refill_per_s=100))


@pytest.fixture
def checked(report):
    """Two fact-checks on reported claims."""

    def add(text, **said):
        publish(report(text, harm="false_claim").case_id, harm="false_claim", outcome="fact_check", **said)

    add(CLAIM, en=FERRY)
    add("a reporter's message on salt water and the river", zh=WATER_ZH, en=WATER_EN)


def test_a_claim_in_other_words_is_answered_on_the_page(client, checked):
    page = page_of(client, ASKED)
    assert HEADING in page
    assert FERRY.replace("'", "&#x27;") in page
    assert "Published by this desk on" in page
    assert "“tickets”" in page
    assert "This wording is new to the desk, but a published fact-check may answer it." in page
    assert "Do not pass it on before you have read what the desk says about it." in page
    assert "Do not pay" in page
    assert CLAIM not in page


def test_the_page_speaks_the_readers_language(client, checked):
    client.cookies["django_language"] = "zh-hans"
    page = page_of(client, "聽說喝鹽水可以治好河流感")
    assert "与此有关的已发布事实核查" in page
    assert f'lang="zh-Hans">{WATER_ZH}' in page
    client.cookies["django_language"] = "zh-hant"
    assert "事實查核" in page_of(client, "聽說喝鹽水可以治好河流感") or "事實核查" in page_of(
        client, "聽說喝鹽水可以治好河流感"
    )


def test_other_messages_show_no_fact_check(client, checked, reports):
    reports([PARCEL] * 4)
    for text in (PARCEL, BANK, "good morning neighbours", "call 13800000000"):
        assert HEADING not in page_of(client, text)


def test_what_stands_there_as_an_answer_is_not_said_twice(client, checked):
    page = page_of(client, CLAIM)
    assert page.count("give away 14,000 free tickets") == 1
    known = ask(client, {"text": CLAIM}).json()
    assert known["verdict"] == "same"
    assert (len(known["published"]), known["fact_checks"]) == (1, [])


def test_a_fact_check_changes_no_verdict(client, checked):
    known = ask(client, {"text": ASKED}).json()
    assert known["verdict"] == "nothing"
    assert known["reported_as"] == known["published"] == []
    (found,) = known["fact_checks"]
    assert found["text"] == FERRY
    assert found["language"] == "en"
    assert set(found) == {"text", "language", "published_on", "why"}
    assert ask(client, {"text": "good morning neighbours"}).json()["fact_checks"] == []


def test_the_command_says_what_the_api_says(client, checked):
    said = CliRunner().invoke(main, ["check", "--json", ASKED])
    assert json.loads(said.stdout) == ask(client, {"text": ASKED}).json()
    readable = CliRunner().invoke(main, ["check", ASKED]).stdout
    assert f"): {FERRY}\n  Found by these words: " in readable


def test_a_fact_check_costs_two_queries(client, checked):
    def cost(text):
        page_of(client, text)
        with CaptureQueriesContext(connection) as asked:
            page_of(client, text)
        return len(asked)

    assert cost(ASKED) == cost("good morning neighbours") + 1
