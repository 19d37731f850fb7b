"""The forms: one question a page, back and forth, sent once."""

import time

import pytest
from django.db import connection
from django.test import Client

from clearhall.desk.intake import drafts, floods, web, work
from clearhall.desk.intake.models import Draft
from clearhall.desk.lib.buckets import Buckets
from clearhall.desk.lib.clock import now
from clearhall.desk.reports.models import Report
from clearhall.desk.reports.queries import find_by_receipt
from clearhall.desk.taxonomy.harms import Harm
from tests.factories import make_body, make_place

pytestmark = pytest.mark.django_db

ANSWERS = {
    "harm": {"harm": "telecom_fraud"},
    "capacity": {"capacity": "resident"},
    "item": {"text": "您的账户已冻结", "url": "http://bank.example.com/x"},
    "channel": {"channel": "sms"},
    "effect": {"what_happened": "I sent 200", "loss_amount": "200.50", "occurred_on": "2026-03-01"},
    "place": {"place": "LJ"},
    "contact": {"email": ""},
}


@pytest.fixture(autouse=True)
def _fresh_buckets(monkeypatch):
    monkeypatch.setattr(floods, "WITH_WORK", Buckets(capacity=60, refill_per_s=0.5))
    monkeypatch.setattr(floods, "WITHOUT_WORK", Buckets(capacity=5, refill_per_s=1 / 60))


@pytest.fixture
def body():
    return make_body("police", place=make_place("LJ"), harms=tuple(Harm))


def worked() -> dict[str, str]:
    challenge = work.new_challenge(at_s=time.time(), bits=4)
    return {"work_challenge": challenge.challenge, "work_number": str(work.solve(challenge))}


def answer_all(client: Client, **changes) -> str:
    """Walk the form from the first question; returns the address after the last."""
    address = "/report/harm/"
    while address.split("/")[2] not in ("check", "sent"):
        name = address.split("/")[2]
        answer = client.post(address, changes.get(name) or ANSWERS[name])
        assert answer.status_code == 302, (name, answer.content.decode())
        address = answer["Location"]
    return address


def test_the_guided_form_ends_with_a_receipt_that_opens_the_report(body):
    client = Client()
    assert client.get("/report/").status_code == 200
    assert answer_all(client) == "/report/check/"
    page = client.get("/report/check/").content.decode()
    assert "您的账户已冻结" in page
    assert "200.50" in page

    answer = client.post("/report/check/", worked())

    assert answer["Location"] == "/report/sent/"
    page = client.get("/report/sent/")
    code = page.context["code"]
    report = Report.objects.get()
    assert find_by_receipt(code) == report
    assert (report.text, report.url, report.channel) == ("您的账户已冻结", "http://bank.example.com/x", "sms")
    assert (str(report.loss_amount), str(report.occurred_on), report.place.code) == ("200.50", "2026-03-01", "LJ")
    assert (report.source, report.entrance, report.reporter_kind) == ("form", "form", "resident")


def test_sending_twice_makes_one_report_and_shows_one_receipt(body):
    client = Client()
    answer_all(client)
    first = client.post("/report/check/", worked())
    again = client.post("/report/check/", worked())
    assert first["Location"] == again["Location"] == "/report/sent/"
    assert Report.objects.count() == 1


def test_sending_erases_the_answers_of_the_draft(body):
    client = Client()
    answer_all(client)
    token = client.cookies["report"].value
    assert drafts.find_draft(token, at=now()).answers["text"] == "您的账户已冻结"
    client.post("/report/check/", worked())
    draft = drafts.find_draft(token, at=now())
    assert draft.is_sent
    assert draft.answers == {}


def test_a_draft_lies_sealed_and_cannot_be_found_without_the_cookie(body):
    client = Client()
    client.post("/report/harm/", ANSWERS["harm"])
    client.post("/report/item/", ANSWERS["item"])
    row = Draft.objects.values_list("digest", flat=True).get()
    assert client.cookies["report"].value.encode() not in bytes(row)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM intake_draft")
        assert "您的账户".encode() not in bytes(cursor.fetchone()[0])
    assert client.cookies["report"]["httponly"]
    assert Client().get("/report/check/")["Location"] == "/report/"


def test_going_back_and_choosing_another_harm_keeps_the_rest(body):
    client = Client()
    answer_all(client)
    address = client.post("/report/harm/", {"harm": "business_infringement"})["Location"]
    assert address == "/report/kind/"  # the one question that the new harm adds
    address = client.post("/report/kind/", {"subkind": "extortion"})["Location"]
    assert address == "/report/check/"
    client.post("/report/check/", worked())
    assert (Report.objects.get().harm, Report.objects.get().subkind) == ("business_infringement", "extortion")


def test_a_harm_that_asks_no_kind_drops_the_kind_answered_before(body):
    client = Client()
    answer_all(client, harm={"harm": "business_infringement"}, kind={"subkind": "extortion"})
    client.post("/report/harm/", {"harm": "phishing"})
    client.post("/report/check/", worked())
    assert (Report.objects.get().harm, Report.objects.get().subkind) == ("phishing", "")


def test_a_business_that_wants_a_claim_checked_is_told_why_not(body):
    client = Client()
    client.post("/report/harm/", {"harm": "false_claim"})
    page = client.post("/report/capacity/", {"capacity": "business"})
    assert page.status_code == 200
    assert "reviews and criticism are not handled here" in page.content.decode()


def test_the_last_page_leads_back_to_the_question_that_is_wrong(body):
    client = Client()
    answer_all(client)
    client.post("/report/item/", {"text": " ", "url": ""})
    answer = client.get("/report/check/")
    assert answer["Location"] == "/report/item/?mend"
    assert "Please paste the message" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("name", ["harm", "item", "channel"])
def test_an_empty_answer_is_asked_again_with_a_sentence(body, name):
    client = Client()
    page = client.post(f"/report/{name}/", {})
    assert page.status_code == 200
    assert "error-summary" in page.content.decode()


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\u202eevil\x00"])
def test_script_in_an_answer_is_shown_as_text(body, evil):
    client = Client()
    answer_all(client, item={"text": evil, "url": ""}, effect={"what_happened": evil})
    for address in ("/report/item/", "/report/effect/", "/report/check/"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_million_characters_are_refused_in_words(body):
    page = Client().post("/report/item/", {"text": "x" * 900_000, "url": ""})
    assert page.status_code == 200
    assert "20000" in page.content.decode()


def test_an_unknown_question_is_no_page(body):
    assert Client().get("/report/nonsense/").status_code == 404


def test_the_quick_form_sends_with_one_text(body):
    client = Client()
    client_id = client.get("/report/quick/").context["client_id"]
    values = {"text": "Pay now http://p.example.com", "harm": "not_sure", "client_id": client_id, **worked()}
    assert client.post("/report/quick/", values)["Location"] == "/report/sent/"
    assert client.post("/report/quick/", values)["Location"] == "/report/sent/"
    report = Report.objects.get()
    assert (report.harm, report.entrance) == ("telecom_fraud", "quick")
    assert client.get("/report/sent/").status_code == 200


def test_check_hands_over_what_was_pasted(body):
    page = Client().post("/report/quick/", {"prefill": "1", "text": "strange", "harm": "phishing"})
    assert page.status_code == 200
    assert page.context["form"].initial == {"text": "strange", "harm": "phishing"}
    assert not Report.objects.exists()


def test_without_script_sending_works_after_a_short_wait(body, monkeypatch):
    client = Client()
    challenge = client.get("/report/quick/").context["work"].challenge
    values = {
        "text": "Pay now",
        "harm": "phishing",
        "client_id": "c" * 32,
        "work_challenge": challenge,
        "work_number": "",
    }
    hasty = client.post("/report/quick/", values)
    assert hasty.status_code == 429
    assert 1 <= int(hasty["Retry-After"]) <= web.WAIT_S + 1
    assert "Pay now" in hasty.content.decode()
    monkeypatch.setattr(web, "WAIT_S", 0)
    assert client.post("/report/quick/", values)["Location"] == "/report/sent/"


def test_without_script_a_flood_is_slowed_down_and_loses_nothing(body, monkeypatch):
    monkeypatch.setattr(web, "WAIT_S", 0)
    monkeypatch.setattr(floods, "WITHOUT_WORK", Buckets(capacity=1, refill_per_s=1 / 60))
    client = Client()
    values = {"text": "Pay now", "harm": "phishing", "work_challenge": "", "work_number": ""}
    assert client.post("/report/quick/", values | {"client_id": "a" * 32}).status_code == 302
    refused = client.post("/report/quick/", values | {"client_id": "b" * 32})
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 30
    assert "Pay now" in refused.content.decode()
    assert Report.objects.count() == 1


def test_forgetting_erases_the_draft_and_the_cookie(body):
    client = Client()
    client.post("/report/harm/", ANSWERS["harm"])
    answer = client.post("/report/forget")
    assert answer["Location"] == "/report/"
    assert answer.cookies["report"]["max-age"] == 0
    assert not Draft.objects.exists()


def test_old_drafts_are_erased_by_the_job(body):
    Client().post("/report/harm/", ANSWERS["harm"])
    assert drafts.erase_old_drafts(at=now()) == 0
    assert drafts.erase_old_drafts(at=now().replace(year=now().year + 1)) == 1


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("address", ["/report/", "/report/harm/", "/report/item/", "/report/quick/"])
def test_pages_answer_in_both_languages(body, language, address):
    page = Client(headers={"Accept-Language": language}).get(address)
    assert page.status_code == 200
    assert f'lang="{"zh-Hans" if language == "zh-hans" else "en"}"' in page.content.decode()


def test_staff_pages_send_strangers_to_the_sign_in(body):
    assert Client().get("/staff/report/").status_code == 302
