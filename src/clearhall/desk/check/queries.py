"""What is known of a text, put together for a page and for the API. Reads only; the same few queries for every text."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clearhall.desk.cases.labels import INDICATORS
from clearhall.desk.cases.queries import said_about_groups
from clearhall.desk.cases.shown import Piece, Span, defanged, pieces, visible
from clearhall.desk.check.errors import NothingToCheck, TextTooLong
from clearhall.desk.check.words import HARMLESS, HIDDEN_AS, MONEY, steps_for
from clearhall.desk.lib.limits import limit
from clearhall.desk.matching.queries import NamedIn, TextMatch, match_text, named_in_reports, naming_of
from clearhall.desk.taxonomy.harms import OUTCOME_LABELS, RULES, Harm, Outcome
from clearhall.engine.indicators import Indicator, extract
from clearhall.engine.similarity import Level
from clearhall.engine.text import TextEmpty, clean
from clearhall.engine.text import TextTooLong as TooLongToStore

LONGEST_SHOWN = 120  # characters of one indicator; a longer link says no more


class Verdict(StrEnum):
    """What Check answers. There is no "safe": that nothing is known proves nothing."""

    SAME = "same"
    SIMILAR = "similar"
    NAMED = "named"  # the message is new, but reports name something in it
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
    """A link, number or account in the text, written so that it cannot be followed."""

    kind: str
    label: Any
    shown: str
    hidden_as: tuple[Any, ...]
    reports: int
    sentence: str


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

    @property
    def headline(self) -> str:
        """The answer in one sentence."""
        if self.match.sentence:
            return self.match.sentence
        if self.verdict is Verdict.NAMED:
            return _("This message is new to the desk, but something in it is known.")
        return _("Nothing is known about this yet.")

    @property
    def harm(self) -> str | None:
        """As what the message was mostly reported; None when it was not."""
        return self.reported_as[0].harm if self.reported_as else None

    @property
    def steps(self) -> tuple[Any, ...]:
        return steps_for(self.harm)

    @property
    def is_about_money(self) -> bool:
        """Whether money may be lost already, so that telephone numbers come first."""
        return self.harm in MONEY or (self.harm is None and self.verdict is not Verdict.NOTHING)

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
    text = cleaned_text(raw)
    match = match_text(text, at=at)
    found = extract(text)
    things = _things(found)
    return Known(
        verdict=_verdict(match, things),
        text=text,
        shown=pieces(text, [Span(one.start, one.end, one.kind) for one in found]),
        match=match,
        reported_as=_reported_as(match),
        answers=_answers(match) if match.level is Level.GROUP else [],
        things=things,
    )


def _verdict(match: TextMatch, things: list[Thing]) -> Verdict:
    if match.level is not None:
        return Verdict.SAME if match.level is Level.GROUP else Verdict.SIMILAR
    return Verdict.NAMED if any(one.reports for one in things) else Verdict.NOTHING


def _things(found: list[Indicator]) -> list[Thing]:
    first: dict[tuple[str, str], Indicator] = {}
    for one in found:
        first.setdefault((one.kind, one.value), one)
    shown = list(first.values())[: limit("check_indicators")]
    counts = named_in_reports([naming_of(one) for one in shown])
    return [_thing(one, count) for one, count in zip(shown, counts, strict=True)]


def _thing(one: Indicator, count: NamedIn) -> Thing:
    written = visible(defanged(one.value, kind=one.kind))
    return Thing(
        kind=str(one.kind),
        label=INDICATORS.get(one.kind, one.kind),
        shown=written if len(written) <= LONGEST_SHOWN else written[:LONGEST_SHOWN] + "…",
        hidden_as=tuple(HIDDEN_AS[way] for way in one.hidden_as if way not in HARMLESS),
        reports=count.reports,
        sentence=count.sentence,
    )


def _reported_as(match: TextMatch) -> list[ReportedAs]:
    few = limit("shown_count")
    return [
        ReportedAs(one.harm, RULES[Harm(one.harm)].label, str(one.reports) if one.reports >= few else "")
        for one in match.harms
    ]


def _answers(match: TextMatch) -> list[Answer]:
    reads_chinese = (get_language() or "en").startswith("zh")
    answers: dict[str, Answer] = {}  # by text: many cases of one campaign close with the same words
    for said in said_about_groups(match.groups):
        in_chinese = bool(said.text_zh) and (reads_chinese or not said.text_en)
        text = said.text_zh if in_chinese else said.text_en
        label = OUTCOME_LABELS[Outcome(said.outcome)]
        answers.setdefault(text, Answer(label, text, "zh-Hans" if in_chinese else "en", said.at))
    return list(answers.values())
