"""All that is known about one case, read for its page and for the API. A fixed number of queries, however much it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.functional import cached_property

from clearhall.desk.accounts.models import Person
from clearhall.desk.accounts.people import people_at
from clearhall.desk.bodies.models import Body
from clearhall.desk.bodies.queries import bodies, routing
from clearhall.desk.cases.access import case_to_view, visible_bodies
from clearhall.desk.cases.answers import current_answer
from clearhall.desk.cases.cards import Card, OnCase, cards_of
from clearhall.desk.cases.clocks import Clocks, changes_of, pause_now
from clearhall.desk.cases.labels import INDICATORS
from clearhall.desk.cases.models import Case, ClockChange, DismissedSuggestion, PublishedOutcome, TimeRequest, Transfer
from clearhall.desk.cases.offers import Offer, offers
from clearhall.desk.cases.overdue import Lateness, lateness
from clearhall.desk.cases.shown import Piece, Span, defanged, pieces, visible
from clearhall.desk.cases.sorting import harms_permitted
from clearhall.desk.cases.timeline import Happening, timeline
from clearhall.desk.cases.timing import open_time_request
from clearhall.desk.files.queries import EvidenceView, files_of
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import Actor, Role
from clearhall.desk.lib.errors import DeskError
from clearhall.desk.lib.paging import capped_counts
from clearhall.desk.matching.queries import similar_reports
from clearhall.desk.official.queries import Imitated, register
from clearhall.desk.recognition.queries import Danger, Suggestion, dangers, suggest_harm
from clearhall.desk.reports.models import Report, ReportIndicator
from clearhall.desk.taxonomy.harms import RULES, Harm, HarmRule, Outcome
from clearhall.engine.clocks import Reading

MOST_INDICATORS = 50  # shown on one page; a text with more is a list
MOST_ALIKE = 10
ADDRESSES = frozenset({"url", "domain"})  # kinds of indicators that the model of addresses is asked about
COUNT_CAP = 1_000


@dataclass(frozen=True, slots=True)
class KnownIndicator:
    """An indicator of the case's reports and how many other reports on this desk hold the same one (capped).

    `danger` is what the desk's model of addresses makes of a link or domain name; None where it suggests nothing.
    """

    kind: str
    label: Any
    value: str
    shown: str
    others: int
    danger: Danger | None = None

    @property
    def is_capped(self) -> bool:
        return self.others > COUNT_CAP


@dataclass(frozen=True, slots=True)
class LooksOfficial:
    """A link of the case that may be taken for an official name: the link as shown, and the name with its real website."""

    shown: str
    imitated: Imitated


@dataclass(frozen=True, slots=True)
class AlikeCase:
    """Another case with a like text. `percent` is how alike, 0 to 100, and `sentence` why; None and "" where only the group says so."""

    case: Case
    percent: int | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class ReportShown:
    """A report with its texts cut at the indicators. Who sent it and how to reach them is not in here and not on the page."""

    report: Report
    text: list[Piece]
    what_happened: str
    url: str
    shown_key: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A due time with its working."""

    reading: Reading
    is_over: bool

    @property
    def hours(self) -> int:
        """Working hours allowed, with what was given on top."""
        return round(self.reading.allowed / timedelta(hours=1))


@dataclass(frozen=True)
class CasePage:
    """One case for one actor at one moment; what costs a query is read when first asked for."""

    case: Case
    actor: Actor
    at: datetime

    @property
    def shown_key(self) -> str:
        return ids.encode(self.case.pk)

    @property
    def rule(self) -> HarmRule:
        return RULES[Harm(self.case.harm)]

    @property
    def outcomes(self) -> list[Outcome]:
        """What the harm permits, in the order of the list."""
        return [outcome for outcome in Outcome if outcome in self.rule.outcomes]

    @property
    def lateness(self) -> Lateness:
        return lateness(self.case, at=self.at)

    @cached_property
    def offers(self) -> list[Offer]:
        request = self.time_request
        return offers(
            self.case,
            actor=self.actor,
            is_paused=self.pause is not None,
            asked_by=request.asked_by_id if request else None,
            may_refuse=self.transfer is not None and not self.transfer.is_binding,
        )

    @cached_property
    def reports(self) -> list[ReportShown]:
        """The reports of the case, the first first."""
        found = Report.objects.filter(case=self.case).select_related("place").order_by("pk")
        return [_shown(report, self._spans.get(report.pk, [])) for report in found]

    @cached_property
    def _found_indicators(self) -> list[ReportIndicator]:
        return list(ReportIndicator.objects.filter(report__case=self.case).order_by("report_id", "start")[:500])

    @cached_property
    def _spans(self) -> dict[int, list[Span]]:
        spans: dict[int, list[Span]] = {}
        for one in self._found_indicators:
            spans.setdefault(one.report_id, []).append(Span(one.start, one.end, one.kind))
        return spans

    @cached_property
    def indicators(self) -> list[KnownIndicator]:
        """Each indicator once, with the number of other reports that hold it: one query for all counts."""
        known = list(dict.fromkeys((one.kind, one.value) for one in self._found_indicators))[:MOST_INDICATORS]
        others = ReportIndicator.objects.exclude(report__case=self.case)
        counts = capped_counts([others.filter(value=value, kind=kind) for kind, value in known], most=COUNT_CAP + 1)
        found = self._dangers
        return [
            KnownIndicator(
                kind,
                INDICATORS.get(kind, kind),
                value,
                visible(defanged(value, kind=kind)),
                count,
                found.get(value) if kind in ADDRESSES else None,
            )
            for (kind, value), count in zip(known, counts, strict=True)
        ]

    @cached_property
    def look_alikes(self) -> list[LooksOfficial]:
        """Links that look like an official name, each host once. A suggestion: many names are alike by chance."""
        official, found = register(), dict[str, LooksOfficial]()
        for one in self._found_indicators:
            imitated = official.imitated(one.kind, one.value) if one.domain else None
            if imitated and len(found) < MOST_INDICATORS:
                shown = visible(defanged(imitated.host, kind=one.kind))
                found.setdefault(imitated.host, LooksOfficial(shown, imitated))
        return list(found.values())

    @cached_property
    def _dangers(self) -> dict[str, Danger]:
        """Of the case's links and domain names those that look dangerous. It orders nothing and changes nothing (charter R9)."""
        named = [one.value for one in self._found_indicators if one.kind in ADDRESSES]
        found = dangers(list(dict.fromkeys(named))[:MOST_INDICATORS])
        return {address: replace(one, why=visible(one.why)) for address, one in found.items()}

    @cached_property
    def alike(self) -> list[AlikeCase]:
        """Other cases with a like text that the actor may see: compared word by word first, then the rest of the group, newest first."""
        found = {one.case_id: one for one in similar_reports(self.reports[0].report.pk)} if self.reports else {}
        of_group = Q(group=self.case.group) | Q(pk__in=found)
        rows = Case.objects.filter(of_group, body_id__in=visible_bodies(self.actor)).exclude(pk=self.case.pk)
        cases = list(rows.select_related("body").order_by("-pk")[: MOST_ALIKE + len(found)])
        alike = [
            AlikeCase(case, round(100 * one.similarity), one.sentence)
            if (one := found.get(case.pk))
            else AlikeCase(case)
            for case in cases
        ]
        return sorted(alike, key=lambda one: -(one.percent or 0))[:MOST_ALIKE]

    @cached_property
    def alike_count(self) -> int:
        """Reports with nearly the same text on the whole desk, this one included, capped."""
        return capped_counts(
            [Report.objects.filter(group=self.case.group, erased_at__isnull=True)], most=COUNT_CAP + 1
        )[0]

    @cached_property
    def cards(self) -> list[Card]:
        """What other features show beside it."""
        reports = [one.report for one in self.reports]
        on_case = OnCase(tuple(one.pk for one in reports), tuple(sorted({one.group for one in reports})))
        return cards_of(on_case, actor=self.actor)

    @cached_property
    def duplicates(self) -> list[Case]:
        """Cases closed as duplicates of this one that the actor may see."""
        rows = Case.objects.filter(duplicate_of=self.case, body_id__in=visible_bodies(self.actor))
        return list(rows.order_by("-pk")[:MOST_ALIKE])

    @cached_property
    def timeline(self) -> list[Happening]:
        report_ids = [one.report.pk for one in self.reports]
        return timeline(self.case.pk, report_ids=report_ids, notes=list(self.case.notes.all()))

    @cached_property
    def files(self) -> list[EvidenceView]:
        """The evidence of all its reports with hashes and chain of custody: two queries."""
        return files_of([one.report.pk for one in self.reports], with_custody=True)

    @cached_property
    def answer(self) -> PublishedOutcome | None:
        return current_answer(self.case.pk)

    @cached_property
    def answers_before(self) -> list[PublishedOutcome]:
        """Published texts that were corrected, the newest first."""
        rows = PublishedOutcome.objects.filter(case=self.case, replaced_by__isnull=False)
        return list(rows.order_by("-pk"))

    @cached_property
    def clock_changes(self) -> Sequence[ClockChange]:
        return changes_of([self.case.pk]).get(self.case.pk, ())

    @cached_property
    def clocks(self) -> tuple[Clock, Clock]:
        """The time to look and the time to close, computed from what happened and the calendar, not from the stored times."""
        clocks = Clocks()
        look, close = clocks.look(self.case), clocks.close(self.case, self.clock_changes)
        return Clock(look, look.is_over(self.at)), Clock(close, close.is_over(self.at))

    @cached_property
    def pause(self) -> ClockChange | None:
        """The pause that is going on; None when the clock runs or the case is closed."""
        return None if self.case.closed_at else pause_now(self.case, self.clock_changes, at=self.at)

    @cached_property
    def time_request(self) -> TimeRequest | None:
        """The request for more time that waits for a decision."""
        return None if self.case.closed_at else open_time_request(self.case.pk)

    @cached_property
    def way(self) -> list[Transfer]:
        """The hand-overs of the case, the first first."""
        if self.case.handed_over_at is None:
            return []
        rows = Transfer.objects.filter(case=self.case).select_related("from_body", "to_body")
        return list(rows.order_by("pk")[:MOST_ALIKE])

    @property
    def transfer(self) -> Transfer | None:
        """The hand-over that this body has not answered yet."""
        return next((one for one in self.way if not one.answer), None)

    @cached_property
    def suggestion(self) -> Suggestion | None:
        """The harm that the first message looks like, where it is another one than the case has and nobody dismissed it.

        It orders nothing and changes nothing: a person reads why, and changes the harm or dismisses it (charter R9).
        """
        first = self.reports[0].report if self.reports else None
        if self.case.closed_at or first is None or first.erased_at:
            return None
        found = suggest_harm(first.text)
        if found is None or found.harm == self.case.harm or found.harm not in harms_permitted(self.case):
            return None
        if DismissedSuggestion.objects.filter(case=self.case, harm=found.harm).exists():
            return None
        return replace(found, why=visible(found.why))

    @cached_property
    def colleagues(self) -> Sequence[Person]:
        """Who can be given the case."""
        rows = people_at(self.case.body_id, role=Role.CASEWORKER)
        return [person for person in rows if person.pk != self.case.assignee_id]

    @cached_property
    def suggested_body(self) -> Body | None:
        """The body that handles this harm at this place, when that is another one than has the case. A person decides."""
        try:
            body_id = routing().body_id(self.case.harm, place_id=self.case.place_id)
        except DeskError:
            return None
        return None if body_id == self.case.body_id else Body.objects.filter(pk=body_id).first()

    @cached_property
    def other_bodies(self) -> list[Body]:
        """Where the case could go: the suggested body first, then all others of the desk."""
        suggested = self.suggested_body
        rest = [body for body in bodies() if body.pk not in {self.case.body_id, suggested.pk if suggested else None}]
        return [suggested, *rest] if suggested else rest


def case_page(case_id: int, *, actor: Actor, at: datetime) -> CasePage:
    """The page of one case. Raises CaseNotFound for absent and foreign alike."""
    return CasePage(case_to_view(case_id, actor=actor), actor, at)


def _shown(report: Report, spans: list[Span]) -> ReportShown:
    url = "".join(piece.text for piece in pieces(report.url, [Span(0, len(report.url), "url")]))
    return ReportShown(report, pieces(report.text, spans), visible(report.what_happened), url, ids.encode(report.pk))
