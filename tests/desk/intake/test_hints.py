"""The hint of the report form: what it tells and keeps to itself, following, and that nobody is kept from reporting."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clearhall.desk.campaigns.models import Follow
from clearhall.desk.intake import floods, work
from clearhall.desk.lib.buckets import Buckets
from clearhall.desk.reports.models import Report
from tests.desk.intake.test_web import ANSWERS, worked
from tests.desk.matching.conftest import PARCEL, PARCEL_AGAIN, body, report, reports

__all__ = ["body", "report", "reports"]
pytestmark = pytest.mark.django_db
QUICK, HINT, FOLLOW = "/report/quick/", "/report/hint", "/report/follow/"


@pytest.fixture(autouse=True)
def _fresh_buckets(monkeypatch):
    for name in ("WITH_WORK", "WITHOUT_WORK", "HINTS"):
        monkeypatch.setattr(floods, name, Buckets(capacity=60, refill_per_s=0.5))


@pytest.fixture
def known(reports):
    reports([f"{PARCEL}" for _number in range(6)])


def quick(text, **more):
    return {"text": text, "harm": "not_sure", "client_id": "c" * 20, **worked()} | more


@pytest.mark.parametrize(("number", "is_known"), [(4, False), (5, True)])
def test_the_script_hears_of_a_message_from_five_reports_on(reports, number, is_known):
    reports([PARCEL] * number)
    answer = Client().post(HINT, {"text": PARCEL_AGAIN}).json()
    assert answer["known"] is is_known
    if is_known:
        assert answer["sentences"][0].startswith("About 5 reports of it have come in since ")
        assert PARCEL not in str(answer)
    else:
        assert answer == {"known": False}


@pytest.mark.parametrize("text", ["", " ", "\x00", "a" * 50_000, "😀" * 300, "1" * 20_000])
def test_odd_texts_are_simply_not_known(known, text):
    assert Client().post(HINT, {"text": text}).json() == {"known": False}


def test_whoever_asks_too_often_must_wait(known, monkeypatch):
    monkeypatch.setattr(floods, "HINTS", Buckets(capacity=2, refill_per_s=0.01))
    client = Client()
    answers = [client.post(HINT, {"text": "x"}).status_code for _number in range(3)]
    assert answers == [200, 200, 429]


def test_without_script_the_quick_form_asks_once_and_then_sends(known):
    client = Client()
    asked = client.post(QUICK, quick(PARCEL))
    page = asked.content.decode()
    assert asked.status_code == 200
    assert "Not sent yet: this is known already" in page
    assert "About 5 reports" in page
    assert 'name="anyway"' in page
    assert PARCEL in page  # in the field still: nothing is lost
    assert Report.objects.count() == 6
    assert client.post(QUICK, quick(PARCEL, anyway="1"))["Location"] == "/report/sent/"
    assert Report.objects.count() == 7
    assert not Follow.objects.exists()


def test_a_report_with_a_file_is_never_stopped(known):
    picture = SimpleUploadedFile("a.txt", b"seen on my phone")
    answer = Client().post(QUICK, quick(PARCEL, files=picture))
    assert answer["Location"] == "/report/sent/"


def test_what_is_new_is_sent_at_once(known):
    assert Client().post(QUICK, quick("Something that nobody has seen before, at all"))["Location"] == "/report/sent/"


def test_following_keeps_no_text_and_gives_a_code_that_opens_a_page(known):
    client = Client()
    assert client.post(FOLLOW, quick(PARCEL))["Location"] == "/report/sent/"
    sent = client.get("/report/sent/")
    code = sent.context["code"]
    assert "You follow it" in sent.content.decode()
    assert Report.objects.count() == 6
    assert Follow.objects.count() == 1
    opened = client.post("/receipt/", {"code": code})
    assert opened["Location"] == "/receipt/following/"
    page = client.get("/receipt/following/").content.decode()
    assert "About 5 reports" in page
    assert PARCEL not in page
    assert client.get("/receipt/open/")["Location"] == "/receipt/"  # it opens no report
    assert client.post("/receipt/following/")["Location"] == "/receipt/"
    assert not Follow.objects.exists()
    assert client.get("/receipt/following/")["Location"] == "/receipt/"


def test_the_cookie_of_a_report_opens_no_follow(known, report):
    client = Client()
    code = report("Another message that I got last night from somebody").receipt_code
    assert client.post("/receipt/", {"code": code})["Location"] == "/receipt/open/"
    assert client.get("/receipt/following/")["Location"] == "/receipt/"


@pytest.mark.parametrize("text", ["never seen", ""])
def test_only_what_is_known_can_be_followed(known, text):
    answer = Client().post(FOLLOW, quick(text))
    assert answer["Location"] == QUICK
    assert not Follow.objects.exists()


def test_following_needs_the_same_work_as_reporting(known, monkeypatch):
    monkeypatch.setattr(floods, "WITHOUT_WORK", Buckets(capacity=0, refill_per_s=0.01))
    values = quick(PARCEL) | {"work_challenge": work.new_challenge(at_s=0).challenge, "work_number": "1"}
    refused = Client().post(FOLLOW, values)
    assert refused.status_code == 429
    assert not Follow.objects.exists()


def test_sent_twice_it_follows_once(known):
    client = Client()
    for _time in range(2):
        client.post(FOLLOW, quick(PARCEL))
    assert Follow.objects.count() == 1


def step_to_item(client, text, url=""):
    for name in ("harm", "capacity"):
        client.post(f"/report/{name}/", ANSWERS[name])
    return client.post("/report/item/", {"text": text, "url": url})


def test_the_guided_form_stops_once_and_goes_on(known):
    client = Client()
    assert step_to_item(client, PARCEL)["Location"] == "/report/known/"
    page = client.get("/report/known/")
    assert page.context["onwards"] == "/report/channel/"
    assert "About 5 reports" in page.content.decode()
    assert client.get("/report/channel/").status_code == 200


def test_the_guided_form_can_end_with_following(known):
    client = Client()
    step_to_item(client, PARCEL)
    assert client.post(FOLLOW, worked())["Location"] == "/report/sent/"
    assert "You follow it" in client.get("/report/sent/").content.decode()
    assert Report.objects.count() == 6
    assert client.get("/report/known/")["Location"] == "/report/sent/"


def test_the_guided_form_goes_on_where_nothing_is_known(known):
    client = Client()
    assert step_to_item(client, "never seen before by anybody here")["Location"] == "/report/channel/"
    assert client.get("/report/known/")["Location"] == "/report/channel/"
    assert Client().get("/report/known/")["Location"] == "/report/"
