"""The API of intake: what it answers, and what it refuses."""

import gzip
import json
import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from clearhall.desk.accounts.digests import digest_of
from clearhall.desk.accounts.models import ApiToken
from clearhall.desk.intake import floods, work
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib import limits
from clearhall.desk.lib.buckets import Buckets
from clearhall.desk.lib.clock import now
from clearhall.desk.reports.models import Report
from clearhall.desk.taxonomy.harms import Harm
from clearhall.desk.watchposts.models import Watchpost
from tests.factories import NOON, make_body, make_place

pytestmark = pytest.mark.django_db

SCAM = {"text": "Pay at http://parcel.example.com/a", "harm": "phishing", "channel": "sms"}


@pytest.fixture
def body():
    return make_body("police", place=make_place("LJ"), harms=tuple(Harm))


@pytest.fixture
def bank(body):
    return Watchpost.objects.create(
        code="bank", name_zh="银行", name_en="Bank", kind="bank", daily_quota=20_000, body=body, accredited_at=NOON
    )


def token(*, scopes=("reports:write", "reports:read_own"), **owner) -> str:
    plain = f"token-{ApiToken.objects.count()}-{'x' * 30}"
    ApiToken.objects.create(
        digest=digest_of(plain),
        name="t",
        scopes=list(scopes),
        created_at=NOON,
        expires_at=now() + timedelta(days=1),
        **owner,
    )
    return plain


@pytest.fixture
def as_bank(bank):
    cache.clear()
    return Client(headers={"Authorization": f"Bearer {token(watchpost=bank)}"})


def post(client, content, path="/api/v1/reports", **headers):
    return client.post(path, data=json.dumps(content), content_type="application/json", headers=headers)


def batch(client, lines, query="", **headers):
    raw = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines).encode()
    if headers.get("Content-Encoding") == "gzip":
        raw = gzip.compress(raw)
    return client.post(f"/api/v1/reports:batch{query}", data=raw, content_type="application/x-ndjson", headers=headers)


def proof(bits: int = 4) -> str:
    challenge = work.new_challenge(at_s=time.time(), bits=bits)
    return f"{challenge.challenge}:{work.solve(challenge)}"


def test_a_token_sends_a_report_and_a_repeat_gets_the_same_receipt(as_bank):
    first = post(as_bank, SCAM | {"client_id": "a1"})
    again = post(as_bank, SCAM | {"client_id": "a1"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json() | {"is_repeat": True}
    report = Report.objects.get()
    assert (report.source, report.reporter_kind, report.entrance) == ("watchpost:bank", "watchpost", "api")
    assert LedgerEntry.objects.filter(event="report:received").get().actor == "watchpost:bank"


def test_a_repeat_with_other_content_is_refused_by_field(as_bank):
    post(as_bank, SCAM | {"client_id": "a1"})
    answer = post(as_bank, SCAM | {"client_id": "a1", "text": "other"})
    assert answer.status_code == 409
    assert (answer.json()["error"]["code"], answer.json()["error"]["field"]) == ("client_id_reused", "text")


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"text": ""}, 422, "text"),
        ({"text": "x" * 25_000}, 422, "text"),
        ({"text": "x" * 1_000_000}, 413, "body"),
        ({"text": 7}, 422, "text"),
        ({"harm": "opinion"}, 422, "harm"),
        ({"author": "someone"}, 422, "author"),
        ({"loss_amount": "-1"}, 422, "loss_amount"),
        ({"loss_amount": "NaN"}, 422, "loss_amount"),
        ({"loss_amount": "1e30"}, 422, "loss_amount"),
        ({"occurred_on": "2999-01-01"}, 422, "occurred_on"),
        ({"occurred_on": "yesterday"}, 422, "occurred_on"),
        ({"url": "javascript:alert(1)"}, 422, "url"),
        ({"place": "NOWHERE"}, 422, "place"),
        ({"is_about_reporting_body": True}, 422, "is_about_reporting_body"),
    ],
)
def test_a_wrong_field_is_named(as_bank, changes, status, field):
    answer = post(as_bank, SCAM | changes)
    assert answer.status_code == status
    assert answer.json()["error"]["field"].split(".")[-1] == field
    assert not Report.objects.exists()


def test_lone_surrogates_are_taken_out_one_by_one_and_in_a_batch(as_bank):
    raw = b'{"text": "a\\ud800b", "harm": "phishing"}'
    assert as_bank.post("/api/v1/reports", data=raw, content_type="application/json").status_code == 201
    assert batch(as_bank, [raw.decode()]).status_code == 200
    assert set(Report.objects.values_list("text", flat=True)) == {"ab"}


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_no_report_is_a_clear_error(as_bank, raw):
    answer = as_bank.post("/api/v1/reports", data=raw, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"].startswith("application/json")


def test_script_in_every_field_is_kept_as_text(as_bank):
    evil = "<script>alert(1)</script>"
    answer = post(as_bank, SCAM | {"text": evil, "what_happened": evil, "url": f"http://x.example.com/{evil}"})
    assert answer.status_code == 201
    assert Report.objects.get().text == evil


def test_without_token_a_solved_challenge_is_needed(body):
    client = Client()
    assert post(client, SCAM).json()["error"]["code"] == "work_missing"
    assert post(client, SCAM, **{"X-Proof-Of-Work": proof()}).status_code == 201
    assert Report.objects.get().source == "public"


def test_a_challenge_serves_one_report_and_its_repeats(body):
    client, solved = Client(), proof()
    ids = {name: f"{name * 36}" for name in "ab"}
    assert post(client, SCAM | {"client_id": ids["a"]}, **{"X-Proof-Of-Work": solved}).status_code == 201
    assert post(client, SCAM | {"client_id": ids["a"]}, **{"X-Proof-Of-Work": solved}).status_code == 200
    refused = post(client, SCAM | {"client_id": ids["b"]}, **{"X-Proof-Of-Work": solved})
    assert refused.json()["error"]["details"]["reason"] == "spent"


def test_without_token_a_client_id_must_be_hard_to_guess(body):
    answer = post(Client(), SCAM | {"client_id": "1"}, **{"X-Proof-Of-Work": proof()})
    assert answer.json()["error"]["field"] == "client_id"


def test_one_source_is_slowed_down_with_the_seconds_to_wait(body, monkeypatch):
    monkeypatch.setattr(floods, "WITH_WORK", Buckets(capacity=2, refill_per_s=0.01))
    client = Client()
    answers = [post(client, SCAM, **{"X-Proof-Of-Work": proof()}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert int(answers[2]["Retry-After"]) >= 90


def test_the_challenge_of_the_api_can_be_solved_and_used(body):
    client = Client()
    content = client.get("/api/v1/proof-of-work").json()
    challenge = work.Challenge(content["challenge"], content["bits"], content["expires_in_s"])
    answer = post(client, SCAM, **{"X-Proof-Of-Work": f"{challenge.challenge}:{work.solve(challenge)}"})
    assert answer.status_code == 201


@pytest.mark.parametrize("scopes", [(), ("reports:read_own",)])
def test_a_token_without_the_scope_is_refused(bank, scopes):
    client = Client(headers={"Authorization": f"Bearer {token(scopes=scopes, watchpost=bank)}"})
    assert post(client, SCAM).status_code == 403
    assert batch(client, [SCAM]).status_code == 403


def test_a_wrong_token_is_not_taken_for_the_public(body):
    client = Client(headers={"Authorization": "Bearer nonsense", "X-Proof-Of-Work": proof()})
    assert post(client, SCAM).status_code == 401


def test_a_suspended_watchpost_is_refused(bank):
    bank.suspended_at = NOON
    bank.save()
    client = Client(headers={"Authorization": f"Bearer {token(watchpost=bank)}"})
    assert post(client, SCAM).status_code == 403


def test_a_watchpost_reports_only_what_it_is_accredited_for(bank):
    bank.harms = ["phishing"]
    bank.save()
    client = Client(headers={"Authorization": f"Bearer {token(watchpost=bank)}"})
    assert post(client, SCAM).status_code == 201
    assert post(client, SCAM | {"harm": "demand"}).json()["error"]["code"] == "not_accredited"


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_batch_is_stored_whole(as_bank, encoding):
    lines = [SCAM | {"text": f"message {n}", "client_id": f"r{n}"} for n in range(30)]
    answer = batch(as_bank, ["", *lines, "", " "], **({"Content-Encoding": encoding} if encoding else {}))
    assert answer.status_code == 200, answer.content
    assert {key: answer.json()[key] for key in ("stored", "repeats", "refused")} == {
        "stored": 30,
        "repeats": 0,
        "refused": 0,
    }
    assert [row["row"] for row in answer.json()["rows"]] == list(range(1, 31))
    assert Report.objects.count() == LedgerEntry.objects.filter(event="report:received").count() == 30


def test_one_broken_line_stores_nothing_and_is_named(as_bank):
    answer = batch(as_bank, [SCAM, '{"text": "cut', SCAM | {"harm": "gossip"}])
    error = answer.json()["error"]
    assert answer.status_code == 422
    assert error["code"] == "batch_refused"
    assert [(row["row"], row["field"]) for row in error["details"]["rows"]] == [(2, None), (3, "harm")]
    assert not Report.objects.exists()


def test_a_partial_batch_stores_the_good_rows_and_says_which(as_bank):
    answer = batch(as_bank, [SCAM, '{"text": "cut', SCAM | {"harm": "gossip"}, SCAM], "?partial=true")
    content = answer.json()
    assert (content["stored"], content["refused"]) == (2, 2)
    assert [bool(row.get("accepted")) for row in content["rows"]] == [True, False, False, True]
    assert Report.objects.count() == 2


def test_a_batch_of_too_many_rows_is_refused_while_it_is_read(as_bank, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "batch_rows", limits.Limit(5, limits.Unit.ROWS, ""))
    assert batch(as_bank, [SCAM] * 6).status_code == 413
    assert not Report.objects.exists()


def test_a_small_body_that_unpacks_to_gigabytes_is_refused(as_bank):
    bomb = gzip.compress(b"\n" * 200_000_000, compresslevel=9)
    assert len(bomb) < 1_000_000
    answer = as_bank.post(
        "/api/v1/reports:batch", data=bomb, content_type="application/x-ndjson", headers={"Content-Encoding": "gzip"}
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("raw", [b"not gzip", gzip.compress(b'{"text": "a"}' * 100, mtime=0)[:-9]])
def test_a_damaged_gzip_body_is_a_clear_error(as_bank, raw):
    answer = as_bank.post(
        "/api/v1/reports:batch", data=raw, content_type="application/x-ndjson", headers={"Content-Encoding": "gzip"}
    )
    assert answer.status_code == 422


def test_an_empty_batch_is_a_clear_error(as_bank):
    assert batch(as_bank, ["", " "]).json()["error"]["field"] == "body"


def test_a_watchpost_reads_what_became_of_its_own_reports_only(as_bank, bank, body):
    post(as_bank, SCAM | {"client_id": "mine"})
    post(Client(), SCAM, **{"X-Proof-Of-Work": proof()})
    rows = as_bank.get("/api/v1/reports").json()["reports"]
    assert [(row["client_id"], row["state"]) for row in rows] == [("mine", "received")]


def test_a_body_must_say_whether_it_is_about_itself(body):
    client = Client(headers={"Authorization": f"Bearer {token(body=body)}"})
    assert post(client, SCAM).json()["error"]["field"] == "is_about_reporting_body"
    assert post(client, SCAM | {"is_about_reporting_body": True}).status_code == 201
    refused = post(client, SCAM | {"is_about_reporting_body": True, "harm": "false_claim"})
    assert refused.json()["error"]["code"] == "not_about_yourself"


def test_a_business_cannot_report_what_is_said_about_it(body):
    answer = post(Client(), SCAM | {"capacity": "business", "harm": "false_claim"}, **{"X-Proof-Of-Work": proof()})
    assert answer.json()["error"]["code"] == "criticism_is_no_harm"
