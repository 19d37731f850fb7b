"""A report comes in: what is stored, once, and what is refused."""

from dataclasses import replace

import pytest

from clearhall.desk.cases.models import Case
from clearhall.desk.intake import actions
from clearhall.desk.intake.actions import accept_report, accept_reports
from clearhall.desk.intake.errors import BatchRefused, ClientIdReused, QuotaUsedUp
from clearhall.desk.intake.types import NewReport, Sender
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.errors import DeskError, Invalid
from clearhall.desk.lib.ids import encode
from clearhall.desk.reports.models import Report
from clearhall.desk.reports.queries import find_by_receipt
from clearhall.desk.taxonomy.harms import RULES, Harm
from clearhall.desk.watchposts.models import Watchpost
from tests.factories import NOON, make_body, make_place

pytestmark = pytest.mark.django_db

RESIDENT = Sender(kind="resident", source="form", entrance="form")
SCAM = NewReport(
    text="您的快递已停运，请点 http://parcel.example.com/a 缴费", harm="phishing", channel="sms", client_id="one"
)


@pytest.fixture
def body():
    return make_body("police", place=make_place("LJ"), harms=tuple(Harm))


def test_accept_report_stores_the_report_its_case_and_one_record(body):
    accepted = accept_report(replace(SCAM, place="LJ"), sender=RESIDENT, at=NOON)

    report = Report.objects.get(pk=accepted.report_id)
    case = Case.objects.get(pk=accepted.case_id)
    entry = LedgerEntry.objects.get()
    assert report.text == SCAM.text
    assert (report.harm, report.channel, report.language) == ("phishing", "sms", "zh_hans")
    assert report.case_id == case.pk
    assert report.group == report.pk == case.group
    assert report.sequence == entry.index
    assert (case.state, case.body_id, case.harm) == ("received", body.pk, "phishing")
    assert case.urgency == RULES[Harm.PHISHING].urgency
    assert NOON < case.first_response_due_at < case.due_at
    assert (entry.event, entry.subject, entry.actor) == ("report:received", f"case:{encode(case.pk)}", "reporter")
    assert SCAM.text.encode() not in bytes(entry.payload)
    assert len(accepted.receipt_code) == 16
    assert find_by_receipt(accepted.receipt_code).pk == report.pk
    assert accepted.is_repeat is False


def test_a_repeat_gets_the_same_answer_and_stores_nothing(body):
    first = accept_report(SCAM, sender=RESIDENT, at=NOON)
    again = accept_report(SCAM, sender=RESIDENT, at=NOON)
    assert again == replace(first, is_repeat=True)
    assert (Report.objects.count(), Case.objects.count(), LedgerEntry.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [("text", "other"), ("harm", "telecom_fraud"), ("channel", "web"), ("url", "http://x.example"), ("place", "LJ")],
)
def test_a_repeat_with_other_content_names_the_field(body, field, value):
    accept_report(SCAM, sender=RESIDENT, at=NOON)
    with pytest.raises(ClientIdReused) as caught:
        accept_report(replace(SCAM, **{field: value}), sender=RESIDENT, at=NOON)
    assert caught.value.field == field
    assert Report.objects.count() == 1


def test_the_same_id_from_two_sources_is_two_reports(body):
    first = accept_report(SCAM, sender=RESIDENT, at=NOON)
    second = accept_report(SCAM, sender=replace(RESIDENT, source="watch"), at=NOON)
    assert first.report_id != second.report_id
    assert first.receipt_code != second.receipt_code


def test_without_a_client_id_each_report_is_its_own(body):
    new = replace(SCAM, client_id="")
    codes = {accept_report(new, sender=RESIDENT, at=NOON).receipt_code for _ in range(3)}
    assert len(codes) == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \u200b\n\t\u202e"}, "text"),
        ({"text": "x" * 1_000_000}, "text"),
        ({"text": "\ud800\udfff\ud800"}, "text"),
        ({"harm": "opinion"}, "harm"),
        ({"subkind": "extortion"}, "subkind"),
        ({"harm": "business_infringement"}, "subkind"),
        ({"harm": "business_infringement", "subkind": "bad_review"}, "subkind"),
        ({"channel": "pigeon"}, "channel"),
        ({"place": "NOWHERE"}, "place"),
        ({"url": "http://x.example/" + "a" * 3000}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "two words"}, "url"),
        ({"client_id": "a b"}, "client_id"),
        ({"client_id": "x" * 65}, "client_id"),
        ({"client_id": "身份"}, "client_id"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(body, changes, field):
    with pytest.raises(Invalid) as caught:
        accept_report(replace(SCAM, **changes), sender=RESIDENT, at=NOON)
    assert caught.value.field == field
    assert str(caught.value)
    assert not Report.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_what_cannot_be_stored_is_taken_out_and_the_rest_is_kept(body):
    new = replace(SCAM, text="a\x00b\ud800c\u202ed\r\ne <script>alert(1)</script>", what_happened="\x07ring")
    report = Report.objects.get(pk=accept_report(new, sender=RESIDENT, at=NOON).report_id)
    assert report.text == "abcd\ne <script>alert(1)</script>"
    assert report.what_happened == "ring"


def test_indicators_of_text_and_of_the_link_given_apart_are_kept(body):
    new = replace(SCAM, url="https://login.bank-help.example.com/x")
    report = Report.objects.get(pk=accept_report(new, sender=RESIDENT, at=NOON).report_id)
    found = {item.kind: item for item in report.indicators.filter(start__gt=0)}
    assert report.text[found["url"].start : found["url"].end] == "http://parcel.example.com/a"
    apart = report.indicators.get(start=0)
    assert (apart.kind, apart.domain, apart.end) == ("url", "example.com", 0)


def test_a_batch_is_stored_in_order_with_one_record_each(body):
    rows = [replace(SCAM, text=f"message {n}", client_id=f"row-{n}") for n in range(25)]
    results = accept_reports(rows, sender=RESIDENT, at=NOON)
    stored = list(Report.objects.order_by("sequence").values_list("client_id", "sequence"))
    assert [result.row for result in results] == list(range(1, 26))
    assert stored == [(f"row-{n}", n) for n in range(25)]
    assert LedgerEntry.objects.count() == Case.objects.count() == 25


def test_a_batch_with_a_bad_row_stores_nothing_and_lists_it(body):
    rows = [SCAM, replace(SCAM, text="", client_id="two"), replace(SCAM, harm="gossip", client_id="three")]
    with pytest.raises(BatchRefused) as caught:
        accept_reports(rows, sender=RESIDENT, at=NOON)
    assert [(row["row"], row["field"]) for row in caught.value.details["rows"]] == [(2, "text"), (3, "harm")]
    assert not Report.objects.exists()


def test_a_partial_batch_stores_the_good_rows(body):
    rows = [SCAM, replace(SCAM, text="", client_id="two"), replace(SCAM, text="third", client_id="three")]
    results = accept_reports(rows, sender=RESIDENT, at=NOON, partial=True)
    assert [bool(result.accepted) for result in results] == [True, False, True]
    assert results[1].error.field == "text"
    assert Report.objects.count() == 2


def test_one_id_twice_in_a_batch_is_one_report(body):
    results = accept_reports([SCAM, SCAM], sender=RESIDENT, at=NOON)
    assert results[0].accepted.receipt_code == results[1].accepted.receipt_code
    assert [result.accepted.is_repeat for result in results] == [False, True]
    assert Report.objects.count() == 1


def test_a_batch_sent_again_answers_the_same_and_adds_nothing(body):
    rows = [replace(SCAM, text=f"message {n}", client_id=f"row-{n}") for n in range(7)]
    first = accept_reports(rows[:4], sender=RESIDENT, at=NOON)
    second = accept_reports(rows, sender=RESIDENT, at=NOON)
    assert [r.accepted.receipt_code for r in second[:4]] == [r.accepted.receipt_code for r in first]
    assert [r.accepted.is_repeat for r in second] == [True] * 4 + [False] * 3
    assert LedgerEntry.objects.count() == 7


def test_texts_that_are_the_same_share_a_group(body):
    rows = [replace(SCAM, client_id=f"row-{n}") for n in range(3)]
    results = accept_reports(rows, sender=RESIDENT, at=NOON)
    assert {report.group for report in Report.objects.all()} == {results[0].accepted.report_id}


def test_a_watchpost_sends_no_more_than_its_quota(body):
    bank = make_watchpost(body)
    sender = Sender("watchpost", "watchpost:bank", "api", watchpost_id=bank.pk, daily_quota=3)
    rows = [replace(SCAM, text=f"message {n}", client_id=f"row-{n}") for n in range(5)]
    accept_reports(rows[:2], sender=sender, at=NOON)
    with pytest.raises(QuotaUsedUp) as caught:
        accept_reports(rows[2:], sender=sender, at=NOON)
    assert caught.value.details["left"] == 1
    accept_report(rows[2], sender=sender, at=NOON)
    assert Report.objects.count() == 3
    assert accept_report(rows[0], sender=sender, at=NOON).is_repeat  # a repeat costs nothing


def test_a_clock_that_jumps_back_loses_nothing(body):
    later = accept_report(SCAM, sender=RESIDENT, at=NOON)
    earlier = accept_report(replace(SCAM, client_id="two"), sender=RESIDENT, at=NOON.replace(year=2025))
    sequences = dict(Report.objects.values_list("pk", "sequence"))
    assert sequences[later.report_id] < sequences[earlier.report_id]


def test_nobody_competent_is_said_before_anything_is_stored():
    with pytest.raises(DeskError) as caught:
        accept_report(SCAM, sender=RESIDENT, at=NOON)
    assert caught.value.code == "no_competent_body"
    assert not Report.objects.exists()


def make_watchpost(body):
    return Watchpost.objects.create(
        code="bank", name_zh="银行", name_en="Bank", kind="bank", daily_quota=3, body=body, accredited_at=NOON
    )


def together(*drafts):
    answers = actions._store_together(list(drafts))
    return [type(answer).__name__ for answer in answers], answers


def draft(report, sender=RESIDENT):
    return actions._drafted(1, report, sender=sender, at=NOON)


def test_reports_of_several_senders_are_stored_in_one_transaction(body, django_assert_max_num_queries):
    bank = Sender(kind="watchpost", source="watchpost:bank", entrance="api", watchpost_id=make_watchpost(body).pk)
    found = [draft(SCAM), draft(SCAM, bank), draft(replace(SCAM, text="Another", client_id="two"))]
    with django_assert_max_num_queries(13):
        names, answers = together(*found)
    assert names == ["Accepted"] * 3
    stored = Report.objects.order_by("sequence").values_list("pk", "source", "client_id")
    assert [row[0] for row in stored] == [answer.report_id for answer in answers]
    assert [row[1:] for row in stored] == [("form", "one"), ("watchpost:bank", "one"), ("form", "two")]
    assert Report.objects.get(pk=answers[1].report_id).group == answers[0].report_id


def test_a_fault_in_one_report_of_a_group_concerns_that_one_alone(body):
    bank = Sender(
        kind="watchpost", source="watchpost:bank", entrance="api", watchpost_id=make_watchpost(body).pk, daily_quota=0
    )
    accept_report(replace(SCAM, client_id="stored"), sender=RESIDENT, at=NOON)
    names, answers = together(
        draft(SCAM),
        draft(SCAM, bank),
        draft(replace(SCAM, client_id="stored", text="Other words")),
        draft(replace(SCAM, client_id="stored")),
        draft(SCAM),
    )
    assert names == ["Accepted", "QuotaUsedUp", "ClientIdReused", "Accepted", "Accepted"]
    assert [answer.is_repeat for answer in (answers[0], answers[3], answers[4])] == [False, True, True]
    assert Report.objects.count() == 2
