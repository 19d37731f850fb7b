"""The exact comparison of two texts, with its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from clearhall.engine.similarity.compiled import kernels
from clearhall.engine.similarity.notices import is_notice, lead_to_the_same, without_sites
from clearhall.engine.similarity.signing import code_points
from clearhall.engine.similarity.types import DEFAULT, LONGEST_TEXT, Config, Level, Overlap, Reason

_APART = " Both are notices, each with a code or number of its own."
_NUMBERS = re.compile(r"\d+")
_AT_ONCE = 2_000_000  # characters of candidates in one call of the kernel


def overlap(left_text: str, right_text: str, *, config: Config = DEFAULT) -> Overlap:
    """How much wording two texts in matching form share, exactly; symmetric.

    The score is the mean of Jaccard overlap (shared of all grams) and containment (shared of the smaller text): a
    message quoted in a longer one scores well, one shared sentence in two long texts does not.
    """
    left_points, right_points = code_points(left_text[:LONGEST_TEXT]), code_points(right_text[:LONGEST_TEXT])
    counts = kernels().count_shared(left_points, right_points, config.letters)
    return _finding(left_text, right_text, counts, config)


class Best(NamedTuple):
    """The candidate that a text is most like: where it stood, and the exact score with its sentence."""

    position: int
    score: float
    detail: str


def best_groups(
    texts: Sequence[str], candidates: Sequence[Sequence[str]], *, config: Config = DEFAULT
) -> list[Best | None]:
    """For each text the candidate with the highest exact overlap among those at level "group".

    Args:
        texts: in matching form.
        candidates: for each text those it is compared with; among equally good ones the first is taken.

    Returns:
        For each text the position of the candidate and what `overlap` says of the two; None where none reaches the level.
    """
    best: list[Best | None] = []
    for batch in _batches(texts, candidates):
        counts = iter(_counted(batch, config))
        best += [
            _best_group(text, among, [next(counts) for _ in among], config) if among else None for text, among in batch
        ]
    return best


_Batch = list[tuple[str, Sequence[str]]]


def _batches(texts: Sequence[str], candidates: Sequence[Sequence[str]]) -> Iterator[_Batch]:
    """The texts with their candidates, so many at once that their characters stay few."""
    batch: _Batch = []
    characters = 0
    for text, among in zip(texts, candidates, strict=True):
        batch.append((text, among))
        characters += sum(map(len, among))
        if characters > _AT_ONCE:
            yield batch
            batch, characters = [], 0
    yield batch


def _counted(batch: _Batch, config: Config) -> list[list[int]]:
    """For each text and each of its candidates: distinct grams of both, and how many are shared."""
    places: dict[str, int] = {}
    left = [places.setdefault(text, len(places)) for text, among in batch for _ in among]
    right = [places.setdefault(other, len(places)) for _, among in batch for other in among]
    counts = np.empty((len(left), 3), np.int64)
    cut = [text[:LONGEST_TEXT] for text in places]
    ends = np.cumsum([len(text) for text in cut], dtype=np.int64)
    kernels().count_shared_many(
        code_points("".join(cut)), ends, np.array(left, np.int64), np.array(right, np.int64), config.letters, counts
    )
    found: list[list[int]] = counts.tolist()
    return found


def _best_group(text: str, among: Sequence[str], counts: Sequence[Sequence[int]], config: Config) -> Best | None:
    """The candidates from the best on, until one reaches the level: what comes after it need not be looked at."""
    best: Best | None = None
    # The counts of a text too short to compare do not tell its score, so such pairs come first.
    scored = [(_score(*one)[0] if min(one[:2]) >= config.fewest_grams else 1.0, -at) for at, one in enumerate(counts)]
    for score, position in sorted(scored, reverse=True):
        if best is not None and score < best.score:
            break
        if config.level(score, min(counts[-position][:2])) is not Level.GROUP and score < 1:
            continue  # numbers only ever lower the level
        finding = _finding(text, among[-position], counts[-position], config)
        if finding.level is Level.GROUP and (best is None or finding.score > best.score):
            best = Best(-position, finding.score, finding.detail)
    return best


def _score(left: int, right: int, shared: int) -> tuple[float, float, float]:
    jaccard, containment = shared / (left + right - shared), shared / min(left, right)
    return (jaccard + containment) / 2, jaccard, containment


def _finding(left_text: str, right_text: str, counts: Sequence[int], config: Config) -> Overlap:
    """What the counts of grams say: of the left text, of the right one, shared."""
    *sizes, shared = counts
    numbers = _NUMBERS.findall(left_text[:LONGEST_TEXT]) != _NUMBERS.findall(right_text[:LONGEST_TEXT])
    if min(sizes) < config.fewest_grams:
        return _too_short(left_text, right_text, sizes, config)
    score, jaccard, containment = _score(sizes[0], sizes[1], shared)
    reason = _reason(jaccard, containment, sizes)
    level = _level(score, min(sizes), numbers, config)
    apart = level is Level.GROUP and numbers and _are_notices_apart(left_text, right_text, config)
    return Overlap(
        score=score,
        detail=_sentence(reason, jaccard, containment, numbers) + (_APART if apart else ""),
        reason=reason,
        left=sizes[0],
        right=sizes[1],
        jaccard=jaccard,
        containment=containment,
        level=Level.SUGGEST if apart else level,
        numbers_differ=numbers,
    )


def _level(score: float, grams: int, numbers_differ: bool, config: Config) -> Level | None:
    """In a short text the numbers are the message (a code, a locker): other numbers are suggested, never grouped."""
    level = config.level(score, grams)
    return Level.SUGGEST if level and numbers_differ and grams < config.short_grams else level


def _are_notices_apart(left: str, right: str, config: Config) -> bool:
    """Whether two texts of like wording and other numbers are notices that only a true service's template joins.

    Not so when they lead to the same place, nor when each leads to a site of its own and the rest is as alike as short
    texts must be: that is how one sender changes addresses.
    """
    if not (is_notice(left) and is_notice(right)) or lead_to_the_same(left, right):
        return False
    rests = without_sites(left, right)
    return rests is None or overlap(*rests, config=config).score < config.short_group


def _too_short(left_text: str, right_text: str, sizes: Sequence[int], config: Config) -> Overlap:
    left, right = "".join(left_text.split()), "".join(right_text.split())
    score = 1.0 if left and left == right else 0.0
    detail = (
        "The texts are short and the same, character for character."
        if score
        else "A text is too short to compare, and the two are not the same."
    )
    level = config.level(score, 0)
    reason = Reason.SAME_CHARACTERS if score else Reason.TOO_SHORT
    return Overlap(
        score, detail, reason, sizes[0], sizes[1], jaccard=score, containment=score, level=level, comparable=False
    )


def _reason(jaccard: float, containment: float, sizes: Sequence[int]) -> Reason:
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
