"""Every read of evidence for pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clearhall.desk.files.models import CustodyEvent, Evidence
from clearhall.desk.lib import ids


@dataclass(frozen=True, slots=True)
class CustodyStep:
    at: datetime
    what: str
    actor: str


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One file as a page shows it. `custody` is empty where it was not asked for."""

    key: str
    evidence_id: int
    report_id: int
    message_id: int | None
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    arrived_at: datetime
    has_display: bool
    is_graphic: bool
    is_erased: bool
    custody: tuple[CustodyStep, ...] = ()


def files_of(report_ids: Sequence[int], *, with_custody: bool = False) -> list[EvidenceView]:
    """Files of these reports in order of arrival: one query, two with custody (the last 50 steps of each)."""
    rows = list(Evidence.objects.filter(report_id__in=report_ids).order_by("id")[:200])
    steps: dict[int, list[CustodyStep]] = {}
    if with_custody and rows:
        for step in CustodyEvent.objects.filter(evidence__in=rows).order_by("-pk")[:1000]:
            steps.setdefault(step.evidence_id, []).append(CustodyStep(step.at, step.what, step.actor))
    return [
        EvidenceView(
            ids.encode(row.pk),
            row.pk,
            row.report_id,
            row.message_id,
            row.name,
            row.media_type,
            row.size_bytes,
            bytes(row.sha256).hex(),
            row.arrived_at,
            row.has_display,
            row.is_graphic,
            row.erased_at is not None,
            tuple(reversed(steps.get(row.pk, [])[:50])),
        )
        for row in rows
    ]


def unerased_pictures(*, most: int, without: Any) -> list[tuple[int, int]]:
    """Keys of pictures and of their reports, the oldest first, at most `most`; `without` is a subquery of keys to leave out."""
    rows = Evidence.objects.filter(has_display=True, erased_at__isnull=True).exclude(pk__in=without)
    return list(rows.order_by("pk").values_list("pk", "report_id")[:most])


def count_unerased_pictures() -> int:
    return Evidence.objects.filter(has_display=True, erased_at__isnull=True).count()


def find_picture(evidence_id: int) -> int | None:
    """The report of an unerased picture; None when there is no such picture."""
    rows = Evidence.objects.filter(pk=evidence_id, has_display=True, erased_at__isnull=True)
    return rows.values_list("report_id", flat=True).first()


def count_files(report_id: int) -> int:
    return Evidence.objects.filter(report_id=report_id).count()
