"""The hand-written rows must be the rows the ORM would write."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from clearhall.desk.lib.ids import new_id
from clearhall.desk.reports.actions import StoredReport, store_reports
from clearhall.desk.reports.bulk import INDICATORS, REPORTS, IndicatorRow
from clearhall.desk.reports.models import Report, ReportIndicator
from tests.factories import make_body, make_case, make_place

AT = datetime(2026, 3, 4, 4, 5, 6, 789, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def a_report(**fields) -> StoredReport:
    case = make_case(body=make_body())
    key = new_id()
    values = {
        "id": key,
        "sequence": 7,
        "received_at": AT,
        "entrance": "api",
        "harm": "phishing",
        "subkind": "",
        "text": "包裹 “quoted” \t\n back\\slash \\N",
        "what_happened": "I paid",
        "url": "http://pay.example",
        "channel": "sms",
        "language": "zh_hans",
        "place_id": make_place().pk,
        "occurred_on": date(2026, 3, 1),
        "loss_amount": Decimal("12.30"),
        "reporter_kind": "body",
        "watchpost_id": None,
        "reporting_body_id": make_body().pk,
        "is_about_reporting_body": True,
        "source": "body:x",
        "client_id": f"id-{key}",
        "receipt_mac": key.to_bytes(8, "big") * 4,
        "signature": b"\x00\x01\xff",
        "group": key,
        "case_id": case.pk,
        "erased_at": None,
    }
    return StoredReport(**values | fields)


def columns_of(model, key) -> dict:
    row = model.objects.filter(pk=key).values().get()
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}


@pytest.mark.parametrize("many", [1, 9])
def test_store_reports_writes_the_row_that_the_orm_would_write(many):
    reports = [a_report(sequence=number) for number in range(many)]
    store_reports(reports, indicators=[])
    for report in reports:
        stored = columns_of(Report, report.id)
        values = dict(zip(REPORTS.columns, report.row(), strict=True))
        Report.objects.filter(pk=report.id).delete()
        Report(**{field.attname: values[field.column] for field in Report._meta.concrete_fields}).save(
            force_insert=True
        )
        assert stored == columns_of(Report, report.id)


def test_columns_are_those_of_the_model_in_order():
    assert REPORTS.columns == tuple(StoredReport.__dataclass_fields__)
    assert INDICATORS.columns == IndicatorRow._fields


@pytest.mark.parametrize("many", [1, 9])
def test_indicators_are_written_with_their_report(many):
    report = a_report()
    rows = [IndicatorRow(report.id, "url", f"http://{n}.example", "example", n, n + 3) for n in range(many)]
    store_reports([report], indicators=rows)
    assert [
        (item.report_id, item.kind, item.value, item.domain, item.start, item.end)
        for item in ReportIndicator.objects.order_by("start")
    ] == [tuple(row) for row in rows]


@pytest.mark.parametrize("many", [1, 9])
def test_one_refused_row_leaves_none(many):
    good = [a_report(sequence=number) for number in range(many)]
    bad = a_report(sequence=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        store_reports([*good, bad], indicators=[])
    assert not Report.objects.filter(pk__in=[report.id for report in good]).exists()
