"""Every read of reports for other features, pages, the API and exports."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Max, Min, Q, QuerySet

from clearhall.desk.reports.models import Report, ReportIndicator
from clearhall.desk.reports.receipts import find_digits, receipt_mac

_SIGNATURES = (
    f"SELECT sequence, id, signature FROM {Report._meta.db_table} WHERE sequence >= %s ORDER BY sequence LIMIT %s"  # noqa: S608
)
# Word for word the condition of its partial index, or SQLite does not use it.
_THE_DOMAIN = "domain = %s AND NOT (domain = '')"
_NAME_THIS = (
    f"(SELECT count(*) FROM (SELECT DISTINCT report_id FROM {ReportIndicator._meta.db_table} WHERE {{}} LIMIT %s) n)"  # noqa: S608
)
_END_OF_NAMING = f"(SELECT {{}}(report_id) FROM {ReportIndicator._meta.db_table} WHERE {{}})"  # noqa: S608
_REPORTS = Report._meta.db_table
_MOST_IDS = 5_000  # ids in one query; SQLite takes 32,766 values in a statement


def find_by_receipt(typed: str) -> Report | None:
    """The report behind a receipt code as a person typed it, with its case; None when there is none."""
    digits = find_digits(typed)
    if digits is None:
        return None
    return Report.objects.select_related("case").filter(receipt_mac=receipt_mac(digits)).first()


def find_report(report_id: int) -> Report | None:
    """One report with its case, or None."""
    return Report.objects.select_related("case").filter(pk=report_id).first()


def unerased_reports_of(cases: QuerySet[Any], *, most: int) -> list[tuple[int, int]]:
    """Keys of reports and their cases, for the reports of `cases` that still have their texts; the oldest first."""
    rows = Report.objects.filter(case__in=cases, erased_at__isnull=True).order_by("id")
    return list(rows.values_list("pk", "case_id")[:most])


class KnownReport(NamedTuple):
    """What is stored under a client id, as far as a repeat must be compared with it."""

    client_id: str
    id: int
    case_id: int
    source: str
    receipt_mac: bytes
    erased_at: datetime | None
    place_id: int | None
    text: str
    harm: str
    subkind: str
    what_happened: str
    url: str
    channel: str
    occurred_on: date | None
    loss_amount: Decimal | None
    is_about_reporting_body: bool | None


def known_client_ids(source: str, client_ids: Iterable[str]) -> dict[str, KnownReport]:
    """Reports of one source by client id, for those of `client_ids` that are stored; two queries for 5,000 of them."""
    found: dict[str, KnownReport] = {}
    rest = iter(client_ids)
    while some := list(islice(rest, _MOST_IDS)):
        if stored := _stored_client_ids(source, some):  # mostly none is, and the ORM takes its time over so many values
            rows = Report.objects.filter(source=source, client_id__in=stored).values_list(*KnownReport._fields)
            found.update((row[0], KnownReport._make(row)) for row in rows.iterator())
    return found


def _stored_client_ids(source: str, client_ids: Sequence[str]) -> list[str]:
    marks = ", ".join(["%s"] * len(client_ids))
    asked = f"SELECT client_id FROM {_REPORTS} WHERE source = %s AND client_id IN ({marks})"  # noqa: S608 (our own words)
    with connection.cursor() as cursor:
        cursor.execute(asked, [source, *client_ids])
        return [row[0] for row in cursor.fetchall()]


def reports_of_watchpost(watchpost_id: int) -> QuerySet[Report]:
    """Reports of one watchpost with their cases, in no order yet: page them by `-id`."""
    return Report.objects.filter(watchpost_id=watchpost_id).select_related("case", "place")


def count_from_watchpost(watchpost_id: int, *, since: datetime) -> int:
    """How many reports of a watchpost were received at or after `since`."""
    return Report.objects.filter(watchpost_id=watchpost_id, received_at__gte=since).count()


# What `matching` reads. Rows of columns, not objects: these run for every question that Check is asked.


@dataclass(frozen=True, slots=True)
class ReportText:
    """The text of a report and where it belongs, for comparing it with another."""

    report_id: int
    case_id: int
    group: int
    text: str


@dataclass(frozen=True, slots=True)
class HarmFigures:
    """Reports of some groups with one harm. `recent` of them were received at or after the moment asked for."""

    harm: str
    reports: int
    recent: int
    first_at: datetime
    last_at: datetime


class Naming(NamedTuple):
    """What reports are looked up by: a `domain` counts for every link to it, otherwise `kind` and `value` must be the same."""

    kind: str
    value: str
    domain: str = ""


def signatures_from(sequence: int, *, most: int) -> list[tuple[int, int, bytes]]:
    """Sequence, key and signature of the first `most` reports at or after `sequence`, in the order of their commits.

    By hand, because every question and every new report asks it: the statement takes a fifth of what building it takes.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SIGNATURES, [sequence, most])
        found: list[tuple[int, int, bytes]] = cursor.fetchall()
    return found


def sequence_of_newest(count: int) -> int | None:
    """Sequence of the oldest of the newest `count` reports; None when there are not more than `count`."""
    rows = Report.objects.order_by("-sequence").values_list("sequence", flat=True)
    found = list(rows[count - 1 : count + 1])
    return found[0] if len(found) == 2 else None


def last_sequence() -> int:
    """The highest sequence that a report has; -1 without reports."""
    found: int | None = Report.objects.aggregate(last=Max("sequence"))["last"]
    return -1 if found is None else found


def count_reports(*, after: int = -1) -> int:
    """How many reports have a sequence above `after`."""
    return Report.objects.filter(sequence__gt=after).count()


def texts_to_compare(report_ids: Sequence[int]) -> dict[int, ReportText]:
    """Texts by report, without those that were erased; one query for 5,000."""
    columns = 'id, case_id, "group", text'
    return {row[0]: ReportText(*row) for row in _of_reports(columns, report_ids, more=" AND erased_at IS NULL")}


def groups_of(report_ids: Sequence[int]) -> dict[int, int]:
    """Near-duplicate groups by report; one query for 5,000."""
    return dict(_of_reports('id, "group"', report_ids))


def _of_reports(columns: str, report_ids: Sequence[int], *, more: str = "") -> Iterator[tuple[Any, ...]]:
    """Some columns of some reports. By hand: every report that comes in asks twice, and building the query took most of the time."""
    for start in range(0, len(report_ids), _MOST_IDS):
        some = report_ids[start : start + _MOST_IDS]
        marks = ", ".join(["%s"] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM {_REPORTS} WHERE id IN ({marks}){more}", list(some))  # noqa: S608 (our own words)
            yield from cursor.fetchall()


def group_figures(groups: Sequence[int], *, since: datetime) -> list[HarmFigures]:
    """How many reports some groups hold, by harm, the most frequent first; one query that reads an index alone."""
    return _figures(Report.objects.filter(group__in=groups), since=since)


def figures_of_reports(report_ids: Sequence[int], *, since: datetime) -> list[HarmFigures]:
    """The same of some reports, at most 5,000; one query."""
    return _figures(Report.objects.filter(pk__in=report_ids), since=since)


def _figures(reports: QuerySet[Report], *, since: datetime) -> list[HarmFigures]:
    rows = (
        reports.filter(erased_at__isnull=True)
        .values("harm")
        .order_by()
        .annotate(
            reports=Count("received_at"),
            recent=Count("received_at", filter=Q(received_at__gte=since)),
            first_at=Min("received_at"),
            last_at=Max("received_at"),
        )
    )
    return sorted((HarmFigures(**row) for row in rows), key=lambda one: (-one.reports, one.harm))


def indicators_of(report_id: int) -> list[Naming]:
    """What a report's item points to, each once, in the order of the text."""
    rows = ReportIndicator.objects.filter(report_id=report_id).order_by("start", "id")
    return list(dict.fromkeys(Naming(*row) for row in rows.values_list("kind", "value", "domain")))


def count_naming(wanted: Sequence[Naming], *, most: int) -> list[int]:
    """For each of `wanted` how many reports name it, counted up to `most`; one query, read from indexes alone."""
    if not wanted:
        return []
    parts, values = [], list[object]()
    for one in wanted:
        parts.append(_NAME_THIS.format(_THE_DOMAIN if one.domain else "value = %s AND kind = %s"))
        values += [*((one.domain,) if one.domain else (one.value, one.kind)), most]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), values)
        return [int(count) for count in cursor.fetchone()]


def named_between(wanted: Sequence[Naming]) -> list[tuple[datetime, datetime] | None]:
    """For each of `wanted` when the first and the last report that names it came in; None where none does.

    Keys rise with the time at which they were drawn, so the ends of an index say which reports these are: two queries in all.
    """
    if not wanted:
        return []
    parts, values = [], list[object]()
    for one in wanted:
        condition = _THE_DOMAIN if one.domain else "value = %s AND kind = %s"
        parts += [_END_OF_NAMING.format(end, condition) for end in ("MIN", "MAX")]
        values += 2 * ([one.domain] if one.domain else [one.value, one.kind])
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), values)
        ends = list(cursor.fetchone())
    times = dict(Report.objects.filter(pk__in={key for key in ends if key}).values_list("pk", "received_at"))
    pairs = zip(ends[::2], ends[1::2], strict=True)
    return [tuple(sorted((times[first], times[last]))) if first else None for first, last in pairs]
