"""What others ask of matching: reports like this one, how often a message was reported, who else names a number."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from clearhall.desk.lib.limits import limit
from clearhall.desk.matching.comparing import Forms
from clearhall.desk.matching.index import PROCESS
from clearhall.desk.matching.words import found_sentence, naming_sentence, reason_sentence
from clearhall.desk.reports.queries import (
    HarmFigures,
    Naming,
    count_naming,
    group_figures,
    indicators_of,
)
from clearhall.engine.indicators import Indicator, IndicatorKind, registrable_domain
from clearhall.engine.similarity import Level, sign
from clearhall.engine.text import matching_form

RECENT = timedelta(days=7)
CANDIDATES = 20  # compared exactly for one question; copies of one text cost nothing
MANY = 5_000  # a group of more reports is counted at most once a minute in each process: nobody can see the difference
KEPT_FOR = timedelta(minutes=1)
MOST_KEPT = 200
_WITH_DOMAIN = (IndicatorKind.URL, IndicatorKind.DOMAIN)


@dataclass(frozen=True, slots=True)
class Similar:
    """A report like another one: how alike, 0 to 1 by exact comparison, and why, in the reader's language."""

    report_id: int
    case_id: int
    similarity: float
    level: Level
    sentence: str


@dataclass(frozen=True, slots=True)
class TextMatch:
    """What is known of a text.

    Attributes:
        level: GROUP when the same message was reported, SUGGEST when only similar ones were, None when nothing was.
        groups: near-duplicate groups of the reports found, the best first.
        recent, reports: received within the last seven days; ever. Reports, not people: one person may report twice.
        first_at, last_at: when the first and the last of them were received; None when there are none.
        harms: what they were reported as, the most frequent first.
        similarity: of the best one, 0 to 1.
        sentence: the finding in the reader's language; "" when nothing is known.
        is_complete: False while only the newest reports are searched, because the index is being built.
    """

    level: Level | None = None
    groups: tuple[int, ...] = ()
    recent: int = 0
    reports: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    harms: tuple[HarmFigures, ...] = ()
    similarity: float = 0.0
    sentence: str = ""
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class NamedIn:
    """How many reports name an indicator. `reports` stops at the limit `indicator_count`; `is_capped` says that it did."""

    kind: str
    value: str
    domain: str
    reports: int
    is_capped: bool
    sentence: str


def similar_reports(report_id: int, *, limit: int = 20) -> list[Similar]:
    """Other reports with the wording of this one, compared exactly, best first; [] for one that is erased or unknown."""
    forms = Forms()
    forms.fetch([report_id])
    form = forms.form_of(report_id)
    if form is None:
        return []
    found = PROCESS.view().query(sign(form).data, limit=max(CANDIDATES, limit) + 1)
    others = [match for match in found if match.report_id != report_id]
    forms.fetch([match.report_id for match in others])
    return [
        Similar(
            match.report_id,
            forms.stored[match.report_id].case_id,
            match.similarity,
            match.level,
            reason_sentence(match),
        )
        for match in forms.judged(form, others)[:limit]
    ]


def match_text(text: str, *, at: datetime) -> TextMatch:
    """What is known of `text` as pasted: how often the same message was reported, since when and as what. Stores nothing."""
    form = matching_form(text)
    view = PROCESS.view()
    found = view.query(sign(form).data, limit=CANDIDATES)
    forms = Forms()
    forms.fetch([match.report_id for match in found])
    judged = forms.judged(form, found)
    if not judged:
        return TextMatch(is_complete=view.is_complete)
    level = Level.GROUP if any(one.level is Level.GROUP for one in judged) else Level.SUGGEST
    groups = tuple(dict.fromkeys(forms.stored[one.report_id].group for one in judged if one.level is level))
    harms = _figures(groups, at=at)
    reports, recent = sum(one.reports for one in harms), sum(one.recent for one in harms)
    return TextMatch(
        level=level,
        groups=groups,
        recent=recent,
        reports=reports,
        first_at=min((one.first_at for one in harms), default=None),
        last_at=max((one.last_at for one in harms), default=None),
        harms=harms,
        similarity=judged[0].similarity,
        sentence=found_sentence(level, recent=recent, reports=reports),
        is_complete=view.is_complete,
    )


def named_in_reports(wanted: Sequence[Naming], *, besides: int = 0) -> list[NamedIn]:
    """How many reports name each of `wanted`, without `besides` of them (the report that is looked at); one query."""
    most = limit("indicator_count")
    counts = count_naming(wanted, most=most + 1)
    found = []
    for one, count in zip(wanted, counts, strict=True):
        reports = max(0, min(count, most) - besides)
        found.append(
            NamedIn(
                one.kind,
                one.value,
                one.domain,
                reports,
                count > most,
                naming_sentence(one.kind, reports=reports, is_capped=count > most),
            )
        )
    return found


def reports_with_indicator(kind: str, value: str) -> int:
    """How many reports name this link, number or account, in normal form, counted up to the limit `indicator_count`."""
    return min(limit("indicator_count"), count_naming([Naming(kind, value)], most=limit("indicator_count"))[0])


def shared_indicators(report_id: int) -> list[NamedIn]:
    """What this report names and others name too, for the case page; at most as many as one text may have in Check."""
    wanted = indicators_of(report_id)[: limit("check_indicators")]
    return [one for one in named_in_reports(wanted, besides=1) if one.reports]


def naming_of(indicator: Indicator) -> Naming:
    """What an indicator found in a text is looked up by: the domain of a link, the value of everything else."""
    domain = (registrable_domain(indicator.value) or "") if indicator.kind in _WITH_DOMAIN else ""
    return Naming(str(indicator.kind), indicator.value, domain)


class _Kept:
    """Figures of large groups for a minute, so that a wave of people asking about one campaign does not count it each time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[tuple[int, ...], tuple[datetime, tuple[HarmFigures, ...]]] = OrderedDict()

    def get(self, groups: tuple[int, ...], *, at: datetime) -> tuple[HarmFigures, ...] | None:
        with self._lock:
            kept = self._kept.get(groups)
        return kept[1] if kept and timedelta(0) <= at - kept[0] < KEPT_FOR else None

    def keep(self, groups: tuple[int, ...], figures: tuple[HarmFigures, ...], *, at: datetime) -> None:
        with self._lock:
            self._kept[groups] = at, figures
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()


KEPT = _Kept()


def _figures(groups: tuple[int, ...], *, at: datetime) -> tuple[HarmFigures, ...]:
    kept = KEPT.get(groups, at=at)
    if kept is not None:
        return kept
    figures = tuple(group_figures(groups, since=at - RECENT))
    if sum(one.reports for one in figures) >= MANY:
        KEPT.keep(groups, figures, at=at)
    return figures
