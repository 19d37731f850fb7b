"""The exact comparison of two texts, with its sentence."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.similarity.compiled import kernels
from clearhall.engine.similarity.signing import code_points
from clearhall.engine.similarity.types import DEFAULT, LONGEST_TEXT, Config, Level, Overlap, Reason

_NUMBERS = re.compile(r"\d+")


def overlap(left_text: str, right_text: str, *, config: Config = DEFAULT) -> Overlap:
    """How much wording two texts in matching form share, exactly; symmetric.

    The score is the mean of Jaccard overlap (shared of all grams) and containment (shared of the smaller text): a
    message quoted in a longer one scores well, one shared sentence in two long texts does not.
    """
    left, right = grams_of(left_text, config=config), grams_of(right_text, config=config)
    sizes = len(left), len(right)
    numbers = _NUMBERS.findall(left_text[:LONGEST_TEXT]) != _NUMBERS.findall(right_text[:LONGEST_TEXT])
    if min(sizes) < config.fewest_grams:
        return _too_short(left_text, right_text, sizes, config)
    shared = len(np.intersect1d(left, right, assume_unique=True))
    jaccard, containment = shared / (sum(sizes) - shared), shared / min(sizes)
    score = (jaccard + containment) / 2
    reason = _reason(jaccard, containment, sizes)
    return Overlap(
        score=score,
        detail=_sentence(reason, jaccard, containment, numbers),
        reason=reason,
        left=sizes[0],
        right=sizes[1],
        jaccard=jaccard,
        containment=containment,
        level=_level(score, min(sizes), numbers, config),
        numbers_differ=numbers,
    )


def grams_of(text: str, *, config: Config = DEFAULT) -> NDArray[np.uint64]:
    """Hashes of the distinct grams of a text, ascending."""
    points = code_points(text[:LONGEST_TEXT])
    grams = np.empty(len(points), np.uint64)
    found = kernels().distinct_grams(points, config.letters, grams)
    return np.sort(grams[:found])


def _level(score: float, grams: int, numbers_differ: bool, config: Config) -> Level | None:
    """In a short text the numbers are the message (a code, a locker): other numbers are suggested, never grouped."""
    level = config.level(score, grams)
    return Level.SUGGEST if level and numbers_differ and grams < config.short_grams else level


def _too_short(left_text: str, right_text: str, sizes: tuple[int, int], config: Config) -> Overlap:
    left, right = "".join(left_text.split()), "".join(right_text.split())
    score = 1.0 if left and left == right else 0.0
    detail = (
        "The texts are short and the same, character for character."
        if score
        else "A text is too short to compare, and the two are not the same."
    )
    level = config.level(score, 0)
    reason = Reason.SAME_CHARACTERS if score else Reason.TOO_SHORT
    return Overlap(score, detail, reason, *sizes, jaccard=score, containment=score, level=level, comparable=False)


def _reason(jaccard: float, containment: float, sizes: tuple[int, int]) -> Reason:
    if jaccard == 1:
        return Reason.SAME_WORDING
    return Reason.CONTAINED if containment >= 0.9 and min(sizes) < 0.8 * max(sizes) else Reason.SHARED


def _sentence(reason: Reason, jaccard: float, containment: float, numbers_differ: bool) -> str:
    said = {
        Reason.SAME_WORDING: "The wording is the same",
        Reason.CONTAINED: f"One text contains {containment:.0%} of the other, shorter one",
        Reason.SHARED: f"The texts share {jaccard:.0%} of their wording, {containment:.0%} of the shorter one",
    }[reason]
    return said + ("; the numbers in them differ." if numbers_differ else ".")
