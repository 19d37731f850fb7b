"""What is compared between a message and the documents that share its words: first stage and features."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.retrieval.analysis import GRAM, Terms, names_in
from clearhall.engine.retrieval.compiled import kernels
from clearhall.engine.retrieval.index import Index
from clearhall.engine.retrieval.segments import Segment
from clearhall.engine.retrieval.types import Config, Embedding, Feature

FEATURES = tuple(Feature)
"""Columns of a feature matrix, in this order."""

_COMMON_LETTERS = 0.05  # groups of letters in a larger share of the documents tell nothing and cost most
_RAW = 18  # columns that the kernel fills; kernels.FEATURES


@dataclass(frozen=True)
class Asked:
    """A question's terms that some document holds, weighed. Arrays have one entry per distinct term."""

    hashes: NDArray[np.uint64]
    kinds: NDArray[np.uint8]
    idf: NDArray[np.float64]
    weights: NDArray[np.float64]
    rows: tuple[NDArray[np.int64], ...]
    """For each part of the index the terms' rows in it, -1 for one that it lacks."""
    order: NDArray[np.int64]
    """Terms from the rarest to the commonest."""
    which: NDArray[np.int32]
    """For each occurrence the number of its term, -1 where no document holds it."""
    names: NDArray[np.bool_]
    """Terms that look like names in the question."""
    total: float
    """Weight of all words, numbers and signs of the question, those that no document holds included."""
    total_letters: float


@dataclass(frozen=True)
class Candidates:
    """Documents that share most with a question, ids ascending, one row each in every array.

    `held`: candidates x terms of `asked`, how often each document holds each term. `raw`: what the kernel counted.
    `values`: candidates x FEATURES. `asked` is None when there are no candidates.
    """

    ids: NDArray[np.int64]
    lengths: NDArray[np.float64]
    held: NDArray[np.uint8]
    raw: NDArray[np.float64]
    meaning: NDArray[np.float64]
    asked: Asked | None

    @cached_property
    def values(self) -> NDArray[np.float64]:
        if self.asked is None:
            return np.empty((0, len(FEATURES)))
        return _values(self, self.asked)

    def hiding(self, document_ids: Iterable[int]) -> Candidates:
        """The candidates there would be without these documents and without copies of them."""
        hidden = np.isin(self.ids, list(document_ids))
        copies = (self.raw[:, None, :] == self.raw[None, hidden, :]).all(axis=2) if hidden.any() else hidden[:, None]
        stay = ~(hidden | copies.any(axis=1))
        asked = self.asked if stay.any() else None
        return Candidates(
            self.ids[stay], self.lengths[stay], self.held[stay], self.raw[stay], self.meaning[stay], asked
        )


def candidates_for(
    terms: Terms,
    index: Index,
    *,
    usual: tuple[NDArray[np.uint64], NDArray[np.float64]],
    message: str,
    embedding: Embedding | None = None,
) -> Candidates:
    """First stage: the documents with the greatest BM25 sum, and their features.

    `usual`: ascending hashes of terms that are frequent in messages, and the factor for each, 0 to 1.
    """
    parts, config = index.segments(), index.config
    size = sum(one.size for one in parts)
    if not size or not len(terms.hashes):
        return _none()
    asked = _asked(message, terms, parts, size, usual, config)
    mean_length = max(1.0, sum(one.total_length for one in parts) / size)
    ids, scores, lengths, held = [], [], [], []
    for part, terms_here in zip(parts, asked.rows, strict=True):
        rows, sums = _best_of(part, terms_here, asked, mean_length, config)
        ids.append(part.ids[rows])
        scores.append(sums)
        lengths.append(part.lengths[rows].astype(np.float64))
        held.append(_held(part, rows, terms_here))
    best = _best_of_all(np.concatenate(ids), np.concatenate(scores), config.candidates)
    found = np.concatenate(ids)[best]
    if not len(found):
        return _none()
    all_held, all_lengths = np.concatenate(held)[best], np.concatenate(lengths)[best]
    raw = np.zeros((len(found), _RAW))
    kernels().raw_features(
        all_held, all_lengths / mean_length, asked.idf, asked.weights, asked.kinds, asked.which, terms.spans,
        terms.sentences, config.k1, config.b, raw,
    )  # fmt: skip
    meaning = np.zeros(len(found)) if embedding is None else _meaning(embedding, message, found)
    return Candidates(found, all_lengths, all_held, raw, meaning, asked)


def _none() -> Candidates:
    nothing = np.empty(0)
    return Candidates(
        np.empty(0, np.int64), nothing, np.empty((0, 0), np.uint8), np.empty((0, _RAW)), nothing, asked=None
    )


def _best_of_all(ids: NDArray[np.int64], scores: NDArray[np.float64], most: int) -> NDArray[np.int64]:
    """Places of the greatest scores over all parts, in ascending order of id."""
    best = np.lexsort((ids, -scores))[:most]
    return best[np.argsort(ids[best])]


def _meaning(embedding: Embedding, message: str, ids: NDArray[np.int64]) -> NDArray[np.float64]:
    similar = np.asarray(embedding.similarities(message, ids), np.float64)
    if similar.shape != ids.shape or not bool(np.isfinite(similar).all()):
        raise ValueError("an embedding must give one finite similarity for each document")
    return similar


def _asked(
    message: str,
    terms: Terms,
    parts: tuple[Segment, ...],
    size: int,
    usual: tuple[NDArray[np.uint64], NDArray[np.float64]],
    config: Config,
) -> Asked:
    held = np.zeros(len(terms.hashes), np.int64)
    rows = [part.rows_of(terms.hashes) for part in parts]
    for part, here in zip(parts, rows, strict=True):
        held += part.documents_with(here)
    held = np.minimum(held, size)
    idf = np.log1p((size - held + 0.5) / (held + 0.5))
    weights = idf * _usualness(terms.hashes, usual)
    letters = terms.kinds == GRAM
    first = np.where(letters, config.gram_weight * idf, weights)
    kept = np.flatnonzero((held > 0) & (~letters | (held <= _COMMON_LETTERS * size + 8)))
    if len(kept) > config.most_terms:
        kept = np.sort(kept[np.argsort(-first[kept], kind="stable")[: config.most_terms]])
    numbers = np.full(len(terms.hashes), -1, np.int32)
    numbers[kept] = np.arange(len(kept), dtype=np.int32)
    return Asked(
        terms.hashes[kept],
        terms.kinds[kept],
        idf[kept],
        first[kept],
        tuple(here[kept] for here in rows),
        np.argsort(held[kept], kind="stable"),
        numbers[terms.which],
        names_in(message, terms)[kept],
        float(weights[~letters].sum()),
        float(idf[letters].sum()),
    )


def _usualness(
    hashes: NDArray[np.uint64], usual: tuple[NDArray[np.uint64], NDArray[np.float64]]
) -> NDArray[np.float64]:
    known, factors = usual
    if not len(known):
        return np.ones(len(hashes))
    rows = np.empty(len(hashes), np.int64)
    kernels().rows_of(hashes, known, rows)
    return np.where(rows >= 0, factors[rows], 1.0)


def _best_of(
    part: Segment, terms_here: NDArray[np.int64], asked: Asked, mean_length: float, config: Config
) -> tuple[NDArray[np.uint32], NDArray[np.float64]]:
    rows = np.empty(config.candidates, np.uint32)
    scores = np.empty(config.candidates)
    found = kernels().best_rows(
        asked.order, terms_here, asked.weights, part.starts, part.documents, part.counts,
        part.lengths, part.alive, config.k1, config.b, mean_length, config.most_postings,
        np.zeros(len(part.ids), np.float32), rows, scores,
    )  # fmt: skip
    ascending = np.argsort(rows[:found])
    return rows[:found][ascending], scores[:found][ascending]


def _held(part: Segment, rows: NDArray[np.uint32], terms_here: NDArray[np.int64]) -> NDArray[np.uint8]:
    held = np.zeros((len(rows), len(terms_here)), np.uint8)
    kernels().hits(rows, terms_here, part.starts, part.documents, part.counts, np.zeros(len(part.ids), np.int32), held)
    return held


def _values(candidates: Candidates, asked: Asked) -> NDArray[np.float64]:
    """Features in the order of FEATURES."""
    raw, lengths = candidates.raw, candidates.lengths
    names = (candidates.held[:, asked.names] > 0) @ asked.weights[asked.names]
    best = raw.max(axis=0)
    best[best == 0] = 1.0
    total = max(asked.total, 1e-9)
    columns = {
        Feature.WORDS: raw[:, 0],
        Feature.WORDS_BESIDE_BEST: raw[:, 0] / best[0],
        Feature.WORDS_SHARE: raw[:, 0] / total,
        Feature.EARLY_WORDS: raw[:, 16] / best[16],
        Feature.COMMON_WORDS: raw[:, 17] / best[17],
        Feature.PLAIN_WORDS: raw[:, 2] / best[2],
        Feature.LETTERS: raw[:, 1] / max(asked.total_letters, 1e-9),
        Feature.LETTERS_BESIDE_BEST: raw[:, 1] / best[1],
        Feature.RARE_TERMS: raw[:, 3] / best[3],
        Feature.COVERED: raw[:, 4] / total,
        Feature.NUMBERS_SHARED: raw[:, 5],
        Feature.NUMBERS_MISSING: raw[:, 6],
        Feature.NAMES_SHARED: names,
        Feature.NAMES_MISSING: float(asked.weights[asked.names].sum()) - names,
        Feature.RAREST: raw[:, 7],
        Feature.RAREST_SECOND: raw[:, 8],
        Feature.RAREST_THIRD: raw[:, 9],
        Feature.NEIGHBOURS: raw[:, 10] / best[10],
        Feature.LONGEST_RUN: raw[:, 11] / best[11],
        Feature.BEST_SENTENCE: raw[:, 12],
        Feature.SENTENCE_BESIDE_BEST: raw[:, 13] / best[13],
        Feature.OF_DOCUMENT: raw[:, 14] / np.maximum(lengths, 1),
        Feature.TERMS_SHARED: np.log1p(raw[:, 15]),
        Feature.LENGTH: np.log1p(lengths),
        Feature.MEANING: candidates.meaning,
    }
    return np.stack([columns[one] for one in FEATURES], axis=1)
