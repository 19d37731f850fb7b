"""From a pasted message to the published fact-checks that may answer it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.retrieval.analysis import GRAM, SIGN, Terms, terms_of
from clearhall.engine.retrieval.features import Candidates, candidates_for
from clearhall.engine.retrieval.index import Index
from clearhall.engine.retrieval.model import UNTRAINED, Model
from clearhall.engine.retrieval.types import Answer, Answers, Embedding

_MOST_SHARED = 6


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
        answers = tuple(
            Answer(
                int(candidates.ids[row]),
                float(scores[row]),
                sure[place],
                shared_words(terms, candidates, int(row)),
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


def shared_words(terms: Terms, candidates: Candidates, row: int) -> tuple[str, ...]:
    """The weightiest words, numbers and runs of Chinese signs that message and document have in common."""
    asked = candidates.asked
    if asked is None:
        return ()
    there = asked.which >= 0
    there[there] = candidates.held[row, asked.which[there]] > 0
    kinds = asked.kinds[asked.which[there]]
    there[there] = (kinds != GRAM) & (kinds != SIGN)
    weights: dict[str, float] = {}
    for start, stop, weight in _runs(terms.spans[there], asked.weights[asked.which[there]]):
        weights.setdefault(terms.form[start:stop], weight)
    return tuple(sorted(weights, key=lambda word: -weights[word])[:_MOST_SHARED])


def _runs(spans: NDArray[np.int32], weights: NDArray[np.float64]) -> list[tuple[int, int, float]]:
    """Spans and their weights; overlapping ones, which are pairs of Chinese signs, become one."""
    runs: list[tuple[int, int, float]] = []
    for (start, stop), weight in zip(spans[:, :2].tolist(), weights.tolist(), strict=True):
        if runs and start < runs[-1][1]:
            runs[-1] = (runs[-1][0], max(stop, runs[-1][1]), runs[-1][2] + weight)
        else:
            runs.append((start, stop, weight))
    return runs
