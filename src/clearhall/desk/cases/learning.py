"""What casework teaches the desk's models: messages of closed cases, each with what a person found it to be or answered to it."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from clearhall.desk.cases.models import Case, DismissedSuggestion, PublishedOutcome
from clearhall.desk.cases.states import ClosingState
from clearhall.desk.reports.models import Report
from clearhall.desk.taxonomy.harms import Harm, Outcome
from clearhall.engine.recognition import Kind, LabelledText

MOST_ROWS = 200_000  # the newest; older ways of cheating teach less
_LEARNABLE = frozenset(
    kind.value for kind in Kind
)  # without claims and demands: no wording tells whether these are right


def learnable_rows() -> list[LabelledText]:
    """Messages of cases that were resolved, found unfounded, or kept by a person against the model's suggestion.

    Only the text and the harm are taken. Reports of one near-duplicate group are marked, so that copies do not check copies.
    """
    return list(_rows())


def _rows() -> Iterator[LabelledText]:
    kept = Exists(DismissedSuggestion.objects.filter(case=OuterRef("pk")))
    judged = Case.objects.filter(Q(closing_state__in=[ClosingState.RESOLVED, ClosingState.UNFOUNDED]) | kept)
    reports = Report.objects.filter(case__in=judged, erased_at__isnull=True).exclude(text="").order_by("-pk")
    columns = reports.values_list("text", "group", "case__harm", "case__closing_state")
    for text, group, harm, closing in columns[:MOST_ROWS].iterator(chunk_size=5_000):
        if closing == ClosingState.UNFOUNDED:
            yield LabelledText(text, Kind.ORDINARY, group=str(group))
        elif harm in _LEARNABLE:
            yield LabelledText(text, Kind(harm), group=str(group))


def claim_pairs() -> list[tuple[str, int]]:
    """Texts of reports of claims whose case was closed with a fact-check, each with the key of the one that holds now.

    Only the text is taken. Copies of one message count once.
    """
    holds = ~Exists(PublishedOutcome.objects.filter(replaces=OuterRef("pk")))
    checks = PublishedOutcome.objects.filter(
        holds,
        outcome=Outcome.FACT_CHECK,
        case__harm=Harm.FALSE_CLAIM,
        case__closing_state__in=[ClosingState.RESOLVED, ClosingState.UNFOUNDED],
    )
    rows = checks.filter(case__reports__erased_at__isnull=True).exclude(case__reports__text="").order_by("-pk")
    columns = rows.values_list("case__reports__text", "pk")
    return list(dict.fromkeys(columns[:MOST_ROWS].iterator(chunk_size=5_000)))
