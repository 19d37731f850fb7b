"""Check by the API."""

import json

import pytest

from clearhall.desk.check import floods
from clearhall.desk.lib.buckets import Buckets
from clearhall.desk.lib.clock import now
from tests.desk.check.test_web import publish
from tests.desk.matching.conftest import PARCEL, body, report, reports

__all__ = ["body", "report", "reports"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _full_buckets(monkeypatch):
    monkeypatch.setattr(floods, "BUCKETS", Buckets(capacity=1_000, refill_per_s=100))


def ask(client, content, **extra):
    data = content if isinstance(content, bytes | str) else json.dumps(content)
    return client.post("/api/v1/check", data, content_type="application/json", **extra)


def test_a_known_message_is_answered_as_on_the_page(client, reports):
    reports([PARCEL] * 4, at=now())
    answer = ask(client, {"text": PARCEL + " http://a.example.com"})
    assert answer.status_code == 200
    known = answer.json()
    assert known["verdict"] == "same"
    assert known["sentence"] == "The same message was reported 4 times this week."
    assert known["this_week"] == known["in_all"] == {"any": True, "count": 4}
    assert known["first_reported_on"] == known["last_reported_on"] == now().date().isoformat()
    assert known["reported_as"] == [{"harm": "telecom_fraud", "label": "Telecom or online fraud", "count": 4}]
    assert known["found"][0]["shown"] == "hxxp://a[.]example[.]com"
    assert known["is_complete"] is True


def test_small_numbers_are_not_said(client, report):
    publish(report(PARCEL, at=now()).case_id, en="A scam.")
    known = ask(client, {"text": PARCEL}).json()
    assert known["in_all"] == {"any": True, "count": None}
    assert known["reported_as"][0]["count"] is None
    assert known["first_reported_on"] is None
    assert known["published"][0]["text"] == "A scam."


def test_nothing_known_says_so(client):
    known = ask(client, {"text": "good morning neighbours"}).json()
    assert (known["verdict"], known["in_all"]) == ("nothing", {"any": False, "count": 0})


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422), (b"{", 400), (b"[]", 422), (b'{"text": 7}', 422), (b'{"text": ""}', 422), (b"\xff\xfe", 400),
        (b'{"text": "\\ud800 x"}', 200), (b'{"text": "x", "author": "y"}', 422),
        (json.dumps({"text": "x" * 20_001}), 422), (json.dumps({"text": "x" * 1_000_001}), 413),
        (b'{"text": "\\u0000 a message"}', 200),
    ],
)  # fmt: skip
def test_bad_input_is_refused_in_the_one_shape_of_errors(client, content, status):
    answer = ask(client, content)
    assert answer.status_code == status
    if status != 200:
        assert answer.json()["error"]["message"]


def test_too_many_checks_are_told_to_wait(client, monkeypatch):
    monkeypatch.setattr(floods, "BUCKETS", Buckets(capacity=1, refill_per_s=0.1))
    assert ask(client, {"text": "a message"}).status_code == 200
    refused = ask(client, {"text": "a message"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "checked_too_much")
    assert int(refused["Retry-After"]) >= 1
