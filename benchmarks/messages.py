"""Invented messages by the million, with known edited copies: the same for every run with the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.similarity import TEMPLATES, Writer

ORIGINAL, TEMPLATE, EQUAL = 0, 1, 2
EDITED = {3: 0.03, 4: 0.08, 5: 0.15}
"""Kinds of copies: which share of their characters is replaced by others of the same writing."""
_SHARES = (0.68, 0.02, 0.05, 0.09, 0.09, 0.07)  # of the kinds
_BATCH = 10_000
_POOL = 200_000  # originals that may still be copied; a new one takes the place of any


@dataclass(frozen=True)
class Truth:
    """What is known of each message: its kind, and which message it was copied from (itself where it was not).

    A template message belongs to the first of its template.
    """

    kinds: NDArray[np.uint8]
    firsts: NDArray[np.uint32]


def batches(count: int, seed: int = 20) -> Iterator[tuple[list[str], list[int], list[int]]]:
    """Texts with their kinds and the numbers of the messages they stem from, ten thousand at a time.

    Half are Chinese (20 to 80 signs), half English (6 to 24 words).
    """
    draw, writer = np.random.default_rng(seed), Writer(seed)
    pool: list[tuple[int, str]] = []
    templates: dict[int, int] = {}
    for start in range(0, count, _BATCH):
        size = min(_BATCH, count - start)
        kinds = draw.choice(len(_SHARES), size, p=_SHARES).tolist()
        if not pool:
            kinds[0] = ORIGINAL
        is_chinese = (draw.random(size) < 0.5).tolist()
        lengths = draw.random(size).tolist()
        chosen, draws = draw.random(size).tolist(), iter(draw.random(size * 40).tolist())
        signs = "".join(map(writer.signs.__getitem__, draw.integers(len(writer.signs), size=81 * size).tolist()))
        words = draw.integers(len(writer.words), size=25 * size).tolist()
        texts, firsts = [], []
        for at, kind in enumerate(kinds):
            number, sign, word = start + at, 81 * at, 25 * at
            if kind == ORIGINAL:
                if is_chinese[at]:
                    text = signs[sign : sign + 20 + int(lengths[at] * 61)]
                else:
                    text = " ".join(map(writer.words.__getitem__, words[word : word + 6 + int(lengths[at] * 19)]))
                if len(pool) < _POOL:
                    pool.append((number, text))
                else:
                    pool[int(next(draws) * _POOL)] = number, text
                first = number
            elif kind == TEMPLATE:
                which = number % len(TEMPLATES)
                first = templates.setdefault(which, number)
                text = f"{TEMPLATES[which]} {1_000 + int(lengths[at] * 998_999)} {signs[sign : sign + 8]}"
            else:
                first, text = pool[int(chosen[at] * len(pool))]
                if kind != EQUAL:
                    text = _edited(text, EDITED[kind], draws, writer)
            texts.append(text)
            firsts.append(first)
        yield texts, kinds, firsts


def _edited(text: str, share: float, draw: Iterator[float], writer: Writer) -> str:
    signs = list(text)
    for _ in range(max(1, round(share * len(signs)))):
        at, letters = int(next(draw) * len(signs)), writer.letters if text.isascii() else writer.signs
        signs[at] = letters[int(next(draw) * len(letters))]
    return "".join(signs)


def write_messages(path: Path, count: int, seed: int = 20) -> Truth:
    """Write messages one a line, and give what is known of them; what an equal call wrote is taken as it is."""
    known = path.with_suffix(f".{count}.{seed}.npz")
    if known.exists():
        found = np.load(known)
        return Truth(found["kinds"], found["firsts"])
    truth = Truth(np.empty(count, np.uint8), np.empty(count, np.uint32))
    place = 0
    with path.open("w", encoding="utf-8") as file:
        for texts, kinds, firsts in batches(count, seed):
            file.write("\n".join(texts) + "\n")
            truth.kinds[place : place + len(texts)], truth.firsts[place : place + len(texts)] = kinds, firsts
            place += len(texts)
    np.savez(known, kinds=truth.kinds, firsts=truth.firsts)
    return truth
