"""Learning a model from labelled rows, checked by cross-validation within them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.recognition.calibration import (
    Floats,
    auc,
    best_f1_threshold,
    brier,
    class_f1,
    fit_calibration,
    fit_leans,
    macro_f1,
    reliability,
)
from clearhall.engine.recognition.cards import ClassQuality, Confusion, ModelCard
from clearhall.engine.recognition.compiled import kernels
from clearhall.engine.recognition.errors import NoRows, OneClassOnly
from clearhall.engine.recognition.labels import Kind, is_harm
from clearhall.engine.recognition.models import Model, class_margins
from clearhall.engine.recognition.reading import Features, features_of, host_of, salt_of
from clearhall.engine.recognition.types import DEFAULTS, STRUCTURE_FEATURES, Config, LabelledText, Source, Task

Ints = NDArray[np.int64]
_TOLERANCE = 0.02
_MOST_UPWEIGHTED = 20.0  # times the plain cost: a handful of rows must not decide everything
_LATIN_SCRIPT = 5 * 16 + 1  # structure feature of texts without Chinese characters, the sixth of every message
_ENOUGH_OF_A_SCRIPT = 0.05  # share of rows from which on a script gets its own say
_ENOUGH_ORDINARY = 2_000  # rows, below which a share of a thousandth cannot be measured
_MOST_CONFUSIONS = 8
_MOST_COPIES = 100


@dataclass(frozen=True)
class _Task:
    """Rows turned into numbers: classes, columns (a class has one for each of its parts) and folds.

    The first `len(truth)` rows are those given; more may follow that are only learned from, never checked by.
    """

    task: Task
    config: Config
    seed: int
    features: Features
    classes: tuple[Kind, ...]
    truth: Ints
    columns: Ints
    owners: Ints
    folds: Ints
    latin: NDArray[np.bool_]
    counts: Floats
    ordinary: NDArray[np.bool_]


def train(
    rows: Sequence[LabelledText],
    *,
    task: Task,
    sources: Sequence[Source],
    trained_on: date,
    seed: int,
    version: str,
    config: Config | None = None,
) -> Model:
    """A model with its card, the same for the same rows, seed and configuration.

    Of rows that are equal in text and kind a hundred are learned from, so that one flood of copies does not decide.
    Cost, calibration, leans and threshold are chosen on rows left out in turn; rows of one group stay together.

    Args:
        rows: what to learn from. For MESSAGE_HARM and URL_HARM only whether a row does harm is learned.
        sources: for the card.
        trained_on: date to write on the card; the engine has no clock.
        seed: decides folds, order of learning, and which pieces of wording share a feature.
        version: name of the model, free.

    Raises:
        NoRows: no row at all.
        OneClassOnly: fewer than two classes, or a class with fewer rows than folds.
    """
    config = config or DEFAULTS[task]
    rows = _without_heaps(rows)
    prepared = _prepared(rows, task, config, seed)
    cost, held_out = _best_cost(prepared)
    calibration = fit_calibration(held_out, prepared.truth)
    probabilities = calibration.probabilities(held_out)
    leans = np.ones(len(prepared.classes))
    if task is Task.MESSAGE_KIND:
        leans = fit_leans(probabilities, prepared.truth)
    model = Model(
        task=task,
        version=version,
        seed=seed,
        config=replace(config, costs=(cost,)),
        classes=prepared.classes,
        owners=prepared.owners,
        weights=_fitted(prepared, np.arange(len(prepared.features)), cost).astype(np.float32),
        calibration=calibration,
        leans=leans,
        usual=_usual(prepared.features.chosen(np.arange(len(rows)))),
        threshold=_threshold(prepared, probabilities),
        card=None,  # type: ignore[arg-type]
    )
    return replace(model, card=_card(prepared, model, probabilities, sources, trained_on))


def _without_heaps(rows: Sequence[LabelledText]) -> list[LabelledText]:
    seen: Counter[tuple[str, Kind, bool]] = Counter()
    kept = []
    for row in rows:
        same = row.text, row.kind, harmful(row)
        seen[same] += 1
        if seen[same] <= _MOST_COPIES:
            kept.append(row)
    return kept


def _prepared(rows: Sequence[LabelledText], task: Task, config: Config, seed: int) -> _Task:
    if not rows:
        raise NoRows("There are no rows to learn from.")
    kinds = [row.kind for row in rows]
    if task is not Task.MESSAGE_KIND:
        kinds = [Kind.HARM if harmful(row) else Kind.ORDINARY for row in rows]
        classes: tuple[Kind, ...] = (Kind.ORDINARY, Kind.HARM)
    else:
        classes = tuple(kind for kind in Kind if kind in set(kinds))
    truth = np.array([classes.index(kind) for kind in kinds], np.int64)
    _refuse_too_few(truth, classes, config)
    columns, owners = _columns(rows, truth, task, len(classes))
    hosts, of = _hosts_of_dangerous(rows, task, config)
    features = features_of([*(row.text for row in rows), *hosts], task=task, config=config, salt=salt_of(seed))
    folds = _folds(rows, config.folds, seed)
    return _Task(
        task=task,
        config=config,
        seed=seed,
        features=features,
        classes=classes,
        truth=truth,
        columns=np.concatenate([columns, columns[of]]),
        owners=owners,
        folds=np.concatenate([folds, folds[of]]),
        latin=_latin(features, task),
        counts=np.concatenate([np.ones(len(rows)), np.full(len(of), config.hosts)]),
        ordinary=np.array([row.kind is Kind.ORDINARY and not harmful(row) for row in rows]),
    )


def _hosts_of_dangerous(rows: Sequence[LabelledText], task: Task, config: Config) -> tuple[list[str], Ints]:
    """Each host of a dangerous address that has more than a host, once, and the place of the row that it was taken from."""
    first: dict[str, int] = {}
    if task is Task.URL_HARM and config.hosts:
        for place, row in enumerate(rows):
            host = host_of(row.text)
            if harmful(row) and host and row.text.partition(host)[2].strip("/"):
                first.setdefault(host, place)
    return list(first), np.array(list(first.values()), np.int64)


def harmful(row: LabelledText) -> bool:
    """Whether a row counts as harm: as its data says, else by its kind."""
    return is_harm(row.kind) if row.harmful is None else row.harmful


def _refuse_too_few(truth: Ints, classes: tuple[Kind, ...], config: Config) -> None:
    counts = np.bincount(truth, minlength=len(classes))
    if len(classes) < 2 or (counts == 0).any():
        raise OneClassOnly(f"All rows are {classes[int(counts.argmax())].value}: there is nothing to tell apart.")
    if (counts < config.folds).any():
        few = classes[int(counts.argmin())].value
        raise OneClassOnly(
            f"There are only {counts.min()} rows of {few}; at least {config.folds} are needed to check it."
        )


def _columns(rows: Sequence[LabelledText], truth: Ints, task: Task, classes: int) -> tuple[Ints, Ints]:
    """The column each row belongs to, and the class each column speaks for."""
    if classes == 2 and not (task is Task.MESSAGE_KIND and any(row.part for row in rows)):
        return truth, np.array([1], np.int64)
    names = [(int(c), row.part if task is Task.MESSAGE_KIND else "") for c, row in zip(truth, rows, strict=True)]
    known = sorted(set(names))
    place = {name: k for k, name in enumerate(known)}
    return np.array([place[name] for name in names], np.int64), np.array([c for c, _part in known], np.int64)


def _folds(rows: Sequence[LabelledText], folds: int, seed: int) -> Ints:
    """A fold for each row; rows of one group, or of the same text, share theirs."""
    groups: dict[str, int] = {}
    group_of = [groups.setdefault(f"g{row.group}" if row.group else f"t{row.text}", len(groups)) for row in rows]
    drawn = np.random.Generator(np.random.PCG64(seed)).permutation(len(groups)) % folds
    return np.asarray(drawn[np.array(group_of)], np.int64)


def _latin(features: Features, task: Task) -> NDArray[np.bool_]:
    if task is Task.URL_HARM:
        return np.zeros(len(features), np.bool_)
    return np.asarray(features.ids[features.rows[:, 1] + 5] == _LATIN_SCRIPT, np.bool_)


def _best_cost(prepared: _Task) -> tuple[float, Floats]:
    """The cost with the best result on rows left out, and the class margins of these rows under it."""
    best: tuple[float, float, Floats] | None = None
    for cost in prepared.config.costs:
        margins = _held_out_margins(prepared, cost)
        score = _score(prepared, margins) if len(prepared.config.costs) > 1 else 0.0
        if best is None or score > best[0]:
            best = score, cost, margins
    assert best is not None
    return best[1], best[2]


def _score(prepared: _Task, margins: Floats) -> float:
    probabilities = fit_calibration(margins, prepared.truth).probabilities(margins)
    leans = fit_leans(probabilities, prepared.truth)
    return macro_f1(prepared.truth, (probabilities * leans).argmax(axis=1), len(prepared.classes))


def _held_out_margins(prepared: _Task, cost: float) -> Floats:
    out = np.zeros((len(prepared.truth), len(prepared.classes)))
    for fold in range(prepared.config.folds):
        left_out = np.flatnonzero(prepared.folds[: len(prepared.truth)] == fold)
        kept = np.flatnonzero(prepared.folds != fold)
        if not len(left_out):
            continue
        features = prepared.features.chosen(left_out)
        margins = np.empty((len(left_out), len(prepared.owners)))
        weights = _fitted(prepared, kept, cost)
        kernels().margins(features.ids, features.values(prepared.config), features.ends, weights, margins)
        out[left_out] = class_margins(margins, prepared.owners)
    return out


def _fitted(prepared: _Task, places: Ints, cost: float) -> Floats:
    """Weights of all columns from the rows at `places`, shape (features + 1, columns)."""
    features = prepared.features.chosen(places)
    values = features.values(prepared.config)
    weights = np.zeros((STRUCTURE_FEATURES + (1 << prepared.config.bits) + 1, len(prepared.owners)))
    for column in range(len(prepared.owners)):
        inside = prepared.columns[places] == (column if len(prepared.owners) > 1 else 1)
        costs = cost * prepared.counts[places] * _say(inside, prepared.latin[places], prepared.config.balance)
        one, alphas = np.zeros(len(weights)), np.zeros(len(places))
        seed = np.uint64(salt_of(prepared.seed + column))
        signs = np.where(inside, 1.0, -1.0)
        kernels().fit(
            features.ids, values, features.ends, signs, costs, prepared.config.rounds, _TOLERANCE, seed, one, alphas
        )
        weights[:, column] = one
    return weights


def _say(inside: NDArray[np.bool_], latin: NDArray[np.bool_], balance: float) -> Floats:
    """How much each row counts: rare sides, and rare scripts where there are two, more."""
    cells = inside.astype(np.int64)
    if _ENOUGH_OF_A_SCRIPT < latin.mean() < 1 - _ENOUGH_OF_A_SCRIPT:
        cells = cells + 2 * latin
    counts = np.bincount(cells)
    present = int((counts > 0).sum())
    shares = np.maximum(counts, 1) / len(cells)
    factors = np.minimum((1 / (present * shares)) ** balance, _MOST_UPWEIGHTED)
    return np.asarray(factors[cells], np.float64)


def _usual(features: Features) -> NDArray[np.float32]:
    structure = features.ids[features.ids < STRUCTURE_FEATURES]
    counts = np.bincount(structure, minlength=STRUCTURE_FEATURES)
    return (counts / len(features)).astype(np.float32)


def _threshold(prepared: _Task, probabilities: Floats) -> float:
    """The probability of harm from which on to suggest.

    For messages: the lowest at which no more than the allowed share of ordinary ones would be suggested, if there are
    enough of these to tell; otherwise, and for addresses, that of the best F1.
    """
    truth = np.array([is_harm(kind) for kind in prepared.classes])
    harm = probabilities[:, truth].sum(axis=1)
    if not truth.any() or truth.all():
        return 0.5
    ordinary = np.sort(harm[prepared.ordinary])[::-1]
    if prepared.task is Task.MESSAGE_HARM and len(ordinary) >= _ENOUGH_ORDINARY:
        allowed = int(prepared.config.false_alarm_share * len(ordinary))
        return float(np.nextafter(ordinary[allowed], 1.0))
    return best_f1_threshold(truth[prepared.truth], harm, given_up=prepared.config.f1_given_up)


def _card(
    prepared: _Task, model: Model, probabilities: Floats, sources: Sequence[Source], trained_on: date
) -> ModelCard:
    truth, named = prepared.truth, model.named(probabilities)
    harm, harm_truth = model.harm_probabilities(probabilities), np.array([is_harm(k) for k in model.classes])[truth]
    suggested = model.suggested(probabilities)[prepared.ordinary]
    width = len(model.classes)
    return ModelCard(
        task=model.task,
        version=model.version,
        trained_on=trained_on,
        seed=model.seed,
        sources=tuple(sources),
        rows=len(truth),
        classes=class_quality(truth, named, model.classes),
        macro_f1=macro_f1(truth, named, width),
        harm_auc=auc(harm_truth, harm),
        harm_brier=brier(harm_truth, harm),
        reliability=reliability(harm_truth, harm),
        confusions=confusions(truth, named, model.classes),
        threshold=model.threshold,
        false_alarm_share=float(suggested.mean()) if len(suggested) else None,
    )


def class_quality(truth: Ints, named: Ints, classes: Sequence[Kind]) -> tuple[ClassQuality, ...]:
    """Precision, recall and F1 of each class; 0 where nothing was named or nothing was there."""
    width = len(classes)
    right = np.bincount(truth[truth == named], minlength=width)
    there, said, f1 = (
        np.bincount(truth, minlength=width),
        np.bincount(named, minlength=width),
        class_f1(truth, named, width),
    )
    return tuple(
        ClassQuality(
            kind=kind.value,
            rows=int(there[c]),
            precision=float(right[c] / max(said[c], 1)),
            recall=float(right[c] / max(there[c], 1)),
            f1=float(f1[c]),
        )
        for c, kind in enumerate(classes)
    )


def confusions(truth: Ints, named: Ints, classes: Sequence[Kind]) -> tuple[Confusion, ...]:
    """The most frequent ones, worst first."""
    pairs, counts = np.unique(np.stack([truth, named])[:, truth != named], axis=1, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:_MOST_CONFUSIONS]
    return tuple(Confusion(classes[pairs[0, k]].value, classes[pairs[1, k]].value, int(counts[k])) for k in order)
