"""The parts of a look-up that an index in memory and a snapshot share."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.similarity.answers import match
from clearhall.engine.similarity.errors import TooManyReports
from clearhall.engine.similarity.signing import signature_rows
from clearhall.engine.similarity.types import Config, Match, Matches, Signature

LARGEST_INDEX = 2**32 - 2
FEWEST_BITS = 6


@dataclass(frozen=True)
class Found:
    """What a kernel found: ids, their signatures' rows, estimated scores, and whether hot keys were capped."""

    ids: NDArray[np.int64]
    grams: NDArray[np.uint16]
    scores: NDArray[np.float64]
    capped: bool


def top_arrays(queries: int, limit: int) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.uint8]]:
    """Room for what `top_linked` and `top_sorted` find: rows, scores and whether hot keys were capped."""
    if limit < 1:
        raise ValueError("limit must be at least 1")
    return np.empty((queries, limit), np.int64), np.empty((queries, limit), np.float64), np.empty(queries, np.uint8)


def levels_of(config: Config) -> NDArray[np.float64]:
    """The lowest scores that are shown, as the kernels take them."""
    return np.array([config.suggest, config.short_suggest, config.short_grams], np.float64)


def top_found(
    ids: NDArray[np.int64],
    signatures: NDArray[np.uint16],
    found: tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.uint8]],
    grams: NDArray[np.uint16],
    config: Config,
) -> list[Matches]:
    """What the kernel wrote, as matches; `grams` are those of the queries."""
    best, top, capped = found
    if not len(ids):
        return [Matches() for _ in grams]
    sizes = np.minimum(grams[:, None], signatures[best, 1])
    answers = []
    for rows, report_ids, scores, size, hot in zip(
        best.tolist(), ids[best].tolist(), top.tolist(), sizes.tolist(), capped.tolist(), strict=True
    ):
        matches = (
            match(report_id, score, grams=count, threshold=None, config=config)
            for row, report_id, score, count in zip(rows, report_ids, scores, size, strict=True)
            if row >= 0
        )
        answers.append(Matches(tuple(one for one in matches if one is not None), bool(hot)))
    return answers


def bucket_bits(reports: int, config: Config) -> int:
    """Bits of the bucket number within a band, so that a bucket holds one or two entries. Raises TooManyReports."""
    if reports * config.bands > LARGEST_INDEX:
        raise TooManyReports(f"{reports} reports x {config.bands} keys do not fit one index")
    return max(FEWEST_BITS, reports.bit_length() - 1)


def kernel_shape(bits: int, config: Config) -> NDArray[np.int64]:
    return np.array([config.bands, config.rows_per_band, bits, config.most_postings, config.most_scored], np.int64)


def lowest_threshold(threshold: float | None, config: Config) -> float:
    """What the kernel must return. Raises ValueError for a threshold outside 0 (excluded) to 1."""
    if threshold is None:
        return min(config.suggest, config.short_suggest)
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold must be above 0 and at most 1, not {threshold}")
    return threshold


def single_row(signature: bytes | Signature) -> NDArray[np.uint16]:
    row: NDArray[np.uint16] = signature_rows([signature])[0]
    return row


def answer(
    parts: Sequence[tuple[Found, Container[int]]], *, grams: int, threshold: float | None, limit: int, config: Config
) -> Matches:
    """Merge what several indexes found for a text of `grams` distinct grams, each part without its hidden ids."""
    if limit < 1:
        raise ValueError("limit must be at least 1")
    order = _best_first(parts)
    matches: dict[int, Match] = {}
    for part, position in order:
        found, hidden = parts[part]
        report_id = int(found.ids[position])
        if report_id in matches or report_id in hidden:
            continue
        size, score = min(grams, int(found.grams[position])), float(found.scores[position])
        one = match(report_id, score, grams=size, threshold=threshold, config=config)
        if one is not None:
            matches[report_id] = one
            if len(matches) == limit:
                break
    return Matches(tuple(matches.values()), any(found.capped for found, _ in parts))


def _best_first(parts: Sequence[tuple[Found, Container[int]]]) -> list[tuple[int, int]]:
    """Part and position of everything found, by falling score, the smaller report id first among equals."""
    ids = np.concatenate([found.ids for found, _ in parts])
    scores = np.concatenate([found.scores for found, _ in parts])
    part = np.repeat(np.arange(len(parts)), [len(found.ids) for found, _ in parts])
    position = np.concatenate([np.arange(len(found.ids)) for found, _ in parts])
    order = np.lexsort((ids, -scores))
    return list(zip(part[order].tolist(), position[order].tolist(), strict=True))
