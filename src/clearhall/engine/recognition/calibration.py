"""From margins to probabilities, and what such probabilities are worth. Pure numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_PULL = 1e-3  # keeps slopes finite where rows are told apart without an error
_LEANS = (1.0, 1.5, 2.0, 3.0, 4.5, 6.0, 9.0)
_LEAST_GAIN = 0.002  # of macro-F1, below which a lean is taken for chance


@dataclass(frozen=True)
class Calibration:
    """Probability of class c is proportional to exp(slopes[c] * margin[c] + offsets[c])."""

    slopes: Floats
    offsets: Floats

    def probabilities(self, margins: Floats) -> Floats:
        return softmax(margins * self.slopes + self.offsets)


def softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float64)


def fit_calibration(margins: Floats, classes: NDArray[np.int64]) -> Calibration:
    """The calibration under which the classes seen are likeliest, from margins of rows that were not learned from.

    Args:
        margins: shape (rows, classes).
        classes: shape (rows,): the right class of each.

    Source: vector scaling (Guo, Pleiss, Sun, Weinberger 2017), fitted by damped Newton steps; with two classes it is
    Platt's sigmoid.
    """
    count, width = margins.shape
    wanted = np.zeros((count, width))
    wanted[np.arange(count), classes] = 1.0
    slopes, offsets = np.full(width, 2.0), np.zeros(width)
    loss = _loss(margins, wanted, slopes, offsets)
    for _ in range(60):
        step = _newton_step(margins, wanted, slopes, offsets)
        scale = 1.0
        while scale > 1e-4:
            new = slopes - scale * step[:width], offsets - scale * step[width:]
            new_loss = _loss(margins, wanted, *new)
            if new_loss < loss:
                break
            scale /= 2
        else:
            break
        gained, loss = loss - new_loss, new_loss
        slopes, offsets = new
        if gained < 1e-9:
            break
    return Calibration(slopes, offsets)


def _loss(margins: Floats, wanted: Floats, slopes: Floats, offsets: Floats) -> float:
    p = softmax(margins * slopes + offsets)
    pull = _PULL * ((slopes**2).sum() + (offsets**2).sum())
    return float(-np.log(np.maximum((p * wanted).sum(axis=1), 1e-300)).mean() + pull)


def _newton_step(margins: Floats, wanted: Floats, slopes: Floats, offsets: Floats) -> Floats:
    count, width = margins.shape
    p = softmax(margins * slopes + offsets)
    error = (p - wanted) / count
    gradient = np.concatenate([(error * margins).sum(axis=0), error.sum(axis=0)])
    gradient += 2 * _PULL * np.concatenate([slopes, offsets])
    hessian = np.zeros((2 * width, 2 * width))
    for c in range(width):
        for d in range(width):
            shared = p[:, c] * ((c == d) - p[:, d]) / count
            hessian[c, d] = (shared * margins[:, c] * margins[:, d]).sum()
            hessian[c, width + d] = hessian[width + d, c] = (shared * margins[:, c]).sum()
            hessian[width + c, width + d] = shared.sum()
    hessian += 2 * _PULL * np.eye(2 * width)
    return np.asarray(np.linalg.solve(hessian, gradient), np.float64)


def fit_leans(probabilities: Floats, classes: NDArray[np.int64]) -> Floats:
    """Factors on the probabilities before the likeliest class is named, by which rare classes are named often enough.

    Chosen for macro-F1 on rows that were not learned from; 1 wherever the gain could be chance.
    """
    leans = np.ones(probabilities.shape[1])
    best = macro_f1(classes, (probabilities * leans).argmax(axis=1), len(leans))
    for c in np.argsort(np.bincount(classes, minlength=len(leans))):
        for lean in _LEANS[1:]:
            tried = leans.copy()
            tried[c] = lean
            score = macro_f1(classes, (probabilities * tried).argmax(axis=1), len(leans))
            if score > best + _LEAST_GAIN:
                leans, best = tried, score
    return leans


def class_f1(truth: NDArray[np.int64], named: NDArray[np.int64], width: int) -> Floats:
    """F1 of each class; 0 for one that is neither there nor named."""
    right = np.bincount(truth[truth == named], minlength=width)
    total = np.bincount(truth, minlength=width) + np.bincount(named, minlength=width)
    return np.asarray(2 * right / np.maximum(total, 1), np.float64)


def macro_f1(truth: NDArray[np.int64], named: NDArray[np.int64], width: int) -> float:
    """Mean F1 of the classes that are there or were named."""
    seen = (np.bincount(truth, minlength=width) + np.bincount(named, minlength=width)) > 0
    return float(class_f1(truth, named, width)[seen].mean()) if seen.any() else 0.0


def brier(truth: NDArray[np.bool_], probabilities: Floats) -> float:
    """Mean squared distance of probability and truth, 0 (perfect) to 1."""
    return float(((probabilities - truth) ** 2).mean()) if len(truth) else float("nan")


def auc(truth: NDArray[np.bool_], scores: Floats) -> float | None:
    """Chance that a row of the class scores above one that is not, ties half; None where one side is missing."""
    positive, negative = int(truth.sum()), int((~truth).sum())
    if not positive or not negative:
        return None
    _values, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[truth].sum() - positive * (positive + 1) / 2) / (positive * negative))


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows whose probability lies from `low` to `low` + 0.1: their number, mean probability and share that was true."""

    low: float
    rows: int
    mean_probability: float
    share_true: float


def reliability(truth: NDArray[np.bool_], probabilities: Floats) -> tuple[Bin, ...]:
    """Ten bins of equal width; empty ones are left out."""
    places = np.minimum((probabilities * 10).astype(int), 9)
    return tuple(
        Bin(k / 10, int(inside.sum()), float(probabilities[inside].mean()), float(truth[inside].mean()))
        for k in range(10)
        if (inside := places == k).any()
    )


def best_f1_threshold(truth: NDArray[np.bool_], probabilities: Floats, *, given_up: float = 0.0) -> float:
    """The lowest probability from which on naming the class gives the best F1 on these rows, less at most `given_up`.

    It lies half way to the next lower one: what was told apart without an error is cut in the middle.
    """
    order = np.argsort(-probabilities, kind="stable")
    falling = probabilities[order]
    f1 = 2 * np.cumsum(truth[order]) / (np.arange(1, len(order) + 1) + truth.sum())
    last = np.append(np.diff(falling) != 0, True)  # a threshold takes equal probabilities together
    f1 = np.where(last, f1, -1)
    best = int(np.flatnonzero(f1 >= f1.max() - given_up)[-1])
    return float((falling[best] + falling[min(best + 1, len(falling) - 1)]) / 2)
