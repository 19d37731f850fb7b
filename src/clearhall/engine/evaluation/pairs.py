"""Whether two texts mean the same: how often that is told, by shared wording alone or by a small model learned from pairs."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.evaluation.files import read_rows
from clearhall.engine.evaluation.pair_model import FEATURES, PairModel, fit, pair_features
from clearhall.engine.recognition.calibration import auc

Floats = NDArray[np.float64]
# Without training: shared pairs of characters, and half of them counts as the same.
_JACCARD = FEATURES.index("bigrams_jaccard")
_HALF = 0.5


def evaluate(
    data: Sequence[Path], *, train: Sequence[Path] = (), progress: Callable[[str], None] = lambda said: None
) -> list[dict[str, Any]]:
    """How well pairs of the same meaning are told from others on each file of `a, b, label`, `label` 1 or 0.

    Args:
        train: files of the same columns to learn from. Without them shared wording alone decides.

    Returns:
        For each file `accuracy` and `auc` over all its rows, the same in `by_source` where rows name a `source`, and
        `pairs_per_s` per second of one processor.

    Raises:
        EvaluationError: a file that cannot be scored, or training files with one label only.
    """
    learned = _learned(train, progress) if train else None
    return [_evaluated(path, learned, progress) for path in data]


@dataclass(frozen=True)
class _Learned:
    """The model, and for each source it was learned from the share of its pairs that mean the same."""

    model: PairModel
    usual: dict[str, float]

    def probabilities(self, rows: Sequence[dict[str, Any]]) -> Floats:
        """The model holds both labels equally likely; what is usual in a known source moves that."""
        equal = self.model.probabilities([(row["a"], row["b"]) for row in rows])
        usual = np.array([self.usual.get(str(row.get("source", "")), _HALF) for row in rows])
        likely: Floats = equal * usual / (equal * usual + (1 - equal) * (1 - usual))
        return likely


def _learned(paths: Sequence[Path], progress: Callable[[str], None]) -> _Learned:
    rows = [row for path in paths for row in _read(path)]
    progress(f"learning from {len(rows)} pairs")
    labels = defaultdict(list)
    for row in rows:
        labels[str(row.get("source", ""))].append(row["label"])
    usual = {name: (sum(of) + 1) / (len(of) + 2) for name, of in labels.items()}
    return _Learned(fit([(row["a"], row["b"]) for row in rows], [row["label"] for row in rows]), usual)


def _read(path: Path) -> list[dict[str, Any]]:
    rows = read_rows(path, a=str, b=str, label=int)
    return [row | {"label": int(row["label"] > 0)} for row in rows]


def _evaluated(path: Path, learned: _Learned | None, progress: Callable[[str], None]) -> dict[str, Any]:
    rows = _read(path)
    progress(f"{path}: {len(rows)} pairs")
    began = time.process_time()
    scores = learned.probabilities(rows) if learned else _shared_wording(rows)
    seconds = time.process_time() - began
    labels = np.array([row["label"] for row in rows])
    places = defaultdict(list)
    for at, row in enumerate(rows):
        places[str(row.get("source", ""))].append(at)
    return {
        "data": str(path),
        **_measures(scores, labels),
        "by_source": {name: _measures(scores[at], labels[at]) for name, at in sorted(places.items()) if name},
        "pairs_per_s": len(rows) / max(seconds, 1e-9),
    }


def _shared_wording(rows: Sequence[dict[str, Any]]) -> Floats:
    return np.array([pair_features(row["a"], row["b"])[_JACCARD] for row in rows])


def _measures(scores: Floats, labels: NDArray[np.int64]) -> dict[str, Any]:
    return {
        "accuracy": float(np.mean((scores >= _HALF) == labels)),
        "auc": area_under_curve(scores, labels),
        "pairs": len(labels),
    }


def area_under_curve(scores: Floats, labels: NDArray[np.int64]) -> float | None:
    """How often a pair of label 1 scores higher than one of label 0, ties as half; None where one label is missing."""
    return auc(labels == 1, scores)
