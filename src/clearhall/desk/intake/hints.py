"""Is this known already? The hint of the report form: what may be said of a message that many reported. Stores nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from clearhall.desk.campaigns.public import PublicMatter, matter_of
from clearhall.desk.campaigns.words import public_sentences
from clearhall.desk.lib.limits import limit
from clearhall.desk.matching.queries import match_text, naming_of
from clearhall.engine.indicators import extract
from clearhall.engine.similarity import Level
from clearhall.engine.text import TextEmpty, TextTooLong, clean


@dataclass(frozen=True, slots=True)
class Hint:
    """A known matter in the reader's words: what it is, what may be said of it, and what the desk has published."""

    matter: PublicMatter
    sentences: list[str]
    answers: list[str]

    @property
    def label(self) -> Any:
        return self.matter.label


def find_hint(text: str, *, url: str = "", at: datetime) -> Hint | None:
    """What may be said of a text or link somebody is about to report; None when too little is known, or nothing can be read."""
    try:
        cleaned = clean(f"{text}\n{url}".strip(), max_chars=limit("report_text")).text
    except (TextEmpty, TextTooLong):
        return None
    match = match_text(text, at=at) if text.strip() else None
    groups = match.groups if match and match.level is Level.GROUP else ()
    namings = [naming_of(one) for one in extract(cleaned)[: limit("check_indicators")]]
    matter = matter_of(groups, namings=namings, at=at)
    return hint_of(matter) if matter else None


def hint_of(matter: PublicMatter) -> Hint:
    reads_chinese = (get_language() or "en").startswith("zh")
    texts = [(one.text_zh if reads_chinese else one.text_en) or one.text_zh or one.text_en for one in matter.answers]
    return Hint(matter, public_sentences(matter), list(dict.fromkeys(texts)))
