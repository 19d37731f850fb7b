"""The hand-written way of storing reports: one COPY or one executemany a table. `actions.py` is its only caller."""

from typing import Any, NamedTuple

from clearhall.desk.lib.rows import RowWriter
from clearhall.desk.reports.models import Report, ReportIndicator


class IndicatorRow(NamedTuple):
    """One row of ReportIndicator, in the order of its columns; the database counts the key."""

    report_id: int
    kind: str
    value: str
    domain: str
    start: int
    end: int


REPORTS = RowWriter(Report)
INDICATORS = RowWriter(ReportIndicator, without=["id"])


def write_reports(rows: list[tuple[Any, ...]], indicators: list[IndicatorRow]) -> None:
    """Add rows of both tables within the caller's transaction. Raises IntegrityError."""
    REPORTS.write(rows)
    INDICATORS.write(indicators)
