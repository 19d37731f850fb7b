"""Changes of writing that a reader hardly notices, to measure how much a recogniser loses under them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cache

import opencc
from confusable_homoglyphs import confusables

ZERO_WIDTH_SHARE = 0.1  # of the places between characters
CONFUSABLE_SHARE = 0.1  # of the characters that have a look-alike
SPLIT_SHARE = 0.3  # of the words
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
_BETWEEN = (" ", ".", "-", "*", "_", "·", "|")
# A run of letters and digits, or two Chinese characters: about what a word is, without a dictionary.
_WORD = re.compile(r"[^\W_\u3040-\u30ff\u3400-\u9fff]+|[\u3400-\u9fff]{1,2}")


class Perturbation(StrEnum):
    """Ways of changing how a text is written but not what it says."""

    ZERO_WIDTH = "zero_width"
    CONFUSABLE = "confusable"
    FULL_WIDTH = "full_width"
    SPLIT = "split"
    TRADITIONAL = "traditional"


def perturbed(text: str, how: Perturbation, *, seed: int) -> str:
    """The text written otherwise; the same for the same text, way and seed."""
    return _WAYS[how](text, random.Random(f"{seed}:{how.value}:{text}"))


def perturbed_all(texts: Sequence[str], how: Perturbation, *, seed: int) -> list[str]:
    """Each text written otherwise, in their order."""
    return [perturbed(text, how, seed=seed) for text in texts]


def _with_zero_width(text: str, draw: random.Random) -> str:
    return "".join(
        character + draw.choice(_ZERO_WIDTH) if draw.random() < ZERO_WIDTH_SHARE else character for character in text
    )


def _with_confusables(text: str, draw: random.Random) -> str:
    table = _confusables()
    return "".join(
        draw.choice(table[character]) if character in table and draw.random() < CONFUSABLE_SHARE else character
        for character in text
    )


def _full_width(text: str, _draw: random.Random) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _split(text: str, draw: random.Random) -> str:
    def spread(word: re.Match[str]) -> str:
        if draw.random() >= SPLIT_SHARE:
            return word.group()
        return draw.choice(_BETWEEN).join(word.group())

    return _WORD.sub(spread, text)


def _traditional(text: str, _draw: random.Random) -> str:
    return str(_converter().convert(text))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


@cache
def _confusables() -> dict[str, str]:
    """Letter or digit → the letters of other scripts that look like it (Unicode Technical Standard 39)."""
    table = {}
    for character in map(chr, (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B), *range(0x4E00, 0xA000))):
        near = {str(one["c"]) for one in confusables.confusables_data.get(character, ())}
        kept = sorted(c for c in near if len(c) == 1 and c.isalnum() and not c.isascii())
        if kept:
            table[character] = "".join(kept)
    return table


_WAYS: Mapping[Perturbation, Callable[[str, random.Random], str]] = {
    Perturbation.ZERO_WIDTH: _with_zero_width,
    Perturbation.CONFUSABLE: _with_confusables,
    Perturbation.FULL_WIDTH: _full_width,
    Perturbation.SPLIT: _split,
    Perturbation.TRADITIONAL: _traditional,
}
