"""Learning the weights of a model from messages whose fact-check is known. Convex problems, solved by Newton's method."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.retrieval.analysis import GRAM, Terms, terms_of
from clearhall.engine.retrieval.errors import NothingToLearn
from clearhall.engine.retrieval.features import FEATURES, Candidates, candidates_for
from clearhall.engine.retrieval.index import Index
from clearhall.engine.retrieval.model import UNTRAINED, Model, stand_out_rows
from clearhall.engine.retrieval.types import Embedding, Pair

# Chosen by cross-validation on the training parts of two public sets, groups of pairs with a common answer kept together.
_USUAL_FROM = 3
_USUAL_HALF = 30
_RANKING_PENALTY = 0.1
_SURENESS_PENALTY = 0.02
_STEPS = 30
_PARTS = 5


def train(
    index: Index,
    pairs: Iterable[Pair],
    *,
    embedding: Embedding | None = None,
    threshold: float = 0.5,
    false_answers: float | None = None,
    sources: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Model:
    """A model that ranks the documents of `index` for messages like those of `pairs`.

    The probability is learned from as many unanswerable questions as there are pairs: each message is asked a second
    time with its own fact-checks hidden. Where fewer messages are answerable, probabilities come out too high.

    Args:
        pairs: messages and the documents that answer them; some hundreds at least.
        threshold: from which probability on something is said to be known, 0 to 1.
        false_answers: choose the threshold instead, so that this share (0 to 1) of unanswerable questions is told of a
            fact-check that does not answer them: by cross-validation over the pairs, those with a common answer kept
            together, each asked with its own fact-checks hidden. Takes six times as long.
        sources: names and licences of the data, for the model's card.
        progress: called with (pairs done, pairs in all).

    Raises:
        NothingToLearn: no pair's document was found by the first stage, or too few for cross-validation.
        ValueError: `false_answers` or `threshold` is not between 0 and 1.
    """
    if false_answers is not None and not 0 <= false_answers <= 1:
        raise ValueError("false_answers must be from 0 to 1")
    examples = list(pairs)
    terms = [terms_of(one.message) for one in examples]
    usual = usual_terms(terms)
    found = []
    for i, (one, own) in enumerate(zip(examples, terms, strict=True)):
        found.append(candidates_for(own, index, usual=usual, message=one.message, embedding=embedding))
        if progress is not None:
            progress(i + 1, len(examples))
    card = {"trained_on": list(sources), "pairs": len(examples)}
    if false_answers is not None:
        threshold = _threshold_for(false_answers, found, examples, usual)
        card["false_answers"] = false_answers
    return _fitted(found, examples, usual, threshold, card)


def _fitted(
    found: Sequence[Candidates],
    examples: Sequence[Pair],
    usual: tuple[NDArray[np.uint64], NDArray[np.float64]],
    threshold: float,
    card: Mapping[str, Any],
) -> Model:
    """A model that ranks the candidates found for each example, and how sure its first answers are."""
    rightness = [np.isin(c.ids, list(one.document_ids)) for c, one in zip(found, examples, strict=True)]
    learnable = [i for i, right in enumerate(rightness) if right.any() and not right.all()]
    if not learnable:
        raise NothingToLearn("no message's fact-check is among the documents that share most with it")
    means, scales = _standard([found[i].values for i in learnable])
    weights = _ranking_weights(
        [(found[i].values - means) / scales for i in learnable], [rightness[i] for i in learnable]
    )
    model = Model(
        *usual, weights, means, scales, UNTRAINED.sureness, threshold, {**card, "pairs_found": len(learnable)}
    )
    return replace(model, sureness=_sureness(model, found, examples))


def _threshold_for(
    false_answers: float,
    found: Sequence[Candidates],
    examples: Sequence[Pair],
    usual: tuple[NDArray[np.uint64], NDArray[np.float64]],
) -> float:
    """The probability that this share of unanswerable questions reaches under models that have not seen them."""
    parts = np.array([min(one.document_ids, default=0) % _PARTS for one in examples])
    chances = []
    for part in range(_PARTS):
        seen = np.flatnonzero(parts != part).tolist()
        model = _fitted([found[i] for i in seen], [examples[i] for i in seen], usual, 0.5, {})
        for i in np.flatnonzero(parts == part).tolist():
            asked = found[i].hiding(examples[i].document_ids)
            chances.append(model.probabilities(asked, *model.ranked(asked))[0] if len(asked.ids) else 0.0)
    reached = float(np.quantile(chances, 1 - false_answers, method="higher"))
    return min(1.0, float(np.nextafter(reached, 2)))  # just above: only what lies higher is said to be known


def usual_terms(terms: Iterable[Terms]) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
    """Hashes, ascending, of terms that at least three messages hold, and the factor that lowers each one's weight."""
    held: Counter[int] = Counter()
    for one in terms:
        held.update(one.hashes[one.kinds != GRAM].tolist())
    hashes = np.array(sorted(term for term, count in held.items() if count >= _USUAL_FROM), np.uint64)
    counts = np.array([held[int(one)] for one in hashes], np.float64)
    return hashes, np.sqrt(_USUAL_HALF / (_USUAL_HALF + counts - 1))


def _standard(values: Sequence[NDArray[np.float64]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    together = np.concatenate(values)
    scales = together.std(axis=0)
    return together.mean(axis=0), np.where(scales > 1e-9, scales, 1.0)


def _ranking_weights(
    values: Sequence[NDArray[np.float64]], rightness: Sequence[NDArray[np.bool_]]
) -> NDArray[np.float64]:
    """Weights under which the right documents are likely to be drawn from each question's candidates (softmax)."""
    size = len(FEATURES)

    def loss_and_slopes(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
        loss, slope, curve = 0.0, np.zeros(size), np.zeros((size, size))
        for rows, right in zip(values, rightness, strict=True):
            scores = rows @ weights
            top = scores.max()
            shares = np.exp(scores - top)
            whole = shares.sum()
            shares /= whole
            aim = right / right.sum()
            loss -= float(aim @ (scores - top - np.log(whole)))
            mean = shares @ rows
            slope += mean - aim @ rows
            curve += (rows * shares[:, None]).T @ rows - np.outer(mean, mean)
        return loss / len(values), slope / len(values), curve / len(values)

    return _minimised(loss_and_slopes, np.zeros(size), np.full(size, _RANKING_PENALTY))


def _sureness(model: Model, found: Sequence[Candidates], examples: Sequence[Pair]) -> NDArray[np.float64]:
    rows, right = [], []
    for candidates, one in zip(found, examples, strict=True):
        for asked in (candidates, candidates.hiding(one.document_ids)):
            if not len(asked.ids):
                continue
            order, scores = model.ranked(asked)
            rows.append(stand_out_rows(model, asked, order, scores)[0])
            right.append(int(asked.ids[order[0]]) in one.document_ids)
    inputs, answers = np.stack(rows), np.array(right, np.float64)

    def loss_and_slopes(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
        scores = inputs @ weights
        chance = 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
        loss = float(np.mean(np.logaddexp(0, scores) - answers * scores))
        slope = inputs.T @ (chance - answers) / len(inputs)
        curve = (inputs * (chance * (1 - chance))[:, None]).T @ inputs / len(inputs)
        return loss, slope, curve

    penalty = np.full(inputs.shape[1], _SURENESS_PENALTY)
    penalty[-1] = 1e-6  # the constant is free
    return _minimised(loss_and_slopes, np.zeros(inputs.shape[1]), penalty)


def _minimised(
    loss_and_slopes: Callable[[NDArray[np.float64]], tuple[float, Any, Any]],
    weights: NDArray[np.float64],
    penalty: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Newton's method with halved steps on a convex loss plus penalty / 2 x weight ** 2."""
    loss, slope, curve = loss_and_slopes(weights)
    loss += float(penalty @ weights**2) / 2
    for _ in range(_STEPS):
        step = np.linalg.solve(curve + np.diag(penalty), slope + penalty * weights)
        size = 1.0
        while True:
            tried = weights - size * step
            new_loss, new_slope, new_curve = loss_and_slopes(tried)
            new_loss += float(penalty @ tried**2) / 2
            if new_loss <= loss or size < 1e-4:
                break
            size /= 2
        gain, weights, loss, slope, curve = loss - new_loss, tried, new_loss, new_slope, new_curve
        if gain < 1e-9:
            break
    return weights
