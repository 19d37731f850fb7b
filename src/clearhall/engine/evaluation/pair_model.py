"""A small model of whether two texts mean the same: overlaps in many ways, and the characters that only one of them has."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.evaluation.files import EvaluationError
from clearhall.engine.text import matching_form

Floats = NDArray[np.float64]

FEATURES = (
    "unigrams_jaccard",
    "bigrams_jaccard",
    "containment",
    "in_order",
    "longest_block",
    "length_ratio",
    "same_start",
    "same_end",
    "same_letters",
    "numbers_differ",
    "negations_differ",
    "questions_differ",
    "only_left",
    "only_right",
    "log_length",
)
_NEGATIONS = frozenset("不没未无非别勿否")
_QUESTIONS = ("什么", "怎么", "为什么", "哪", "谁", "几", "多少", "何", "吗", "多久", "是否")
_BUCKETS = 1 << 14
_PASSES, _BATCH, _RATE, _DECAY = 12, 256, 0.15, 1e-5  # chosen on a held-out tenth of a training part
_LONGEST = 400  # characters compared of each text


@dataclass(frozen=True)
class PairModel:
    """Weights of a logistic regression: `dense` over `FEATURES` and their products, `sparse` over hashed differences."""

    centre: Floats
    spread: Floats
    dense: Floats
    sparse: Floats
    bias: float

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> Floats:
        """For each pair how likely it is that both mean the same, 0 to 1."""
        rows = np.array([pair_features(a, b) for a, b in pairs])
        scores = _expanded((rows - self.centre) / self.spread) @ self.dense + self.bias
        for at, (a, b) in enumerate(pairs):
            buckets = difference_buckets(a, b)
            if len(buckets):
                scores[at] += self.sparse[buckets].sum() / math.sqrt(len(buckets))
        return 1 / (1 + np.exp(-np.clip(scores, -30, 30)))


def fit(pairs: Sequence[tuple[str, str]], labels: Sequence[int]) -> PairModel:
    """The model of these labelled pairs; the same pairs in the same order give the same model.

    Both labels weigh the same, however often they come: how often pairs mean the same differs from source to source.

    Raises:
        EvaluationError: all labels are the same, or there are none.
    """
    wanted = np.array(labels, np.float64)
    if len(set(labels)) < 2:
        raise EvaluationError("the training pairs must hold some of the same meaning and some of another")
    rows = np.array([pair_features(a, b) for a, b in pairs])
    centre, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    return _descend(
        _expanded((rows - centre) / spread), [difference_buckets(a, b) for a, b in pairs], wanted, centre, spread
    )


def _descend(
    dense: Floats, buckets: list[NDArray[np.int64]], wanted: Floats, centre: Floats, spread: Floats
) -> PairModel:
    """AdaGrad over batches, each pass in another fixed order."""
    weights, sparse, bias = np.zeros(dense.shape[1]), np.zeros(_BUCKETS), 0.0
    worth = np.where(wanted == 1, 0.5 / wanted.mean(), 0.5 / (1 - wanted.mean()))
    seen, seen_sparse, seen_bias = np.full(dense.shape[1], 1e-8), np.full(_BUCKETS, 1e-8), 1e-8
    order = np.random.default_rng(0)
    for _ in range(_PASSES):
        for batch in np.array_split(order.permutation(len(wanted)), max(1, len(wanted) // _BATCH)):
            lengths = np.array([len(buckets[i]) for i in batch])
            flat = np.concatenate([buckets[i] for i in batch]) if lengths.sum() else np.empty(0, np.int64)
            scale = np.repeat(1 / np.sqrt(np.maximum(lengths, 1)), lengths)
            owner = np.repeat(np.arange(len(batch)), lengths)
            scores = dense[batch] @ weights + bias + np.bincount(owner, sparse[flat] * scale, len(batch))
            slope = (1 / (1 + np.exp(-np.clip(scores, -30, 30))) - wanted[batch]) * worth[batch] / len(batch)
            step = dense[batch].T @ slope + _DECAY * weights
            seen += step**2
            weights -= _RATE * step / np.sqrt(seen)
            step_sparse = np.bincount(flat, slope[owner] * scale, _BUCKETS) + _DECAY * sparse
            seen_sparse += step_sparse**2
            sparse -= _RATE * step_sparse / np.sqrt(seen_sparse)
            seen_bias += slope.sum() ** 2
            bias -= _RATE * slope.sum() / math.sqrt(seen_bias)
    return PairModel(centre, spread, weights, sparse, bias)


def _expanded(rows: Floats) -> Floats:
    """The features and the product of each two of them."""
    left, right = np.triu_indices(rows.shape[1])
    return np.hstack([rows, rows[:, left] * rows[:, right]])


@lru_cache(maxsize=65_536)
def _form(text: str) -> str:
    return "".join(c for c in matching_form(text[:_LONGEST]) if c.isalnum())


def pair_features(a: str, b: str) -> list[float]:
    """One number for each name in `FEATURES`; shares are 0 to 1, and two texts without letters share nothing."""
    a, b = _form(a), _form(b)
    blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    letters_a, letters_b = Counter(a), Counter(b)
    shorter, longer = sorted((len(a), len(b)))
    shared = (letters_a & letters_b).total()
    return [
        _jaccard(set(a), set(b)),
        _jaccard(_pairs_of(a), _pairs_of(b)),
        shared / max(1, shorter),
        2 * sum(block.size for block in blocks) / max(1, len(a) + len(b)),
        max(block.size for block in blocks) / max(1, shorter),
        shorter / max(1, longer),
        float(a[:2] == b[:2]),
        float(a[-2:] == b[-2:]),
        float(letters_a == letters_b),
        float([c for c in a if c.isdigit()] != [c for c in b if c.isdigit()]),
        float(len(_NEGATIONS & letters_a.keys()) % 2 != len(_NEGATIONS & letters_b.keys()) % 2),
        float([w in a for w in _QUESTIONS] != [w in b for w in _QUESTIONS]),
        (len(a) - shared) / max(1, len(a)),
        (len(b) - shared) / max(1, len(b)),
        math.log1p(len(a) + len(b)),
    ]


def _pairs_of(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _jaccard(left: set[str], right: set[str]) -> float:
    return len(left & right) / len(left | right) if left or right else 0.0


def difference_buckets(a: str, b: str) -> NDArray[np.int64]:
    """Where the characters and pairs of characters that only one text has are counted, either text alike."""
    a, b = _form(a), _form(b)
    only = [*sorted(set(a) ^ set(b)), *sorted(_pairs_of(a) ^ _pairs_of(b))]
    replaced = [
        "/".join(sorted((a[i:j], b[k:m])))
        for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
        if tag != "equal" and j - i <= 4 and m - k <= 4
    ]
    return np.array([_bucket(one) for one in only + replaced], np.int64)


@lru_cache(maxsize=262_144)
def _bucket(feature: str) -> int:
    digest = hashlib.blake2b(feature.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") % _BUCKETS
