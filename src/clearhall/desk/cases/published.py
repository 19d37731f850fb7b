"""What the desk has said in public about a message, for readers who ask about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef

from clearhall.desk.cases.models import PublishedOutcome
from clearhall.desk.reports.models import Report


@dataclass(frozen=True, slots=True)
class Said:
    """One published text that holds now, in up to two languages; `text_zh` or `text_en` may be ""."""

    outcome: str
    text_zh: str
    text_en: str
    at: datetime


def said_about_groups(groups: Sequence[int], *, most: int = 3) -> list[Said]:
    """The newest published texts about reports of these near-duplicate groups, without those that were corrected since."""
    if not groups:
        return []
    cases = Report.objects.filter(group__in=groups, erased_at__isnull=True).values("case")
    corrected = PublishedOutcome.objects.filter(replaces=OuterRef("pk"))
    rows = PublishedOutcome.objects.filter(~Exists(corrected), case__in=cases)
    # `id + 0`, because for `id` alone SQLite reads all outcomes from the newest on, hoping to meet one of these cases.
    found = rows.order_by((F("id") + 0).desc()).values_list("outcome", "text_zh", "text_en", "at")[:most]
    return [Said(*row) for row in found]
