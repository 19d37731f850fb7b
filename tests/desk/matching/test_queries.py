"""What is said of a text, of a report, and of what reports name."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clearhall.desk.lib.actors import job
from clearhall.desk.matching import queries
from clearhall.desk.matching.actions import join_groups
from clearhall.desk.matching.queries import (
    RECENT,
    TextMatch,
    match_text,
    reports_with_indicator,
    shared_indicators,
    similar_reports,
)
from clearhall.desk.matching.words import found_sentence, naming_sentence
from clearhall.desk.reports.models import Report
from clearhall.desk.reports.queries import Naming, count_naming, group_figures
from clearhall.engine.similarity import Level
from tests.desk.matching.conftest import BANK, PARCEL, PARCEL_AGAIN
from tests.factories import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=30)


def test_a_text_says_how_often_since_when_and_as_what_it_was_reported(report, reports):
    report(PARCEL, at=NOON)
    reports([PARCEL_AGAIN] * 4, at=LATER - timedelta(days=6))
    reports([PARCEL] * 2, harm="phishing", at=LATER)
    known = match_text(
        "蓝鲸快递】您的包裹因地址不详无法派送，请在后天十二点前点击链接补填信息并支付九元改派费，逾期将退回", at=LATER
    )
    assert known.level is Level.GROUP
    assert (known.recent, known.reports) == (6, 7)
    assert (known.first_at, known.last_at) == (NOON, LATER)
    assert [(one.harm, one.reports) for one in known.harms] == [("telecom_fraud", 5), ("phishing", 2)]
    assert 0.6 <= known.similarity < 1
    assert known.sentence == "The same message was reported 6 times this week."


def test_an_unknown_text_says_nothing(report):
    report(PARCEL)
    assert match_text("图书馆周末延长开放到晚上十点，欢迎大家前来阅读", at=NOON) == TextMatch()
    assert match_text("", at=NOON) == TextMatch()


def test_a_week_is_seven_days_to_the_moment(report):
    report(PARCEL, at=NOON)
    assert match_text(PARCEL, at=NOON + RECENT).recent == 1
    assert match_text(PARCEL, at=NOON + RECENT + timedelta(seconds=1)).recent == 0


def test_counts_follow_when_groups_are_joined(report):
    parcel, _, bank = report(PARCEL).report_id, report(PARCEL), report(BANK).report_id
    assert match_text(PARCEL, at=NOON).reports == 2
    join_groups(parcel, others=[bank], actor=job("test"), at=NOON)
    assert match_text(PARCEL, at=NOON).reports == match_text(BANK, at=NOON).reports == 3
    assert match_text(BANK, at=NOON).groups == (parcel,)


def test_two_groups_that_the_text_matches_are_counted_together(report):
    one, two = report(PARCEL).report_id, report(PARCEL_AGAIN).report_id
    Report.objects.filter(pk=two).update(group=two)
    assert match_text(PARCEL, at=NOON).groups == (one, two)
    assert match_text(PARCEL, at=NOON).reports == 2


@pytest.mark.parametrize("emptied", [{"text": "", "signature": b""}, {}])  # the second is a half-done erasure
def test_erased_reports_drop_out(report, emptied):
    gone, kept = report(PARCEL).report_id, report(PARCEL_AGAIN).report_id
    Report.objects.filter(pk=gone).update(erased_at=NOON, **emptied)
    assert match_text(PARCEL, at=NOON).reports == 1
    assert similar_reports(kept) == []
    assert similar_reports(gone) == []


def test_similar_reports_are_compared_exactly_and_say_why(report):
    one, two, three = report(PARCEL), report(PARCEL), report(PARCEL_AGAIN)
    report(BANK)
    found = similar_reports(one.report_id)
    assert [(item.report_id, item.case_id) for item in found] == [
        (two.report_id, two.case_id),
        (three.report_id, three.case_id),
    ]
    assert (found[0].similarity, found[0].sentence) == (1.0, "The wording is the same.")
    assert found[1].level is Level.GROUP
    assert found[1].sentence.startswith("About ")
    assert len(similar_reports(one.report_id, limit=1)) == 1


def test_what_is_known_costs_the_same_queries_for_two_reports_and_for_two_hundred(reports, django_assert_num_queries):
    reports([PARCEL] * 2)
    match_text(PARCEL, at=NOON)
    with django_assert_num_queries(3):
        match_text(PARCEL, at=NOON)
    reports([f"{PARCEL}{number}" for number in range(200)])
    with django_assert_num_queries(3):
        match_text(PARCEL, at=NOON)


def test_large_groups_are_counted_at_most_once_a_minute(reports, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(queries, "MANY", 3)
    reports([PARCEL] * 3)
    assert match_text(PARCEL, at=NOON).reports == 3
    reports([PARCEL])
    with django_assert_num_queries(2):
        assert match_text(PARCEL, at=NOON + timedelta(seconds=59)).reports == 3
    assert match_text(PARCEL, at=NOON + timedelta(seconds=60)).reports == 4


@pytest.mark.parametrize(
    ("level", "recent", "reports", "sentence"),
    [
        (Level.GROUP, 37, 90, "The same message was reported 37 times this week."),
        (Level.GROUP, 3, 3, "The same message was reported 3 times this week."),
        (Level.GROUP, 2, 90, "The same message was reported a few times this week."),
        (Level.GROUP, 1, 1, "The same message was reported a few times this week."),
        (Level.GROUP, 0, 90, "The same message was reported 90 times, but not this week."),
        (Level.GROUP, 0, 2, "The same message was reported a few times, but not this week."),
        (Level.SUGGEST, 2, 2, "A few reports of similar messages are known."),
        (Level.SUGGEST, 0, 12, "12 reports of similar messages are known."),
    ],
)
def test_small_numbers_are_never_said_exactly(level, recent, reports, sentence):
    assert found_sentence(level, recent=recent, reports=reports) == sentence


def test_reports_that_name_the_same_number_or_site_are_counted(report):
    one = report(f"{PARCEL} 客服电话 13800138000 http://parcel.example.com/a").report_id
    for number in range(4):
        report(f"第{number}条：退款请联系 13800138000 或登录 https://parcel.example.com/{number} 办理手续")
    report("请登录 http://other.example.org/x 领取")
    shared = {item.kind: item for item in shared_indicators(one)}
    assert shared["phone"].sentence == "4 reports name this number."
    assert shared["url"].sentence == "4 reports name this site."
    assert reports_with_indicator("phone", shared["phone"].value) == 5
    assert reports_with_indicator("phone", "13900000000") == 0


def test_an_indicator_named_by_this_report_alone_is_not_shared(report):
    key = report(f"{PARCEL} http://alone.example.net/a http://alone.example.net/b").report_id
    assert shared_indicators(key) == []


def test_counts_stop_at_the_limit_and_say_so():
    assert naming_sentence("phone", reports=1000, is_capped=True) == "1000+ reports name this number."
    assert naming_sentence("email", reports=2) == "A few reports name this e-mail address."
    assert naming_sentence("phone", reports=0) == ""


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="reads SQLite's plans; PostgreSQL plans by what the tables hold"
)
def test_what_check_counts_is_read_from_indexes_alone(reports):
    reports([f"{PARCEL} 13800138000 http://parcel.example.com/{number}" for number in range(3)])
    with CaptureQueriesContext(connection) as seen:
        group_figures([1], since=NOON)
        count_naming(
            [Naming("url", "http://parcel.example.com/1", "example.com"), Naming("phone", "13800138000")], most=9
        )
    plans = []
    with connection.cursor() as cursor:
        for query in seen.captured_queries:
            cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
            plans += [row[3] for row in cursor.fetchall() if " reports_" in row[3]]
    assert [plan.split(" USING ")[1].split(" (")[0] for plan in plans] == [
        "COVERING INDEX report_by_group", "COVERING INDEX indicator_by_domain", "COVERING INDEX indicator_by_value",
    ]  # fmt: skip
