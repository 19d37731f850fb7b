"""A trained model and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.recognition.calibration import Calibration, Floats
from clearhall.engine.recognition.compiled import kernels
from clearhall.engine.recognition.labels import HARM_OF, Kind, is_harm
from clearhall.engine.recognition.reading import character_tables, points_of, salt_of
from clearhall.engine.recognition.types import Config, Recognised, Task

if TYPE_CHECKING:
    from clearhall.engine.recognition.cards import ModelCard

_CHUNK = 2_048  # texts a call: the working memory is that of the longest of them


@dataclass(frozen=True, eq=False)
class Model:
    """Weights with all that is needed to read them; made by `train` or `load_model`, never by hand.

    Attributes:
        classes: what it can answer, in the order of every array by class.
        owners: shape (columns,): which class each column of weights speaks for, ascending; a class may have several.
        weights: float32 of shape (features + 1, columns); the last row is the constant term.
        leans: see `calibration.fit_leans`.
        usual: float32, how often each structure feature was met in the rows learned from, 0 to 1.
        threshold: probability of harm from which on a text may be shown as suspicious.
    """

    task: Task
    version: str
    seed: int
    config: Config
    classes: tuple[Kind, ...]
    owners: NDArray[np.int64]
    weights: NDArray[np.float32]
    calibration: Calibration
    leans: Floats
    usual: NDArray[np.float32]
    threshold: float
    card: ModelCard

    def margins(self, texts: Sequence[str]) -> Floats:
        """How far each text lies on the side of each column, shape (texts, columns)."""
        out = np.empty((len(texts), self.weights.shape[1]))
        score = kernels().score_urls if self.task is Task.URL_HARM else kernels().score_messages
        salt = np.uint64(salt_of(self.seed))
        for start in range(0, len(texts), _CHUNK):
            points, ends = points_of(texts[start : start + _CHUNK], self.task)
            part = out[start : start + len(ends)]
            score(
                points,
                ends,
                character_tables(),
                salt,
                self.config.bits,
                self.weights,
                self.config.words,
                self.config.structure,
                part,
            )
        return out

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Calibrated probability of each class, shape (texts, classes); each row adds up to 1."""
        if not len(texts):
            return np.empty((0, len(self.classes)))
        return self.calibration.probabilities(class_margins(self.margins(texts), self.owners))

    def harm_probabilities(self, probabilities: Floats) -> Floats:
        """From `probabilities`: that each text does any harm."""
        return np.asarray(probabilities[:, [is_harm(kind) for kind in self.classes]].sum(axis=1), np.float64)

    def named(self, probabilities: Floats) -> NDArray[np.int64]:
        """From `probabilities`: which class to name for each text.

        Rare classes are leaned towards as cross-validation showed best, so this is not always the likeliest one.
        """
        if self.task is Task.MESSAGE_KIND:
            return np.asarray((probabilities * self.leans).argmax(axis=1), np.int64)
        return np.asarray(self.suggested(probabilities), np.int64)

    def suggested(self, probabilities: Floats) -> NDArray[np.bool_]:
        """From `probabilities`: whether each text may be shown as suspicious."""
        if self.task is Task.MESSAGE_KIND:
            harmful = np.array([is_harm(kind) for kind in self.classes])
            return np.asarray(harmful[self.named(probabilities)], np.bool_)
        return np.asarray(self.harm_probabilities(probabilities) >= self.threshold, np.bool_)

    def recognise_many(self, texts: Sequence[str]) -> list[Recognised]:
        """An answer for each text, without reasons."""
        probabilities = self.probabilities(texts)
        harm = self.harm_probabilities(probabilities)
        named, suggested = self.named(probabilities), self.suggested(probabilities)
        return [
            self._answer(probabilities[i], float(harm[i]), int(named[i]), bool(suggested[i])) for i in range(len(texts))
        ]

    def _answer(self, probabilities: Floats, harm: float, named: int, suggested: bool) -> Recognised:
        kind = self.classes[named]
        return Recognised(
            kind=kind,
            harm=HARM_OF[kind],
            probability=float(probabilities[named]),
            harm_probability=harm,
            is_suggested=suggested,
            probabilities=dict(zip(self.classes, map(float, probabilities), strict=True)),
        )


def class_margins(margins: Floats, owners: NDArray[np.int64]) -> Floats:
    """The margin of each class: that of its best column. One column alone speaks for the second of two classes."""
    if margins.shape[1] == 1:
        return np.hstack([np.zeros_like(margins), margins])
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    return np.asarray(np.maximum.reduceat(margins, starts, axis=1), np.float64)
