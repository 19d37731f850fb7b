"""Every write to reports. What may be stored, and as what, is decided in `intake`; here it is only kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from clearhall.desk.reports.bulk import IndicatorRow, write_reports
from clearhall.desk.reports.models import Report, ReportIndicator


@dataclass(frozen=True, slots=True)
class StoredReport:
    """One report to store: the columns of `Report`, in their order. Whatever may be absent is absent as None or ""."""

    id: int
    sequence: int
    received_at: datetime
    entrance: str
    harm: str
    subkind: str
    text: str
    what_happened: str
    url: str
    channel: str
    language: str
    place_id: int | None
    occurred_on: date | None
    loss_amount: Decimal | None
    reporter_kind: str
    watchpost_id: int | None
    reporting_body_id: int | None
    is_about_reporting_body: bool | None
    source: str
    client_id: str
    receipt_mac: bytes
    signature: bytes
    group: int
    case_id: int
    erased_at: datetime | None = None

    def row(self) -> tuple[object, ...]:
        return (
            self.id, self.sequence, self.received_at, self.entrance, self.harm, self.subkind, self.text,
            self.what_happened, self.url, self.channel, self.language, self.place_id, self.occurred_on,
            self.loss_amount, self.reporter_kind, self.watchpost_id, self.reporting_body_id,
            self.is_about_reporting_body, self.source, self.client_id, self.receipt_mac, self.signature,
            self.group, self.case_id, self.erased_at,
        )  # fmt: skip


def store_reports(reports: Sequence[StoredReport], *, indicators: Sequence[IndicatorRow]) -> None:
    """Keep `reports` and the indicators found in them, within the caller's transaction.

    Raises:
        IntegrityError: a key, a client id or a receipt exists already, or a constraint refuses a row; none was added.
    """
    write_reports([report.row() for report in reports], list(indicators))


def add_indicators(report_id: int, indicators: Sequence[IndicatorRow]) -> int:
    """Keep more indicators of a report, within the caller's transaction; those it has already are left out. Returns how many.

    They stand in a picture, so they have no place in the text (start = end = 0). An erased report takes none.
    """
    if not Report.objects.select_for_update().filter(pk=report_id, erased_at__isnull=True).exists():
        return 0
    known = set(ReportIndicator.objects.filter(report_id=report_id).values_list("kind", "value"))
    new = {(one.kind, one.value): one for one in indicators if (one.kind, one.value) not in known}
    write_reports([], list(new.values()))
    return len(new)


def move_to_group(group: int, *, others: Sequence[int]) -> int:
    """Let the reports of the groups `others` belong to `group`, within the caller's transaction. Returns how many moved."""
    return Report.objects.filter(group__in=others).update(group=group)


def erase_report(report_id: int, *, at: datetime) -> bool:
    """Empty what the reporter wrote, the indicators found in it and its signature, within the caller's transaction.

    Returns:
        False when it was erased before, or is not there. The receipt opens nothing any more.
    """
    empty = {"text": "", "what_happened": "", "url": "", "signature": b"", "loss_amount": None, "occurred_on": None}
    erased = Report.objects.filter(pk=report_id, erased_at__isnull=True).update(erased_at=at, **empty)
    ReportIndicator.objects.filter(report_id=report_id).delete()
    return erased == 1
