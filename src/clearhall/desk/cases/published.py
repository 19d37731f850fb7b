"""What the desk has said in public about a message, for readers who ask about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from clearhall.desk.cases.models import PublishedOutcome
from clearhall.desk.reports.models import Report
from clearhall.desk.taxonomy.harms import Outcome


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


def in_readers_language(text_zh: str, text_en: str) -> tuple[str, str]:
    """The text to show and its language tag: the reader's language where there is one, else the other."""
    reads_chinese = (get_language() or "en").startswith("zh")
    in_chinese = bool(text_zh) and (reads_chinese or not text_en)
    return (text_zh, "zh-Hans") if in_chinese else (text_en, "en")


@dataclass(frozen=True, slots=True)
class FactCheck:
    """One published fact-check that holds now; `text_zh` or `text_en` may be ""."""

    outcome_id: int
    text_zh: str
    text_en: str
    at: datetime


def fact_checks_stamp() -> tuple[int, int] | None:
    """What changes whenever a fact-check is published or corrected: one query that costs the same at every size.

    Keys come in the order in which they were drawn, not committed, so the newest one alone would miss a slow transaction; a count
    alone would miss a claim that is corrected after it became another harm.
    """
    same_kind = PublishedOutcome.objects.filter(outcome=Outcome.FACT_CHECK).order_by().values("outcome")
    counted = same_kind.annotate(number=Count("pk")).values("number")
    newest = PublishedOutcome.objects.order_by("-pk").annotate(number=Coalesce(Subquery(counted), 0))
    return newest.values_list("pk", "number").first()


def fact_check_keys() -> set[int]:
    """Keys of all published fact-checks that hold now."""
    return set(_fact_checks().values_list("pk", flat=True))


def fact_checks_of(keys: Sequence[int]) -> list[FactCheck]:
    """Those of `keys` that are fact-checks and hold now, in the order of their keys; one query, for at most 1,000 keys."""
    found = _fact_checks().filter(pk__in=keys).order_by("pk").values_list("pk", "text_zh", "text_en", "at")
    return [FactCheck(*row) for row in found]


def _fact_checks() -> QuerySet[PublishedOutcome]:
    corrected = PublishedOutcome.objects.filter(replaces=OuterRef("pk"))
    return PublishedOutcome.objects.filter(~Exists(corrected), outcome=Outcome.FACT_CHECK)
