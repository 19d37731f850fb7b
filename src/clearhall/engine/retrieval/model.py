"""The learned re-ranker: one weight a feature, what is usual in messages, and how sure an answer is. No training here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.retrieval.errors import FileCorrupt
from clearhall.engine.retrieval.features import FEATURES, Candidates
from clearhall.engine.retrieval.files import read_arrays, write_arrays
from clearhall.engine.retrieval.types import DEFAULT, Feature

MAGIC = b"CLRHRRM1"
_DTYPES = {
    "usual_terms": "<u8",
    "usual_factors": "<f8",
    "weights": "<f8",
    "means": "<f8",
    "scales": "<f8",
    "sureness": "<f8",
}
_BESIDE = slice(1, 11)  # the ten answers after the best, which tell how far it stands out


@dataclass(frozen=True)
class Model:
    """A linear model over features: score = sum of weight x (value - mean) / scale.

    `usual_terms` ascend; their `usual_factors` (above 0, at most 1) lower the weight of words that many messages hold,
    such as the name of a news site behind its headline. `sureness` has one entry per feature of the answer, one for
    how far it stands out and a constant: the logistic regression behind `probability`. `threshold`: from which
    probability on something is said to be known. `card`: where it comes from, anything JSON can hold.
    """

    usual_terms: NDArray[np.uint64]
    usual_factors: NDArray[np.float64]
    weights: NDArray[np.float64]
    means: NDArray[np.float64]
    scales: NDArray[np.float64]
    sureness: NDArray[np.float64]
    threshold: float = 0.5
    card: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        sizes = [len(self.weights), len(self.means), len(self.scales), len(self.sureness) - 2]
        numbers = (self.usual_factors, self.weights, self.means, self.scales, self.sureness)
        if sizes != [len(FEATURES)] * 4 or not all(bool(np.isfinite(one).all()) for one in numbers):
            raise ValueError("a model has one finite number for each feature")
        if not bool((self.scales > 0).all()) or not 0 <= self.threshold <= 1:
            raise ValueError("scales must be above 0 and the threshold from 0 to 1")
        if len(self.usual_terms) != len(self.usual_factors) or bool(
            (self.usual_terms[1:] <= self.usual_terms[:-1]).any()
        ):
            raise ValueError("usual terms must ascend and have one factor each")
        if bool((self.usual_factors <= 0).any()) or bool((self.usual_factors > 1).any()):
            raise ValueError("factors must be above 0 and at most 1")

    @property
    def usual(self) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
        return self.usual_terms, self.usual_factors

    def effects(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """What each feature adds to the score: the same shape as `values`, candidates x features."""
        return (values - self.means) / self.scales * self.weights

    def ranked(self, candidates: Candidates) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Places in `candidates`, best first, and the score of each candidate.

        The smaller id goes first among equals: scores are rounded, so that copies of one text are equals.
        """
        scores = np.round(self.effects(candidates.values).sum(axis=1), 9)
        return np.lexsort((candidates.ids, -scores)), scores

    def probabilities(
        self, candidates: Candidates, order: NDArray[np.int64], scores: NDArray[np.float64], *, count: int = 1
    ) -> NDArray[np.float64]:
        """That each of the first `count` candidates in `order` answers the message, 0 to 1."""
        rows = stand_out_rows(self, candidates, order, scores, count=count)
        return np.asarray(1 / (1 + np.exp(-np.clip(rows @ self.sureness, -30, 30))))

    def save(self, path: str | os.PathLike[str], *, key: bytes | None = None) -> None:
        """Write one checksummed file of plain arrays, whole or not at all; signed when a `key` of >= 16 bytes is given."""
        meta = {"features": [str(one) for one in FEATURES], "threshold": self.threshold, "card": dict(self.card)}
        arrays = {name: np.asarray(getattr(self, name), dtype) for name, dtype in _DTYPES.items()}
        write_arrays(path, arrays, magic=MAGIC, fingerprint=DEFAULT.fingerprint, meta=meta, key=key)


def stand_out_rows(
    model: Model, candidates: Candidates, order: NDArray[np.int64], scores: NDArray[np.float64], *, count: int = 1
) -> NDArray[np.float64]:
    """What sureness is judged by, one row an answer: standardised features, how far it stands out, and 1."""
    chosen = order[:count]
    others = scores[order[_BESIDE]]
    rows = np.ones((len(chosen), len(FEATURES) + 2))
    rows[:, :-2] = np.clip((candidates.values[chosen] - model.means) / model.scales, -8, 8)
    rows[:, -2] = scores[chosen] - others.mean() if len(others) else 0.0
    return rows


def open_model(path: str | os.PathLike[str], *, key: bytes | None = None) -> Model:
    """Read a saved model and check every byte and number of it.

    Args:
        key: that it must be signed with; None for a file that was saved without one.

    Raises:
        FileForeign: it was not signed with the key.
        FileCorrupt: the file is cut off, changed, no model, or holds numbers that no model has.
        FileStale: another version wrote it; train again.
        FileNotFoundError: there is none.
    """
    arrays, meta = read_arrays(path, magic=MAGIC, fingerprint=DEFAULT.fingerprint, dtypes=_DTYPES, key=key)
    if meta.get("features") != [str(one) for one in FEATURES]:
        raise FileCorrupt("it weighs other features")
    try:
        return Model(**arrays, threshold=float(meta["threshold"]), card=dict(meta["card"]))
    except (ValueError, KeyError, TypeError) as error:
        raise FileCorrupt(str(error)) from error


def _untrained() -> Model:
    """Words of the message found again, in round numbers: for a desk that has nothing to learn from yet.

    The probability is a guess until a model is trained: even at three fifths of the words (weighed by rarity).
    """
    weights, sureness = np.zeros(len(FEATURES)), np.zeros(len(FEATURES) + 2)
    weights[FEATURES.index(Feature.WORDS_SHARE)] = 1.0
    weights[FEATURES.index(Feature.LETTERS)] = 0.1
    sureness[FEATURES.index(Feature.COVERED)] = 10.0
    sureness[-1] = -6.0
    nothing = np.empty(0)
    ones = np.ones(len(FEATURES))
    return Model(np.empty(0, np.uint64), nothing, weights, 0 * ones, ones, sureness, card={"trained_on": []})


UNTRAINED = _untrained()
