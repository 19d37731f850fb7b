"""What `clearhall evaluate urls` measures: a model trained on some files of addresses, tried on others."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.evaluation.files import EvaluationError
from clearhall.engine.evaluation.labelled import perturbation_named, rows_by_name
from clearhall.engine.evaluation.perturbations import Perturbation, perturbed_all
from clearhall.engine.evaluation.scams import binary_f1, rate, row_counts
from clearhall.engine.recognition import LabelledText, Model, NoRows, RecognitionError, Source, Task
from clearhall.engine.recognition import train as train_model
from clearhall.engine.recognition.calibration import Bin, auc, brier, reliability
from clearhall.engine.recognition.training import harmful

Rows = Sequence[LabelledText]
FALSE_ALARMS = 0.01
_FRONT = re.compile(r"^(?:https?://)?(?:www\.)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class UrlResult:
    """Quality of one model on one file. Shares run from 0 to 1; None where the file cannot tell.

    Attributes:
        stripped: whether scheme and "www." were taken off first, in training as well.
        f1: of the dangerous side, at the threshold that training chose.
        recall_at_fpr_0_01: share of dangerous addresses found when 1 % of the ordinary ones may be named with them.
        urls_per_s: reading and scoring together, one thread.
    """

    data: str
    rows: int
    trained_rows: int
    stripped: bool
    perturbation: Perturbation | None
    f1: float | None
    auc: float | None
    recall_at_fpr_0_01: float | None
    urls_per_s: float
    brier: float
    threshold: float
    reliability: tuple[Bin, ...]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def evaluate(
    data: Sequence[Path],
    *,
    train: Sequence[Path],
    strip: bool = False,
    perturb: str | None = None,
    seed: int = 0,
    progress: Callable[[str], None] = lambda said: None,
) -> list[dict[str, Any]]:
    """What a model trained on some files reaches on others; one mapping for each file of `data`. Raises EvaluationError, OSError."""
    disturbance = perturbation_named(perturb)
    training, wanted = rows_by_name(train), rows_by_name(data)
    progress(f"Learning from {sum(row_counts(training)):,} addresses")
    try:
        results = evaluate_urls(training, wanted, strip=strip, perturbation=disturbance, seed=seed)
    except RecognitionError as error:
        raise EvaluationError(str(error)) from None
    return [one.as_dict() for one in results]


def without_front(url: str) -> str:
    """The address without "http://", "https://" and "www.", which tell more of who collected it than of what it is."""
    return _FRONT.sub("", url)


def evaluate_urls(
    training: Mapping[str, Rows],
    data: Mapping[str, Rows],
    *,
    strip: bool = False,
    perturbation: Perturbation | None = None,
    seed: int = 0,
    clock: Callable[[], float] = time.perf_counter,
) -> list[UrlResult]:
    """Train on all of `training`, then score each file of `data`, in their order.

    Args:
        strip: take scheme and "www." off all addresses first. The reader never looks at them, so it makes no difference to
            this model; it does to others measured beside it.
        perturbation: how the addresses of `data` are rewritten first.

    Raises:
        NoRows: a file of `data` is empty, or there is nothing to learn from.
        OneClassOnly: the training files have one class only.
    """
    rows = [row for part in training.values() for row in _stripped(part, strip)]
    sources = [Source(name, "not stated", len(part)) for name, part in training.items()]
    model = train_model(
        rows, task=Task.URL_HARM, sources=sources, trained_on=date(1970, 1, 1), seed=seed, version="evaluation"
    )
    return [
        score_urls(
            model, _stripped(part, strip), name=name, strip=strip, perturbation=perturbation, seed=seed, clock=clock
        )
        for name, part in data.items()
    ]


def score_urls(
    model: Model,
    rows: Rows,
    *,
    name: str = "",
    strip: bool = False,
    perturbation: Perturbation | None = None,
    seed: int = 0,
    clock: Callable[[], float] = time.perf_counter,
) -> UrlResult:
    """One model on one file. Raises NoRows when it is empty."""
    if not rows:
        raise NoRows(f"{name or 'The data'} has no rows.")
    urls = [row.text for row in rows]
    if perturbation is not None:
        urls = perturbed_all(urls, perturbation, seed=seed)
    probabilities = model.probabilities(urls)
    harm = model.harm_probabilities(probabilities)
    truth = np.array([harmful(row) for row in rows], np.bool_)
    return UrlResult(
        data=name,
        rows=len(rows),
        trained_rows=model.card.rows,
        stripped=strip,
        perturbation=perturbation,
        f1=binary_f1(truth, model.suggested(probabilities)),
        auc=auc(truth, harm),
        recall_at_fpr_0_01=recall_at_false_alarms(truth, harm, FALSE_ALARMS),
        urls_per_s=rate(lambda: model.named(model.probabilities(urls)), len(urls), clock),
        brier=brier(truth, harm),
        threshold=model.threshold,
        reliability=reliability(truth, harm),
    )


def recall_at_false_alarms(truth: NDArray[np.bool_], scores: NDArray[np.float64], share: float) -> float | None:
    """Share of positives above the lowest threshold that at most `share` of the negatives exceed."""
    if truth.all() or not truth.any():
        return None
    negatives = np.sort(scores[~truth])[::-1]
    allowed = int(share * len(negatives))
    return float((scores[truth] > negatives[allowed]).mean())


def _stripped(rows: Rows, strip: bool) -> Rows:
    return [replace(row, text=without_front(row.text)) for row in rows] if strip else rows
