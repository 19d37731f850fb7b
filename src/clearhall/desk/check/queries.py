"""What is known of a text, put together for a page and for the API. Reads only; the same few queries for every text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from clearhall.desk.campaigns.public import PublicMatter, matter_of
from clearhall.desk.campaigns.words import public_sentences
from clearhall.desk.cases.labels import INDICATORS
from clearhall.desk.cases.queries import in_readers_language, said_about_groups
from clearhall.desk.cases.shown import Piece, Span, defanged, pieces, visible
from clearhall.desk.check.errors import NothingToCheck, TextTooLong
from clearhall.desk.check.words import (
    CLAIM_STEPS,
    HARMLESS,
    HIDDEN_AS,
    MONEY,
    OFFICIAL_STEPS,
    if_it_happened,
    steps_for,
)
from clearhall.desk.factchecks.queries import FoundFactCheck, fact_checks_for
from clearhall.desk.lib.limits import limit
from clearhall.desk.look.numbers import Call, call_numbers
from clearhall.desk.matching.queries import NamedIn, TextMatch, match_text, named_in_reports, naming_of
from clearhall.desk.official.entries import number_of
from clearhall.desk.official.queries import Imitated, Register, register
from clearhall.desk.reports.queries import named_between
from clearhall.desk.taxonomy.harms import OUTCOME_LABELS, RULES, Harm, Outcome
from clearhall.engine.indicators import Indicator, IndicatorKind, extract
from clearhall.engine.similarity import Level
from clearhall.engine.text import TextEmpty, clean
from clearhall.engine.text import TextTooLong as TooLongToStore

LONGEST_SHOWN = 120  # characters of one indicator; a longer link says no more


class Verdict(StrEnum):
    """What Check answers. There is no "safe": that nothing is known proves nothing."""

    SAME = "same"
    SIMILAR = "similar"
    IMITATES = "imitates"  # the message is new, but a link in it looks like an official name
    NAMED = "named"  # the message is new, but reports name something in it
    OFFICIAL = "official"  # nothing but one website or number was asked for, and it is an organisation's own
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the desk published about the message, in the reader's language where there is one."""

    label: Any
    text: str
    language: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Thing:
    """A link, number or account in the text, in its normal form and written so that it cannot be followed.

    Attributes:
        reports: how many name it; 0 for an official one, which reports name because others imitate it.
        first_at, last_at: when the first and the last of them came in; None while they are too few to say.
        official: the organisation whose own website or number it is, "" for nobody's.
        imitates: the official name that it looks like.
    """

    kind: str
    label: Any
    shown: str
    hidden_as: tuple[Any, ...]
    reports: int
    sentence: str
    first_at: datetime | None = None
    last_at: datetime | None = None
    official: str = ""
    imitates: Imitated | None = None


@dataclass(frozen=True, slots=True)
class ReportedAs:
    """A harm as which the message was reported. `count` is "" where the number is too small to say."""

    harm: str
    label: Any
    count: str


@dataclass(frozen=True, slots=True)
class Known:
    """Everything Check has to say about one text."""

    verdict: Verdict
    text: str
    shown: list[Piece]
    match: TextMatch
    reported_as: list[ReportedAs]
    answers: list[Answer]
    things: list[Thing]
    matter: PublicMatter | None = None
    like_it: tuple[FoundFactCheck, ...] = ()

    @property
    def fact_checks(self) -> list[FoundFactCheck]:
        """Published fact-checks that may answer it, best first, without those that are shown as answers already."""
        shown = {answer.text for answer in self.answers}
        return [one for one in self.like_it if one.text not in shown]

    @property
    def headline(self) -> str:
        """The answer in one sentence."""
        if self.match.sentence:
            return self.match.sentence
        if self.verdict is Verdict.IMITATES:
            return _("A link in this looks like an official address, but is another one.")
        if self.verdict is Verdict.OFFICIAL:
            return _("This is an official website or number.")
        if self.verdict is Verdict.NAMED:
            return _("This message is new to the desk, but something in it is known.")
        if self.fact_checks:
            return _("This wording is new to the desk, but a published fact-check may answer it.")
        return _("Nothing is known about this yet.")

    @property
    def harm(self) -> str | None:
        """As what the message was mostly reported; None when it was not."""
        return self.reported_as[0].harm if self.reported_as else None

    @property
    def steps(self) -> tuple[Any, ...]:
        if self.verdict is Verdict.OFFICIAL:
            return OFFICIAL_STEPS
        if (
            self.harm is None and self.fact_checks
        ):  # a claim to all appearance, yet nobody has looked: both kinds of advice
            return (*CLAIM_STEPS, *steps_for(None))
        return steps_for(self.harm)

    @property
    def if_it_happened(self) -> tuple[Any, ...]:
        return if_it_happened(self.harm)

    @property
    def campaign(self) -> list[str]:
        """What may be said of the campaign it belongs to; [] where none is known."""
        return public_sentences(self.matter) if self.matter and self.matter.is_campaign else []

    @property
    def is_about_money(self) -> bool:
        """Whether money may be lost already, so that telephone numbers come first."""
        is_suspect = self.verdict not in (Verdict.NOTHING, Verdict.OFFICIAL)
        return self.harm in MONEY or (self.harm is None and is_suspect)

    @property
    def since(self) -> datetime | None:
        """When it was first reported; None while there are so few reports that a day would point at one of them."""
        return self.match.first_at if self.match.reports >= limit("shown_count") else None


def cleaned_text(raw: str) -> str:
    """`raw` without what cannot be stored or seen.

    Raises:
        NothingToCheck: nothing is left.
        TextTooLong: more characters than the limit `check_text`.
    """
    try:
        text = clean(raw, max_chars=limit("check_text")).text.strip()
    except TextEmpty:
        raise NothingToCheck(field="text") from None
    except TooLongToStore as error:
        raise TextTooLong(
            _("This has %(length)s characters; Check takes %(limit)s. Please paste only the part that matters.")
            % {"length": error.length, "limit": error.limit},
            field="text",
        ) from None
    if not text:
        raise NothingToCheck(field="text")
    return text


def check(raw: str, *, at: datetime) -> Known:
    """What is known of a pasted text. Stores nothing.

    Raises:
        NothingToCheck, TextTooLong: as in `cleaned_text`.
    """
    return known_of(cleaned_text(raw), at=at)


def known_of(text: str, *, at: datetime) -> Known:
    """What is known of a cleaned text; "" is allowed (a picture may have none)."""
    match = match_text(text, at=at) if text else TextMatch()
    official = register()
    found = extract(text) or _bare_number(text, official)
    things = _things(found, official)
    groups = match.groups if match.level is Level.GROUP else ()
    return Known(
        verdict=_verdict(match, things, is_bare=len(found) == 1 and found[0].surface == text),
        text=text,
        shown=pieces(text, [Span(one.start, one.end, one.kind) for one in found]),
        match=match,
        things=things,
        matter=matter_of(groups, namings=[naming_of(one) for one in found[: limit("check_indicators")]], at=at),
        like_it=tuple(fact_checks_for(text)),
        **known_as(match),
    )


def known_as(match: TextMatch) -> dict[str, Any]:
    """What of `Known` follows from the match alone: as what it was reported, and what the desk said of it."""
    answers = _answers(match) if match.level is Level.GROUP else []
    return {"reported_as": _reported_as(match), "answers": answers}


def _bare_number(text: str, official: Register) -> list[Indicator]:
    """A short number asked for by itself, as 110 or 12345, which the engine takes for none."""
    if not re.fullmatch(r"\+?[\d\s()-]{3,24}", text):
        return []
    number = number_of(text)
    return (
        [Indicator(IndicatorKind.PHONE, text, 0, len(text), number)]
        if _official_name(IndicatorKind.PHONE, number, official)
        else []
    )


def _official_name(kind: str, value: str, official: Register) -> str:
    """Whose own website or number this is, in the reader's language; "" for nobody's. The desk's lines for help count too."""
    found = official.official(kind, value)
    if found:
        return found.name
    if kind != IndicatorKind.PHONE:
        return ""
    return next((str(one.label) for one in call_numbers(*Call) if number_of(one.number) == value), "")


def _verdict(match: TextMatch, things: list[Thing], *, is_bare: bool) -> Verdict:
    if match.level is not None:
        return Verdict.SAME if match.level is Level.GROUP else Verdict.SIMILAR
    if any(one.imitates for one in things):
        return Verdict.IMITATES
    if any(one.reports for one in things):
        return Verdict.NAMED
    return Verdict.OFFICIAL if is_bare and things[0].official else Verdict.NOTHING


def _things(found: Sequence[Indicator], official: Register) -> list[Thing]:
    first: dict[tuple[str, str], Indicator] = {}
    for one in found:
        first.setdefault((one.kind, one.value), one)
    shown = list(first.values())[: limit("check_indicators")]
    namings = [naming_of(one) for one in shown]
    counts, times = named_in_reports(namings), named_between(namings)
    return [_thing(one, count, between, official) for one, count, between in zip(shown, counts, times, strict=True)]


def _thing(one: Indicator, count: NamedIn, between: tuple[datetime, datetime] | None, official: Register) -> Thing:
    written = visible(defanged(one.value, kind=one.kind))
    name = _official_name(one.kind, one.value, official)
    first_at, last_at = between if between and count.reports >= limit("shown_count") and not name else (None, None)
    return Thing(
        kind=str(one.kind),
        label=INDICATORS.get(one.kind, one.kind),
        shown=written if len(written) <= LONGEST_SHOWN else written[:LONGEST_SHOWN] + "…",
        hidden_as=tuple(HIDDEN_AS[way] for way in one.hidden_as if way not in HARMLESS),
        reports=0 if name else count.reports,
        sentence="" if name else count.sentence,
        first_at=first_at,
        last_at=last_at,
        official=name,
        imitates=official.imitated(one.kind, one.value),
    )


def _reported_as(match: TextMatch) -> list[ReportedAs]:
    few = limit("shown_count")
    return [
        ReportedAs(one.harm, RULES[Harm(one.harm)].label, str(one.reports) if one.reports >= few else "")
        for one in match.harms
    ]


def _answers(match: TextMatch) -> list[Answer]:
    answers: dict[str, Answer] = {}  # by text: many cases of one campaign close with the same words
    for said in said_about_groups(match.groups):
        text, language = in_readers_language(said.text_zh, said.text_en)
        label = OUTCOME_LABELS[Outcome(said.outcome)]
        answers.setdefault(text, Answer(label, text, language, said.at))
    return list(answers.values())
