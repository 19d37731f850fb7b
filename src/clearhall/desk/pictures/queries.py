"""Every read of pictures for the case page, Check and campaigns. A fixed number of queries, however many pictures match."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q

from clearhall.desk.cases.labels import INDICATORS
from clearhall.desk.cases.queries import visible_cases
from clearhall.desk.cases.shown import Piece, Span, defanged, pieces, visible
from clearhall.desk.files.queries import files_of
from clearhall.desk.lib.actors import Actor
from clearhall.desk.lib.limits import limit
from clearhall.desk.matching.queries import match_text
from clearhall.desk.pictures.index import PROCESS
from clearhall.desk.pictures.models import AlikePictures, Picture
from clearhall.desk.pictures.states import Reading, TextState
from clearhall.desk.pictures.words import CODES, alike_sentence
from clearhall.desk.reports.queries import HarmFigures, figures_of_reports
from clearhall.engine.indicators import extract
from clearhall.engine.pictures import Question

RECENT = timedelta(days=7)
MOST_PICTURES = 10  # of one case that its page speaks of
MOST_MATCHES = 20  # of one picture that are shown
MOST_FAMILY = 200  # of one picture that are looked at, the newest
MOST_TEXTS = 3  # of one case that are compared with the texts of reports: each costs what a question to Check costs
MOST_LIKE = 50


@dataclass(frozen=True, slots=True)
class CodeShown:
    """A code in a picture: what kind, and its text cut at its indicators, which cannot be followed."""

    label: Any
    text: list[Piece]


@dataclass(frozen=True, slots=True)
class NamedShown:
    """A link, number or account in a picture, written so that it cannot be followed."""

    label: Any
    shown: str


@dataclass(frozen=True, slots=True)
class OtherCase:
    """A case of the actor's with a like picture, or with a report that says what this picture says, and why."""

    case: Any
    sentence: str


@dataclass(frozen=True, slots=True)
class PictureShown:
    """What a machine read of one picture of a case.

    `name` is the file's; `is_waiting`: not read yet; `is_unreadable`: it cannot be read; `text_state` as in `states.TextState`.
    """

    name: str
    is_waiting: bool
    is_unreadable: bool
    text_state: str
    text: list[Piece]
    codes: list[CodeShown]
    named: list[NamedShown]
    matches: list[OtherCase]
    same_words: list[OtherCase]

    @property
    def text_failed(self) -> bool:
        return self.text_state == TextState.FAILED

    @property
    def text_not_installed(self) -> bool:
        return self.text_state == TextState.NOT_INSTALLED


@dataclass(frozen=True, slots=True)
class ReportedPicture:
    """What reports say of a picture that somebody holds.

    Attributes:
        is_same: the picture itself was reported; False: only one that shares a part with it.
        groups: near-duplicate groups of those reports.
        harms: what they were reported as, the most frequent first; [] when none has it.
    """

    is_same: bool = False
    groups: tuple[int, ...] = ()
    harms: tuple[HarmFigures, ...] = ()


class PictureOfReport(NamedTuple):
    """A picture that was read, with its report and that report's group."""

    sequence: int
    report_id: int
    report_sequence: int
    group: int
    family: str


def case_pictures(report_ids: Sequence[int], *, actor: Actor, at: datetime) -> list[PictureShown]:
    """What was read of the pictures of a case, for somebody who may see it; other cases only as far as the actor may see them."""
    files = [one for one in files_of(report_ids) if one.has_display and not one.is_erased][:MOST_PICTURES]
    rows = {row.pk: row for row in Picture.objects.filter(pk__in=[one.evidence_id for one in files])}
    whys = _whys(list(rows.values()))
    case_of = dict(
        Picture.objects.filter(pk__in={other for why in whys.values() for other in why}).values_list(
            "pk", "report__case_id"
        )
    )
    own = set(Picture.objects.filter(report_id__in=report_ids).values_list("report__case_id", flat=True))
    texts = _cases_by_text(list(rows.values()), at=at)
    wanted = Q(pk__in=set(case_of.values())) | Q(group__in={group for groups in texts.values() for group in groups})
    cases = list(visible_cases(actor).filter(wanted).exclude(pk__in=own).select_related("body").order_by("-pk")[:500])
    by_key = {case.pk: case for case in cases}
    shown = []
    for file in files:
        row = rows.get(file.evidence_id)
        matches: dict[int, OtherCase] = {}
        for other, sentence in whys.get(file.evidence_id, {}).items():
            case = by_key.get(case_of.get(other, 0))
            if case is not None:
                matches.setdefault(case.pk, OtherCase(case, sentence))
        groups = texts.get(file.evidence_id, ())
        same_words = [OtherCase(case, "") for case in cases if case.group in groups and case.pk not in matches]
        shown.append(
            _shown(file.name or file.key, row, list(matches.values())[:MOST_MATCHES], same_words[:MOST_MATCHES])
        )
    return shown


def reported_picture(asked: Question, *, at: datetime) -> ReportedPicture:
    """What is known of a picture that was not stored. Says nothing of who reported it or where.

    Nothing is known below the limit `shown_count`: many a picture was sent to one person alone, and whoever made it must not learn
    here that this person reported it (charter R10).
    """
    found = PROCESS.find(asked, limit=MOST_LIKE)
    same = [one.picture_id for one in found if one.is_same]
    chosen = same or [one.picture_id for one in found]
    if not chosen:
        return ReportedPicture()
    families = Picture.objects.filter(pk__in=chosen).values("family")
    rows = Picture.objects.filter(Q(pk__in=chosen) | Q(family__in=families) if same else Q(pk__in=chosen))
    reports = dict(rows.values_list("report_id", "report__group")[: limit("indicator_count")])
    harms = tuple(figures_of_reports(sorted(reports), since=at - RECENT))
    if sum(one.reports for one in harms) < limit("shown_count"):
        return ReportedPicture()
    return ReportedPicture(bool(same), tuple(dict.fromkeys(reports.values()))[:MOST_LIKE], harms)


def pictures_after(sequence: int, *, most: int) -> list[PictureOfReport]:
    """The first `most` pictures from `sequence` on, in the order in which they were read."""
    rows = Picture.objects.filter(sequence__gte=sequence).order_by("sequence")
    columns = ("sequence", "report_id", "report__sequence", "report__group", "family")
    return [PictureOfReport(*row) for row in rows.values_list(*columns)[:most]]


def pictures_between(first: int, last: int) -> list[PictureOfReport]:
    """The pictures of reports with these sequences, both included, in the order of the reports."""
    rows = Picture.objects.filter(report__sequence__gte=first, report__sequence__lte=last, sequence__isnull=False)
    columns = ("sequence", "report_id", "report__sequence", "report__group", "family")
    return [PictureOfReport(*row) for row in rows.order_by("report__sequence", "pk").values_list(*columns)]


def shown_still() -> Exists:
    """Whether a report of a `group` still has a picture of the family `value`: a condition for tables with these columns."""
    return Exists(Picture.objects.filter(report__group=OuterRef("group"), family=OuterRef("value")))


def _whys(rows: Collection[Picture]) -> dict[int, dict[int, str]]:
    """For each picture the others that are like it, and why; the nearest first."""
    keys = {row.pk for row in rows}
    found: dict[int, dict[int, str]] = {key: {} for key in keys}
    pairs = AlikePictures.objects.filter(Q(picture__in=keys) | Q(earlier__in=keys)).order_by(
        "distance", "-landmarks", "-pk"
    )
    for one in pairs[:MOST_FAMILY]:
        sentence = alike_sentence(one.reason, distance=one.distance, landmarks=one.landmarks)
        for mine, other in ((one.picture_id, one.earlier_id), (one.earlier_id, one.picture_id)):
            if mine in keys and other not in keys:
                found[mine].setdefault(other, sentence)
    families = {row.family for row in rows if row.family}
    members = (
        Picture.objects.filter(family__in=families).exclude(pk__in=keys).order_by("-pk").values_list("pk", "family")
    )
    for other, family in members[:MOST_FAMILY]:
        for row in rows:
            if row.family == family:
                found[row.pk].setdefault(other, alike_sentence("", distance=None, landmarks=0))
    return found


def _cases_by_text(rows: Sequence[Picture], *, at: datetime) -> dict[int, tuple[int, ...]]:
    """For pictures with text, the groups of reports that say the same."""
    with_text = [row for row in rows if row.text][:MOST_TEXTS]
    return {row.pk: match_text(row.text, at=at).groups for row in with_text}


def _shown(name: str, row: Picture | None, matches: list[OtherCase], same_words: list[OtherCase]) -> PictureShown:
    if row is None or row.state != Reading.DONE:
        unreadable = row is not None and row.state == Reading.UNREADABLE
        return PictureShown(name, not unreadable, unreadable, "", [], [], [], matches, same_words)
    codes = [CodeShown(CODES.get(one["kind"], one["kind"]), harmless(one["text"])) for one in row.codes]
    named = dict.fromkeys(
        (str(one.kind), visible(defanged(one.value, kind=one.kind)))
        for one in extract("\n".join([row.text, *(one["text"] for one in row.codes)]))
    )
    return PictureShown(
        name, False, False, row.text_state, harmless(row.text), codes,
        [NamedShown(INDICATORS.get(kind, kind), shown) for kind, shown in named][: limit("check_indicators")],
        matches, same_words,
    )  # fmt: skip


def harmless(text: str) -> list[Piece]:
    """Text of a picture or code for a page: links defanged, what is not seen named. The template escapes the rest."""
    return pieces(text, [Span(one.start, one.end, one.kind) for one in extract(text)])
