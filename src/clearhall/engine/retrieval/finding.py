"""From a pasted message to the published fact-checks that may answer it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from clearhall.engine.retrieval.analysis import GRAM, SIGN, Terms, terms_of
from clearhall.engine.retrieval.features import Candidates, candidates_for
from clearhall.engine.retrieval.index import Index
from clearhall.engine.retrieval.model import UNTRAINED, Model
from clearhall.engine.retrieval.types import Answer, Answers, Embedding

_MOST_SHARED = 6


def compile_ahead() -> None:
    """Compile all that finds fact-checks, so that nobody waits for it at the first question: some seconds once in an installation."""
    index = Index()
    index.add_many([(1, "Salt water cures no flu."), (2, "盐水不能治感冒。")])
    Finder(index).find("Does salt water cure the flu?")


class Finder:
    """An index and the model that orders what it finds. Any number of threads may ask at once."""

    def __init__(self, index: Index, model: Model = UNTRAINED, *, embedding: Embedding | None = None) -> None:
        self.index = index
        self.model = model
        self.embedding = embedding

    def find(self, message: str, *, limit: int = 5) -> Answers:
        """The published fact-checks most likely to answer a message, best first; see `Answers.known`.

        Any text may come in, also empty or long: only the first 20,000 characters are read. Same input, same answer.
        Raises ValueError when `limit` is below 1.
        """
        if limit < 1:
            raise ValueError("limit must be at least 1")
        terms = terms_of(message)
        candidates = self.candidates(message, terms)
        if not len(candidates.ids):
            return Answers((), 0.0, known=False)
        order, scores = self.model.ranked(candidates)
        sure = self.model.probabilities(candidates, order, scores, count=limit)
        sure = np.minimum.accumulate(sure).tolist()  # a later answer is never surer than an earlier one
        effects = self.model.effects(candidates.values[order[:limit]])
        shared = shared_words(terms, candidates, order[:limit].tolist())
        answers = tuple(
            Answer(
                int(candidates.ids[row]),
                float(scores[row]),
                sure[place],
                shared[place],
                tuple(candidates.values[row].tolist()),
                tuple(effects[place].tolist()),
            )
            for place, row in enumerate(order[:limit])
        )
        return Answers(answers, sure[0], known=sure[0] >= self.model.threshold)

    def candidates(self, message: str, terms: Terms | None = None) -> Candidates:
        """What the first stage finds, with features: for evaluation and for looking closer."""
        return candidates_for(
            terms if terms is not None else terms_of(message),
            self.index,
            usual=self.model.usual,
            message=message,
            embedding=self.embedding,
        )


def shared_words(terms: Terms, candidates: Candidates, rows: Sequence[int]) -> list[tuple[str, ...]]:
    """For each row the weightiest words, numbers and runs of Chinese signs that message and document have in common."""
    asked = candidates.asked
    if asked is None:
        return [() for _ in rows]
    kinds = asked.kinds[asked.which]
    shown = (asked.which >= 0) & (kinds != GRAM) & (kinds != SIGN)
    which = asked.which[shown]
    places = terms.spans[shown, :2].tolist()
    numbers, weights = which.tolist(), asked.weights[which].tolist()
    found = []
    for row in rows:
        held = candidates.held[row].tolist()
        runs = _runs([(*places[i], weights[i]) for i, number in enumerate(numbers) if held[number]])
        words: dict[str, float] = {}
        for start, stop, weight in runs:
            words.setdefault(terms.form[start:stop], weight)
        found.append(tuple(sorted(words, key=lambda word: -words[word])[:_MOST_SHARED]))
    return found


def _runs(spans: Iterable[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """Start, stop and weight; overlapping ones, which are pairs of Chinese signs, become one."""
    runs: list[tuple[int, int, float]] = []
    for start, stop, weight in spans:
        if runs and start < runs[-1][1]:
            runs[-1] = (runs[-1][0], max(stop, runs[-1][1]), runs[-1][2] + weight)
        else:
            runs.append((start, stop, weight))
    return runs
