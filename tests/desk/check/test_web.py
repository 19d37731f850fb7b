"""Check as people meet it: what it says, what it does not keep, and what it makes of bad input."""

import logging
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clearhall.desk.campaigns.actions import link_page
from clearhall.desk.cases.models import PublishedOutcome
from clearhall.desk.check import floods
from clearhall.desk.check.words import if_it_happened
from clearhall.desk.lib.actors import job
from clearhall.desk.lib.buckets import Buckets
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.ids import new_id
from clearhall.desk.official.actions import add_organisation
from clearhall.desk.official.entries import entry
from clearhall.desk.taxonomy.harms import Harm
from tests.desk.matching.conftest import BANK, PARCEL, PARCEL_AGAIN, body, report, reports

__all__ = ["body", "report", "reports"]
pytestmark = pytest.mark.django_db
ADDRESS = "/check/"
ODD = "图书馆周末延长开放到晚上十点，欢迎大家前来阅读"


@pytest.fixture(autouse=True)
def _full_buckets(monkeypatch):
    monkeypatch.setattr(floods, "BUCKETS", Buckets(capacity=1_000, refill_per_s=100))


def ask(client, text, **extra):
    return client.post(ADDRESS, {"text": text}, **extra)


def page_of(client, text, **extra):
    response = ask(client, text, **extra)
    assert response.status_code == 200
    return response.content.decode()


def publish(case_id, *, zh="", en="", harm="telecom_fraud", outcome="public_answer"):
    return PublishedOutcome.objects.create(
        id=new_id(), case_id=case_id, harm=harm, outcome=outcome, text_zh=zh, text_en=en,
        author_label="person:1", at=now(),
    )  # fmt: skip


def rows():
    return {model._meta.label: model.objects.count() for model in apps.get_models()}


def test_the_page_asks_and_needs_no_script(client):
    page = client.get(ADDRESS).content.decode()
    assert f'action="{ADDRESS}"' in page
    assert 'name="text"' in page
    assert 'name="csrfmiddlewaretoken"' in page


def test_a_known_message_says_how_often_since_when_as_what_and_what_to_do(client, reports):
    reports([PARCEL] * 5, at=now() - timedelta(days=20))
    reports([PARCEL] * 36, at=now() - timedelta(hours=1))
    reports([PARCEL_AGAIN], harm="phishing", at=now() - timedelta(hours=1))
    page = page_of(client, PARCEL)
    assert "The same message was reported 37 times this week." in page
    assert "42 reports" in page
    assert "Telecom or online fraud (41), Phishing (a few)" in page
    assert reverse("home:help-harm", args=["telecom_fraud"]) in page
    assert 'href="tel:96110"' in page
    assert "Do not pay" in page


def test_a_number_below_three_is_a_few_and_no_day_is_named(client, report):
    report(PARCEL, at=now())
    page = page_of(client, PARCEL)
    assert "The same message was reported a few times this week." in page
    assert "a few reports" in page
    assert "First reported" not in page


def test_a_similar_message_is_not_called_the_same(client, reports):
    reports([PARCEL] * 4, at=now())
    page = page_of(client, PARCEL[:34] + "周六上午社区组织义诊活动，请带好医保卡到三号楼前集合领取号码牌")
    assert "The same message" not in page
    assert "alike" in page or "Nothing is known" in page


def test_an_unknown_message_is_said_to_be_unknown_and_not_safe(client, report):
    report(PARCEL)
    page = page_of(client, ODD)
    assert "Nothing is known about this yet." in page
    assert "Unknown does not mean safe" in page
    assert "Signs to look for" in page
    assert "96110" in page


def test_the_text_goes_on_to_the_quick_form_in_the_body_of_a_request(client, report):
    report(PARCEL)
    page = page_of(client, PARCEL + '\n第二行 "引号" <b>')
    assert f'<form method="post" action="{reverse("intake:quick")}">' in page
    assert f'value="{PARCEL}\n第二行 &quot;引号&quot; &lt;b&gt;"' in page
    quick = client.post(reverse("intake:quick"), {"prefill": "1", "text": PARCEL, "harm": "telecom_fraud"})
    assert PARCEL in quick.content.decode()


def test_what_the_desk_published_is_shown_in_the_readers_language(client, report):
    first, second = report(PARCEL), report(PARCEL_AGAIN)
    publish(first.case_id, zh="这是诈骗，请勿点击。", en="This is a scam; do not tap the link.")
    publish(second.case_id, zh="仅有中文的答复。")
    english = page_of(client, PARCEL)
    assert "This is a scam; do not tap the link." in english
    assert 'lang="zh-Hans">仅有中文的答复。' in english
    client.cookies["django_language"] = "zh-hans"
    assert "这是诈骗，请勿点击。" in page_of(client, PARCEL)


def test_a_corrected_answer_is_shown_alone(client, report):
    old = publish(report(PARCEL).case_id, en="First words.")
    new = publish(old.case_id, en="Corrected words.")
    PublishedOutcome.objects.filter(pk=new.pk).update(replaces=old)
    page = page_of(client, PARCEL)
    assert "Corrected words." in page
    assert "First words." not in page


def test_links_and_numbers_are_shown_unclickable_with_how_they_hide_and_how_often_they_are_named(client, report):
    for number in range(4):
        report(f"第{number}条：退款请联系 13800138000 或登录 https://refund.example.com/{number} 办理", at=now())
    page = page_of(client, "请致电 １３８００１３８０００ 或打开 refund。example。com/zz 领取")
    assert "refund[.]example[.]com" in page
    assert "4 reports name this site." in page
    assert "4 reports name this number." in page
    assert "full-width" in page
    assert 'href="http' not in page
    assert "This message is new to the desk, but something in it is known." in page


@pytest.mark.parametrize(
    "text",
    [
        '<script>alert(1)</script> http://evil.example/x"onmouseover=alert(1)',
        "\u202egnp.exe\u202c \u2066abc\u2069 http://a.example\u202e/gpj",
        "x" * 20_000,
        "\ud800 lone \udfff",
        "\x00\x07 control",
        "{{ 7 }} {% now 'Y' %} %s %(x)s",
        "💰" * 5_000,
        "http://" + "a" * 5_000 + ".example/",
        " ".join(f"http://h{number}.example.com" for number in range(500)),
        "1" * 5_000,
    ],
)
def test_odd_texts_are_answered_and_shown_harmless(client, report, text):
    report(PARCEL)
    page = page_of(client, text.encode("utf-8", "replace").decode())
    assert "<script>alert" not in page
    assert '"onmouseover' not in page
    assert "\u202e" not in page
    assert "{{ 7 }}" in page or "7" not in text[:4]


@pytest.mark.parametrize(
    ("text", "status", "sentence"),
    [
        ("", 422, "Please paste the message"),
        (" \n\u200b\ufeff ", 422, "Please paste the message"),
        ("字" * 20_001, 422, "This has 20001 characters; Check takes 20000."),
    ],
)
def test_a_text_that_cannot_be_checked_is_refused_with_a_sentence(client, text, status, sentence):
    response = ask(client, text)
    assert response.status_code == status
    assert sentence in response.content.decode()


def test_a_megabyte_is_refused_with_a_sentence():
    for client in (Client(), Client(enforce_csrf_checks=True)):
        client.get(ADDRESS)
        response = ask(client, "x" * 1_000_001)
        assert response.status_code == 413
        assert "This is larger than the desk accepts." in response.content.decode()


def test_nothing_is_stored_and_nothing_is_logged(client, report, caplog, capsys):
    report(PARCEL)
    text = PARCEL + " 我的卡号 6222021234567890128 secret-marker.example"
    before = rows()
    caplog.set_level(logging.DEBUG)
    page_of(client, text)
    client.post("/api/v1/check", {"text": text}, content_type="application/json")
    ask(client, "")
    assert rows() == before
    said = caplog.text + "".join(capsys.readouterr())
    assert "secret-marker" not in said.replace("INSERT", "")
    assert "sessionid" not in client.cookies


def test_a_check_costs_the_same_queries_whatever_is_known(client, report, reports):
    def queries(text):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page_of(client, text)
        return len(seen)

    text = PARCEL + " 13800138000 http://a.example.com http://b.example.com"
    page_of(client, ODD)  # what a process reads once
    reports([f"{text}{number}" for number in range(10)])
    few = queries(text)
    reports([f"{text}{number}" for number in range(150)])
    assert queries(text) <= few <= 16


def test_too_many_checks_from_one_source_are_told_to_wait(client, monkeypatch):
    monkeypatch.setattr(floods, "BUCKETS", Buckets(capacity=2, refill_per_s=0.1))
    assert [ask(client, ODD).status_code for _ in range(3)] == [200, 200, 429]
    refused = ask(client, ODD)
    assert int(refused["Retry-After"]) >= 1
    assert "Please wait a few seconds" in refused.content.decode()
    assert client.get(ADDRESS).status_code == 200


def test_the_page_cannot_be_asked_by_address(client, report):
    report(PARCEL)
    assert "The same message" not in client.get(ADDRESS, {"text": PARCEL}).content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_language_has_its_words(client, report, language):
    report(BANK, at=now())
    client.cookies["django_language"] = language
    page = page_of(client, BANK + " http://bank.example.com 13800138000")
    for words in (
        "What to do now",
        "The same message",
        "What was reported",
        "Do not pay",
        "Report it",
    ):
        assert (words in page) is (language == "en")


@pytest.fixture
def lantern_bank(body):
    said = {
        "keeper": "police",
        "name_zh": "灯塔银行",
        "name_en": "Lantern Bank",
        "sites": "lantern-bank.example",
        "phones": "95500",
    }
    add_organisation(entry("lantern-bank", **said), actor=job("test"), at=now())


def test_a_link_that_imitates_an_official_name_says_which_and_where_the_real_one_is(client, lantern_bank):
    page = page_of(client, "Please confirm your card at http://lantern-bаnk.example/login today")  # a Cyrillic а
    assert "A link in this looks like an official address, but is another one." in page
    assert "Looks like an official name: Lantern Bank." in page
    assert "lantern-bank.example" in page
    assert "some letters only look like those of the name" in page
    assert "If it has happened already" in page
    assert "灯塔银行" in page_of(client, "http://lantern-bank.test/", headers={"Accept-Language": "zh-hans"})


@pytest.mark.parametrize("asked", ["95500", "https://lantern-bank.example/", "96110"])
def test_an_official_site_or_number_asked_for_alone_is_called_so(client, lantern_bank, asked):
    known = ask(client, asked).context["known"]
    assert known.verdict == "official"
    assert known.things[0].official in ("Lantern Bank", "Anti-fraud line")


def test_an_official_number_in_a_message_makes_it_no_better(client, lantern_bank):
    known = ask(client, "This is your bank. Call 95500 or transfer all your money to a safe account").context["known"]
    assert known.verdict == "nothing"


def test_reports_that_name_an_official_site_say_nothing_against_it(client, lantern_bank, reports):
    reports([f"{ODD} number {number} https://lantern-bank.example/" for number in range(5)])
    known = ask(client, "https://lantern-bank.example/").context["known"]
    assert known.things[0].reports == 0
    assert known.things[0].first_at is None


@pytest.mark.parametrize(("number", "is_said"), [(2, False), (3, True)])
def test_since_when_a_site_is_reported_is_said_from_three_reports_on(client, reports, number, is_said):
    for day in range(number):
        reports(
            [f"Message {day} of many kinds, all of them different, http://bad-shop.test/{day}"],
            at=now() - timedelta(days=day),
        )
    thing = ask(client, "bad-shop.test").context["known"].things[0]
    assert (thing.first_at is not None) is is_said
    if is_said:
        assert thing.last_at - thing.first_at >= timedelta(days=1)


def test_a_message_of_a_campaign_says_so_in_rounded_numbers(client, reports):
    reports([f"{text} http://bad-shop.test/" for text in (PARCEL, BANK) for _copy in range(3)])
    while link_page(at=now()):
        pass
    known = ask(client, "Quite another wording: visit http://bad-shop.test/ now").context["known"]
    assert known.verdict == "named"
    assert known.campaign[0].startswith("About 5 reports of it have come in since")
    assert "It belongs to a known campaign" in page_of(client, "Quite another wording: visit http://bad-shop.test/ now")


@pytest.mark.parametrize("harm", list(Harm))
def test_every_harm_has_its_advice_for_what_has_happened(harm):
    assert bool(if_it_happened(harm)) == (harm != Harm.DEMAND)
