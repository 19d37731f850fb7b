"""The receipt page as its reporter, and as somebody else, would use it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clearhall.desk.cases.models import Case
from clearhall.desk.files.models import Evidence
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.actors import job
from clearhall.desk.mailbox.actions import erase_due_contacts, read_contact, send_from_desk
from clearhall.desk.mailbox.jobs import notify_reporter
from clearhall.desk.mailbox.models import Contact, ContactRead, Message
from clearhall.desk.receipts import doorkeeper, web
from clearhall.desk.receipts.errors import ReceiptUnknown, TooManyTries
from clearhall.desk.reports.receipts import receipt_code, receipt_mac
from tests.desk.files.test_inspect import picture
from tests.factories import NOON, make_case, make_person

pytestmark = pytest.mark.django_db
ENTER, PAGE = "/receipt/", "/receipt/open/"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    for buckets in (doorkeeper.tries, doorkeeper.misses):
        buckets._buckets.clear()
    monkeypatch.setattr(web, "now", lambda: NOON)


@pytest.fixture
def case():
    return make_case(text="您的包裹被扣留 <script>alert(1)</script>")


@pytest.fixture
def code(case):
    report = case.reports.get()
    code = receipt_code(report.source, report.client_id)
    type(report).objects.filter(pk=report.pk).update(receipt_mac=receipt_mac(code))
    return code


@pytest.fixture
def opened(client, code):
    assert client.post(ENTER, {"code": code}).status_code == 302
    return client


def test_the_code_opens_the_page_however_it_is_spaced(client, case, code):
    typed = "－".join(code[start : start + 4] for start in range(0, 16, 4)).replace("－", " ")
    response = client.post(ENTER, {"code": typed}, follow=True)
    assert response.status_code == 200
    assert "您的包裹被扣留 &lt;script&gt;" in response.content.decode()
    assert code not in response.content.decode()


@pytest.mark.parametrize("typed", ["", "1234", "0" * 16, "abcdefghijklmnop", "1" * 5000, "\u202e" * 16, "<script>"])
def test_another_code_opens_nothing_and_says_how_to_go_on(client, code, typed):
    response = client.post(ENTER, {"code": typed})
    assert response.status_code in (422, 429)
    assert "receipt" not in response.cookies
    assert "16 digits" in response.content.decode()


def test_ten_thousand_tries_find_nothing_and_are_slowed_down(case, code):
    wrong, slowed = 0, 0
    for number in range(10_000):
        try:
            doorkeeper.open_receipt(f"{number:016d}", source="192.0.2.7", at_s=1000.0 + number / 100)
        except ReceiptUnknown:
            wrong += 1
        except TooManyTries as error:
            slowed += error.details["retry_after_s"] > 0
    assert wrong <= 10 + 100 / 30 + 1
    assert wrong + slowed == 10_000


def test_tries_from_many_sources_are_slowed_down_together(case, code):
    wrong = 0
    for number in range(2_000):
        try:
            doorkeeper.open_receipt(f"{number:016d}", source=f"192.0.2.{number}", at_s=1000.0 + number / 1000)
        except ReceiptUnknown:
            wrong += 1
        except TooManyTries:
            pass
    assert wrong <= 320


def test_without_an_open_receipt_every_page_asks_for_the_code(client, case):
    for name in ("page", "write", "contact", "withdraw", "reopen"):
        method = client.get if name in ("page", "withdraw") else client.post
        assert method(reverse(f"receipts:{name}")).url == ENTER
    assert Case.objects.get().state == "received"


def test_a_cookie_that_was_changed_or_is_old_opens_nothing(opened, monkeypatch):
    value = opened.cookies["receipt"].value
    opened.cookies["receipt"] = value[:-2] + ("00" if value[-2:] != "00" else "11")
    assert opened.get(PAGE).status_code == 302
    opened.cookies["receipt"] = value
    assert opened.get(PAGE).status_code == 200
    monkeypatch.setattr(web, "now", lambda: NOON + timedelta(minutes=31))
    opened.cookies["receipt"] = value
    assert opened.get(PAGE).status_code == 302


def test_the_cookie_does_not_travel_and_does_not_show_the_report(opened, case):
    cookie = opened.cookies["receipt"]
    assert (cookie["path"], cookie["samesite"], bool(cookie["httponly"])) == ("/receipt/", "Strict", True)
    assert str(case.reports.get().pk) not in cookie.value


def test_a_message_with_a_picture_reaches_the_case_and_is_recorded(opened, case):
    before = LedgerEntry.objects.count()
    upload = SimpleUploadedFile("屏幕.png", picture())
    response = opened.post("/receipt/write/", {"text": "昨天下午三点", "files": upload}, follow=True)
    assert "昨天下午三点" in response.content.decode()
    message = Message.objects.get()
    assert (message.side, message.text) == ("reporter", "昨天下午三点")
    evidence = Evidence.objects.get()
    assert evidence.message_id == message.pk
    assert Case.objects.get().has_news
    assert LedgerEntry.objects.count() == before + 2
    image = opened.get(reverse("receipts:picture", kwargs={"evidence_id": evidence.pk}))
    assert image["Content-Type"] == "image/webp"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ({"text": ""}, "Please write something"),
        ({"text": "x" * 10_001}, "10000"),
        ({"text": "ok", "files": SimpleUploadedFile("a.png", b"MZ\x90\x00")}, "Programs"),
    ],
)
def test_a_refused_message_says_why_and_keeps_what_was_written(opened, case, data, word):
    response = opened.post("/receipt/write/", data)
    assert response.status_code in (413, 422)
    assert word in response.content.decode()
    if data["text"] == "ok":
        assert ">ok</textarea>" in response.content.decode().replace("\n", "")
    assert Message.objects.count() == Evidence.objects.count() == 0
    assert not Case.objects.get().has_news


def test_a_mailbox_takes_twenty_messages_a_day(opened, case):
    for number in range(20):
        assert opened.post("/receipt/write/", {"text": f"message {number}"}).status_code == 302
    response = opened.post("/receipt/write/", {"text": "one more"})
    assert response.status_code == 429
    assert "tomorrow" in response.content.decode()


def test_the_desk_s_message_shows_the_body_and_never_the_person(opened, case):
    person = make_person("liu.invented")
    send_from_desk(case.reports.get().pk, "哪一天收到的？", job(f"person:{person.handle}"), NOON)
    page = opened.get(PAGE).content.decode()
    assert "哪一天收到的？" in page
    assert person.handle not in page
    assert person.display_name not in page
    assert Message.objects.get().read_at == NOON


def test_withdrawing_asks_first_and_then_closes_the_case(opened, case):
    assert "withdraw" in opened.get("/receipt/withdraw/").content.decode().lower()
    assert Case.objects.get().state == "received"
    opened.post("/receipt/withdraw/")
    assert Case.objects.get().closing_state == "withdrawn"
    assert opened.post("/receipt/withdraw/").status_code == 409


def test_a_closed_case_can_be_opened_again_once(opened, case):
    opened.post("/receipt/withdraw/")
    assert opened.post("/receipt/reopen/").status_code == 302
    assert Case.objects.get().state == "received"
    opened.post("/receipt/withdraw/")
    assert opened.post("/receipt/reopen/").status_code in (409, 422)
    assert Case.objects.get().state == "closed"


def test_another_reporter_s_picture_does_not_exist(opened, case):
    from clearhall.desk.files.actions import check_files, keep_files
    from clearhall.desk.lib.actors import REPORTER

    other = make_case()
    report = other.reports.get()
    (evidence,) = keep_files(
        check_files([(picture(), "a.png")]), report_id=report.pk, case_id=other.pk, actor=REPORTER, at=NOON
    )
    assert opened.get(reverse("receipts:picture", kwargs={"evidence_id": evidence.pk})).status_code == 404


def test_an_address_is_sealed_read_with_a_purpose_and_erased(opened, case):
    opened.post("/receipt/contact/", {"email": "someone@example.com"})
    contact = Contact.objects.get()
    assert contact.email == "someone@example.com"
    raw = Contact.objects.raw("SELECT id, email AS stored FROM mailbox_contact")[0].stored
    assert b"someone" not in bytes(raw)
    read_contact(contact.report_id, purpose="notify", actor=job("notify"), at=NOON)
    assert ContactRead.objects.get().purpose == "notify"
    assert erase_due_contacts(at=NOON + timedelta(days=179)) == 0
    assert erase_due_contacts(at=NOON + timedelta(days=180)) == 1
    opened.post("/receipt/contact/", {"email": "someone@example.com"})
    opened.post("/receipt/contact/", {"remove": "1"})
    assert Contact.objects.count() == 0
    assert opened.post("/receipt/contact/", {"email": "no address"}).status_code == 422


def test_the_notification_says_that_there_is_news_and_not_what(opened, case):
    opened.post("/receipt/contact/", {"email": "someone@example.com"})
    notify_reporter.call(case.reports.get().pk)
    (sent,) = mail.outbox
    assert sent.to == ["someone@example.com"]
    assert "包裹" not in sent.body + sent.subject
    assert "/receipt/" in sent.body


def test_a_notification_is_queued_only_after_the_commit(opened, case, django_capture_on_commit_callbacks, monkeypatch):
    opened.post("/receipt/contact/", {"email": "someone@example.com"})
    queued = []
    monkeypatch.setattr("clearhall.desk.lib.tasks._enqueue", lambda task, *arguments: queued.append((task, arguments)))
    with django_capture_on_commit_callbacks(execute=True):
        send_from_desk(case.reports.get().pk, "news", job("test"), NOON)
        assert queued == []
    assert queued == [("clearhall.desk.mailbox.jobs.notify_reporter", (case.reports.get().pk,))]


def test_the_page_costs_the_same_for_one_message_and_for_twenty(opened, case, django_assert_max_num_queries):
    report_id = case.reports.get().pk
    for count in (1, 19):
        for number in range(count):
            send_from_desk(report_id, f"m{number}", job("test"), NOON)
        with django_assert_max_num_queries(14):
            opened.get(PAGE)


def test_closing_the_page_forgets_the_report(opened):
    opened.post("/receipt/close/")
    assert opened.get(PAGE).url == ENTER
