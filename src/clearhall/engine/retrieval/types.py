"""Values that cross the border of the fact-check index: configuration, documents, answers and their reasons."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, overload

import numpy as np
from numpy.typing import NDArray

LONGEST_TEXT = 20_000
"""Characters of a text that are read; what follows is not looked at, so that 10 MB cost no more than a few pages."""

_FORMAT = 1  # raise when the kernels cut the same text into other terms


@dataclass(frozen=True)
class Config:
    """How terms are weighed and how much is read for one question.

    `k1` and `b` are BM25's (Robertson and Zaragoza 2009), 1.2 and 0.75 as there; other values were tried on training
    parts and gained nothing.
    """

    k1: float = 1.2
    b: float = 0.75
    gram_weight: float = 0.1
    """Weight of groups of four letters beside words when candidates are chosen; they bridge spellings and endings."""
    candidates: int = 50
    """Documents that the second stage compares."""
    most_terms: int = 384
    """Distinct terms of a question that are looked up, those that weigh most first."""
    most_postings: int = 500_000
    """Entries read for one question in one segment, rare terms first."""

    def __post_init__(self) -> None:
        if self.k1 <= 0 or not 0 <= self.b <= 1 or self.gram_weight < 0:
            raise ValueError("k1 must be above 0, b from 0 to 1 and gram_weight not negative")
        if min(self.candidates, self.most_terms, self.most_postings) < 1:
            raise ValueError("candidates, most_terms and most_postings must be at least 1")

    @property
    def fingerprint(self) -> str:
        """Names what is stored: files of another fingerprint cannot be read with this one."""
        return hashlib.sha256(json.dumps([_FORMAT, LONGEST_TEXT]).encode()).hexdigest()[:16]


DEFAULT = Config()


class Feature(StrEnum):
    """What is compared between a message and a fact-check. `features.SENTENCES` says each to a reader."""

    WORDS = "words"
    WORDS_BESIDE_BEST = "words_beside_best"
    WORDS_SHARE = "words_share"
    EARLY_WORDS = "early_words"
    COMMON_WORDS = "common_words"
    PLAIN_WORDS = "plain_words"
    LETTERS = "letters"
    LETTERS_BESIDE_BEST = "letters_beside_best"
    RARE_TERMS = "rare_terms"
    COVERED = "covered"
    NUMBERS_SHARED = "numbers_shared"
    NUMBERS_MISSING = "numbers_missing"
    NAMES_SHARED = "names_shared"
    NAMES_MISSING = "names_missing"
    RAREST = "rarest"
    RAREST_SECOND = "rarest_second"
    RAREST_THIRD = "rarest_third"
    NEIGHBOURS = "neighbours"
    LONGEST_RUN = "longest_run"
    BEST_SENTENCE = "best_sentence"
    SENTENCE_BESIDE_BEST = "sentence_beside_best"
    OF_DOCUMENT = "of_document"
    TERMS_SHARED = "terms_shared"
    LENGTH = "length"
    MEANING = "meaning"


SENTENCES = {
    Feature.WORDS: "words in common, rare ones counting more (BM25)",
    Feature.WORDS_BESIDE_BEST: "words in common, beside the best candidate's",
    Feature.WORDS_SHARE: "share of the message's words that the fact-check holds, rare ones counting more (BM25)",
    Feature.EARLY_WORDS: "words in common, those at the beginning of the message counting more, beside the best candidate's",
    Feature.COMMON_WORDS: "very common words in common, beside the best candidate's",
    Feature.PLAIN_WORDS: "words in common without regard to what is usual in messages, beside the best candidate's",
    Feature.LETTERS: "parts of words in common",
    Feature.LETTERS_BESIDE_BEST: "parts of words in common, beside the best candidate's",
    Feature.RARE_TERMS: "words in common, rare ones counting much more, beside the best candidate's",
    Feature.COVERED: "share of the message's words that the fact-check holds",
    Feature.NUMBERS_SHARED: "numbers in common",
    Feature.NUMBERS_MISSING: "numbers of the message that the fact-check lacks",
    Feature.NAMES_SHARED: "names in common, as far as capitals or a change of script tell them",
    Feature.NAMES_MISSING: "names of the message that the fact-check lacks, rare ones counting more",
    Feature.RAREST: "how rare the rarest common word is",
    Feature.RAREST_SECOND: "how rare the second rarest common word is",
    Feature.RAREST_THIRD: "how rare the third rarest common word is",
    Feature.NEIGHBOURS: "words in common that stand side by side in the message",
    Feature.LONGEST_RUN: "longest run of the message's words that the fact-check holds",
    Feature.BEST_SENTENCE: "share of the words of the best sentence of the message",
    Feature.SENTENCE_BESIDE_BEST: "words of one sentence in common, beside the best candidate's",
    Feature.OF_DOCUMENT: "share of the fact-check's words that the message holds",
    Feature.TERMS_SHARED: "number of different words in common",
    Feature.LENGTH: "length of the fact-check",
    Feature.MEANING: "similar meaning, by the site's own embedding model",
}


@dataclass(frozen=True)
class Evidence:
    """One feature of an answer. `effect`: what it added to the ranking score, negative: it spoke against."""

    feature: Feature
    value: float
    effect: float
    detail: str


@dataclass(frozen=True)
class Answer:
    """One published fact-check that may answer the message.

    `score` orders answers to one question and means nothing between questions; `probability` (0 to 1) does: how often
    such an answer was a right one in training. `shared`: words and numbers found in both, weightiest first, in
    matching form. `values`, `effects`: each feature and what it added to the score, in the order of `Feature`.
    """

    document_id: int
    score: float
    probability: float
    shared: tuple[str, ...]
    values: tuple[float, ...]
    effects: tuple[float, ...]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Every feature that had an effect, the strongest first."""
        found = [
            Evidence(feature, value, effect, SENTENCES[feature])
            for feature, value, effect in zip(Feature, self.values, self.effects, strict=True)
            if effect
        ]
        return tuple(sorted(found, key=lambda one: -abs(one.effect)))

    @property
    def detail(self) -> str:
        """The reason in one sentence."""
        if not self.shared:
            return "No word is shared; only the spelling of parts of words is alike."
        return f"Message and fact-check share: {', '.join(self.shared)}."


@dataclass(frozen=True)
class Answers(Sequence[Answer]):
    """Answers, best first. `known` is False when nothing reaches the threshold: say "nothing known" and offer to report.

    `probability`: that the best answer is a match, 0 without any. The items stay for staff who want to look closer.
    """

    items: tuple[Answer, ...]
    probability: float
    known: bool

    @overload
    def __getitem__(self, index: int) -> Answer: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Answer, ...]: ...
    def __getitem__(self, index: int | slice) -> Answer | tuple[Answer, ...]:
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)


@dataclass(frozen=True)
class Pair:
    """A message and the documents that answer it: one example to learn from."""

    message: str
    document_ids: frozenset[int]


class Embedding(Protocol):
    """An embedding model that a site already has; optional, becomes the feature `meaning`.

    It must be used in training as well as in answering, or its weight stays 0.
    """

    def similarities(self, message: str, document_ids: NDArray[np.int64]) -> NDArray[np.float64]:
        """One similarity per id, -1 to 1; 0 where the model does not know the document."""
        ...
