"""What others ask: which published fact-checks may answer a message. Nothing of the question is stored or logged."""

import re
from dataclasses import dataclass
from datetime import datetime

from clearhall.desk.cases.queries import fact_checks_of, in_readers_language
from clearhall.desk.factchecks.index import PROCESS
from clearhall.desk.factchecks.words import PLAIN_WORDS, reason
from clearhall.desk.recognition.store import CLAIMS
from clearhall.engine.retrieval import UNTRAINED, Answer, Finder, Index

MOST_CLAUSES = 200  # asked one by one without a model; a fraction of a millisecond each
LOOKED_AT = 4  # documents for each that is shown: some may have been corrected a moment ago
_LEAST_SHARED = 5  # without a model, as `_substance` counts: a shared word or two says nothing
_CLAUSE_END = re.compile(r"[。！？!?；;，：、\n]+|[.,:]\s+")


@dataclass(frozen=True, slots=True)
class FoundFactCheck:
    """A published fact-check that may answer a message.

    Attributes:
        key: of the published outcome.
        text: in the reader's language where there is one; `language` is its tag.
        at: when it was published.
        percent: how sure the search is, 0 to 100. Not for show: without a trained model it is a guess.
        why: the words that weighed, as a sentence in the reader's language.
    """

    key: int
    text: str
    language: str
    at: datetime
    percent: int
    why: str


def fact_checks_for(text: str, *, most: int = 3) -> list[FoundFactCheck]:
    """Published fact-checks that may answer `text`, best first; [] when none is like enough to be called known.

    One query when nothing is found, two when something is, and up to a handful after a publication.
    """
    if not text.strip():
        return []
    answers = _answers(PROCESS.current(), text, limit=most * LOOKED_AT)
    by_key = {key: one for one in answers if (key := PROCESS.newest_of(one.document_id)) is not None}
    if not by_key:
        return []
    rows = {row.outcome_id: row for row in fact_checks_of(list(by_key))}
    found: dict[str, FoundFactCheck] = {}  # by text: two may differ in the other language only
    for key, one in by_key.items():
        if row := rows.get(key):
            shown, language = in_readers_language(row.text_zh, row.text_en)
            percent = round(100 * one.probability)
            found.setdefault(shown, FoundFactCheck(key, shown, language, row.at, percent, reason(one)))
    return list(found.values())[:most]


def _answers(index: Index, text: str, *, limit: int) -> list[Answer]:
    """What reaches the threshold, best first."""
    model = CLAIMS.model()
    if model is not None:
        return [one for one in Finder(index, model).find(text, limit=limit) if one.probability >= model.threshold]
    finder, best = Finder(index), dict[int, Answer]()
    for part in _parts(text):
        for one in finder.find(part, limit=limit):
            before = best.get(one.document_id)
            if _is_known_untrained(one) and (before is None or one.probability > before.probability):
                best[one.document_id] = one
    return sorted(best.values(), key=lambda one: (-one.probability, -one.score, one.document_id))[:limit]


def _is_known_untrained(one: Answer) -> bool:
    return one.probability >= UNTRAINED.threshold and _substance(one) >= _LEAST_SHARED


def _substance(one: Answer) -> int:
    """How much the shared words say: two for a word or number, one for each pair of neighbouring Chinese signs."""
    return sum(2 if word.isascii() else len(word) - 1 for word in one.shared if word not in PLAIN_WORDS)


def _parts(text: str) -> list[str]:
    """The text and its first clauses: untrained, the share of a whole message's words decides, which hides a claim in a long one."""
    clauses = dict.fromkeys(part.strip() for part in _CLAUSE_END.split(text))
    return list(dict.fromkeys([text, *(part for part in list(clauses)[:MOST_CLAUSES] if part)]))
