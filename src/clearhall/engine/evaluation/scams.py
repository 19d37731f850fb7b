"""What `clearhall evaluate scams` measures: a model trained on some files of messages, tried on others."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.evaluation.files import EvaluationError
from clearhall.engine.evaluation.labelled import perturbation_named, read_mapping, rows_by_name
from clearhall.engine.evaluation.perturbations import Perturbation, perturbed_all
from clearhall.engine.recognition import (
    ClassQuality,
    Confusion,
    Kind,
    LabelledText,
    Model,
    NoRows,
    RecognitionError,
    Source,
    Task,
    is_harm,
    train,
)
from clearhall.engine.recognition.calibration import Bin, auc, brier, macro_f1, reliability
from clearhall.engine.recognition.training import class_quality, confusions, harmful

Rows = Sequence[LabelledText]
Progress = Callable[[str], None]
LEAST_SECONDS = 0.3  # scoring is repeated that long, so that its rate is no accident


@dataclass(frozen=True, slots=True)
class ScamResult:
    """Quality of one model on one file. Shares run from 0 to 1; None where the file cannot tell.

    Attributes:
        task: whether kinds were told apart, or only harm from none (when the label sets of the files differ).
        perturbation: how the messages were rewritten before scoring; None for as they are.
        macro_f1: mean F1 of the classes that are there or were named.
        binary_f1, recall, false_positive_rate: of "does harm", as the model suggests it.
        auc, brier: of the probability of harm.
        messages_per_s: reading and scoring together, one thread.
        threshold: probability of harm from which the model suggests it (tasks other than naming the kind).
    """

    data: str
    rows: int
    trained_rows: int
    task: Task
    perturbation: Perturbation | None
    macro_f1: float
    binary_f1: float | None
    auc: float | None
    brier: float
    false_positive_rate: float | None
    recall: float | None
    messages_per_s: float
    threshold: float
    classes: tuple[ClassQuality, ...]
    confusions: tuple[Confusion, ...]
    reliability: tuple[Bin, ...]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def evaluate(
    data: Sequence[Path],
    *,
    train: Sequence[Path],
    map: Path | None = None,
    perturb: str | None = None,
    seed: int = 0,
    progress: Progress = lambda said: None,
) -> list[dict[str, Any]]:
    """What a model trained on some files reaches on others; one mapping for each file of `data`. Raises EvaluationError, OSError."""
    mapping, disturbance = read_mapping(map), perturbation_named(perturb)
    training, wanted = rows_by_name(train, mapping=mapping), rows_by_name(data, mapping=mapping)
    progress(f"Learning from {sum(row_counts(training)):,} messages")
    try:
        results = evaluate_scams(training, wanted, perturbation=disturbance, seed=seed)
    except RecognitionError as error:
        raise EvaluationError(str(error)) from None
    return [one.as_dict() for one in results]


def row_counts(training: Mapping[str, Rows]) -> list[int]:
    return [len(rows) for rows in training.values()]


def task_for(training: Mapping[str, Rows], data: Mapping[str, Rows]) -> Task:
    """MESSAGE_KIND when all files speak of the same kinds, else MESSAGE_HARM."""
    sets = [{row.kind for row in rows} for rows in training.values()]
    known: set[Kind] = set().union(*sets)
    same = all(one == known for one in sets) and all({row.kind for row in rows} <= known for rows in data.values())
    return Task.MESSAGE_KIND if same else Task.MESSAGE_HARM


def train_scams(training: Mapping[str, Rows], *, task: Task, seed: int = 0) -> Model:
    """One model from all rows of all files. Raises the errors of `recognition.train`."""
    rows = [row for part in training.values() for row in part]
    sources = [Source(name, "not stated", len(part)) for name, part in training.items()]
    return train(rows, task=task, sources=sources, trained_on=date(1970, 1, 1), seed=seed, version="evaluation")


def evaluate_scams(
    training: Mapping[str, Rows],
    data: Mapping[str, Rows],
    *,
    task: Task | None = None,
    perturbation: Perturbation | None = None,
    seed: int = 0,
    clock: Callable[[], float] = time.perf_counter,
) -> list[ScamResult]:
    """Train on all of `training`, then score each file of `data`, in their order.

    Args:
        training, data: rows by the name of their file.
        task: what the model learns; None decides by `task_for`.
        perturbation: how the messages of `data` (never those of `training`) are rewritten first.
        seed: for training and rewriting.

    Raises:
        NoRows: a file of `data` is empty, or there is nothing to learn from.
        OneClassOnly: the training files have one class only.
    """
    model = train_scams(training, task=task or task_for(training, data), seed=seed)
    return [
        score_scams(model, rows, name=name, perturbation=perturbation, seed=seed, clock=clock)
        for name, rows in data.items()
    ]


def score_scams(
    model: Model,
    rows: Rows,
    *,
    name: str = "",
    perturbation: Perturbation | None = None,
    seed: int = 0,
    clock: Callable[[], float] = time.perf_counter,
) -> ScamResult:
    """One model on one file. Raises NoRows when it is empty."""
    if not rows:
        raise NoRows(f"{name or 'The data'} has no rows.")
    texts = [row.text for row in rows]
    if perturbation is not None:
        texts = perturbed_all(texts, perturbation, seed=seed)
    probabilities = model.probabilities(texts)
    harm, suggested = model.harm_probabilities(probabilities), model.suggested(probabilities)
    truth = np.array([harmful(row) for row in rows], np.bool_)
    kinds = _kinds(model, rows)
    right, named = _places(model, rows, kinds), _renumbered(model, model.named(probabilities), kinds)
    return ScamResult(
        data=name,
        rows=len(rows),
        trained_rows=model.card.rows,
        task=model.task,
        perturbation=perturbation,
        macro_f1=macro_f1(right, named, len(kinds)),
        binary_f1=binary_f1(truth, suggested),
        auc=auc(truth, harm),
        brier=brier(truth, harm),
        false_positive_rate=share_of(suggested[~truth]),
        recall=share_of(suggested[truth]),
        messages_per_s=rate(lambda: model.named(model.probabilities(texts)), len(texts), clock),
        threshold=model.threshold,
        classes=class_quality(right, named, kinds),
        confusions=confusions(right, named, kinds),
        reliability=reliability(truth, harm),
    )


def binary_f1(truth: NDArray[np.bool_], named: NDArray[np.bool_]) -> float | None:
    """F1 of the positive side; None where nothing is positive and nothing was named so."""
    total = int(truth.sum()) + int(named.sum())
    return 2 * int((truth & named).sum()) / total if total else None


def share_of(flags: NDArray[np.bool_]) -> float | None:
    return float(flags.mean()) if len(flags) else None


def rate(score: Callable[[], object], count: int, clock: Callable[[], float]) -> float:
    """Texts a second, over as many repetitions as take `LEAST_SECONDS` together."""
    start, done = clock(), 0
    while True:
        score()
        done += count
        taken = clock() - start
        if taken >= LEAST_SECONDS:
            return done / taken


def _kinds(model: Model, rows: Rows) -> tuple[Kind, ...]:
    """Classes of the model, then those of the rows that it does not know and so always misses."""
    if model.task is not Task.MESSAGE_KIND:
        return model.classes
    return model.classes + tuple(sorted({row.kind for row in rows} - set(model.classes)))


def _places(model: Model, rows: Rows, kinds: tuple[Kind, ...]) -> NDArray[np.int64]:
    if model.task is Task.MESSAGE_KIND:
        return np.array([kinds.index(row.kind) for row in rows], np.int64)
    return np.array([[is_harm(kind) for kind in kinds].index(harmful(row)) for row in rows], np.int64)


def _renumbered(model: Model, named: NDArray[np.int64], kinds: tuple[Kind, ...]) -> NDArray[np.int64]:
    assert kinds[: len(model.classes)] == model.classes
    return named
