"""Grouping: the same message lands in one group, whether it comes alone, in a batch, or while another is being stored."""

import pytest
from django.db import transaction

from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.actors import job
from clearhall.desk.lib.ids import encode
from clearhall.desk.matching import actions
from clearhall.desk.matching.actions import groups_for, join_groups, prepare
from clearhall.desk.matching.index import PROCESS
from clearhall.desk.reports.models import Report
from clearhall.engine.similarity import sign
from clearhall.engine.text import matching_form
from tests.desk.matching.conftest import BANK, PARCEL, PARCEL_AGAIN
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def group_of(report_id):
    return Report.objects.values_list("group", flat=True).get(pk=report_id)


def test_a_report_is_stored_with_the_signature_of_its_matching_form(report):
    stored = Report.objects.get(pk=report(PARCEL).report_id)
    assert bytes(stored.signature) == sign(matching_form(PARCEL)).data


def test_the_same_message_in_other_words_joins_the_group_of_the_first(report):
    first, second, other = report(PARCEL), report(PARCEL_AGAIN), report(BANK)
    assert group_of(first.report_id) == group_of(second.report_id) == first.report_id
    assert group_of(other.report_id) == other.report_id


def test_a_batch_is_grouped_with_what_is_stored_and_within_itself(report, reports):
    first = report(PARCEL).report_id
    keys = reports([BANK, PARCEL_AGAIN, "完全不同的一句话，讲的是周末的天气和公园里的花都开了", BANK + " Today."])
    assert [group_of(key) for key in keys] == [keys[0], first, keys[2], keys[0]]


def test_a_chain_within_a_batch_is_one_group(reports):
    keys = reports([PARCEL, PARCEL_AGAIN, PARCEL_AGAIN + "请尽快", PARCEL_AGAIN + "请尽快处理谢谢"])
    assert {group_of(key) for key in keys} == {keys[0]}


def test_short_messages_that_differ_in_their_numbers_alone_are_two_groups(reports):
    one, two, same = reports(["取件码 4-2-7731 请到柜取", "取件码 9-1-0042 请到柜取", "取件码 4-2-7731 请到柜取"])
    assert group_of(one) == group_of(same) == one
    assert group_of(two) == two


def test_blank_and_tiny_texts_share_a_group_only_when_they_are_the_same(reports):
    one, two, three = reports(["ok", "no", "ok"])
    assert (group_of(one), group_of(two), group_of(three)) == (one, two, one)


def test_an_estimate_alone_never_groups(report, monkeypatch):
    first = report(PARCEL)
    monkeypatch.setattr(actions.Forms, "judged", lambda self, form, matches: [])
    second = report(PARCEL)
    assert group_of(second.report_id) == second.report_id != first.report_id


def settled(prepared):
    """The groups as a transaction finds them whose first record comes next in the log."""
    return groups_for(prepared, first=LedgerEntry.objects.count())


@pytest.mark.django_db(transaction=True)
def test_a_report_committed_between_the_two_steps_is_seen(report):
    prepared = prepare([1], [PARCEL])
    assert prepared.like == [None]
    meanwhile = report(PARCEL_AGAIN).report_id
    with transaction.atomic():
        assert settled(prepared) == [meanwhile]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_remembered(report):
    report(BANK)
    PROCESS.view()
    with transaction.atomic():
        gone = report(PARCEL)
        assert group_of(report(PARCEL).report_id) == gone.report_id  # inside, the transaction sees its own reports
        assert PROCESS.tail_size == 1  # and the process has not taken them in
        transaction.set_rollback(True)
    again = report(PARCEL)
    assert group_of(again.report_id) == again.report_id
    assert group_of(report(PARCEL).report_id) == again.report_id


def test_joined_groups_count_as_one_and_later_reports_follow(report):
    parcel, bank = report(PARCEL).report_id, report(BANK).report_id
    moved = join_groups(parcel, others=[bank], actor=job("test"), at=NOON)
    assert moved == 1
    assert group_of(report(BANK).report_id) == parcel
    entry = LedgerEntry.objects.get(event="report:regrouped")
    assert entry.subject == f"group:{encode(parcel)}"
    assert encode(bank).encode() in bytes(entry.payload)


def test_a_join_between_the_two_steps_is_followed(report):
    parcel, bank = report(PARCEL).report_id, report(BANK).report_id
    prepared = prepare([1], [BANK])
    join_groups(parcel, others=[bank], actor=job("test"), at=NOON)
    assert settled(prepared) == [parcel]


def test_a_report_in_another_group_that_is_erased_is_no_like(report):
    first = report(PARCEL).report_id
    Report.objects.filter(pk=first).update(text="", signature=b"", erased_at=NOON)
    second = report(PARCEL).report_id
    assert group_of(second) == second


def test_grouping_costs_the_same_queries_for_two_rows_and_for_two_hundred(report, django_assert_num_queries):
    report(PARCEL)

    def groups(rows, first):
        prepared = prepare(range(1, rows + 1), [PARCEL_AGAIN] * rows)
        return groups_for(prepared, first=prepared.seen + 1 if first is None else first)

    for first, queries in ((None, 2), (7, 4)):  # 7: others have recorded something in between
        with django_assert_num_queries(queries):
            two = groups(2, first)
        with django_assert_num_queries(queries):
            assert groups(200, first) == two * 100
