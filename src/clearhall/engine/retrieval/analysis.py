"""From a text to its terms: words by their stem, numbers, Chinese signs and pairs of them, groups of four letters."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.retrieval.compiled import kernels
from clearhall.engine.retrieval.types import LONGEST_TEXT
from clearhall.engine.text import matching_form

WORD, NUMBER, SIGN, PAIR, GRAM = range(5)

_LINK = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/)[^\s\u2e80-\uffef]*")
_INSIDE_HASHTAG = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LINE = re.compile(r"[\r\n]+")
_LATIN_WORD = re.compile(r"[^\W\d_]{2,}", re.ASCII)
_MOST_CAPITAL = 0.6  # beyond this share of capitalised words capitals tell nothing: headlines, shouting


@dataclass(frozen=True)
class Terms:
    """The distinct terms of a text and where they stand.

    `hashes`, `counts` (at most 255), `kinds`: one per distinct term. `which`, `spans`: one per occurrence, the number
    of its distinct term and (start, stop in `form`, ordinal, sentence). `length`: words, numbers, signs and pairs.
    """

    form: str
    hashes: NDArray[np.uint64]
    counts: NDArray[np.uint8]
    kinds: NDArray[np.uint8]
    which: NDArray[np.int32]
    spans: NDArray[np.int32]
    sentences: int
    length: int


def readable_form(text: str) -> str:
    """What of a text is compared: links left out, hashtags taken apart, lines as sentences, then in matching form."""
    text = _LINK.sub(" ", text[:LONGEST_TEXT])
    if "\n" in text or "\r" in text:
        text = _LINE.sub(" 。 ", text)
    return matching_form(_INSIDE_HASHTAG.sub(" ", text))[:LONGEST_TEXT]


def terms_of(text: str) -> Terms:
    """The terms of any text, none of an empty one. Only the first 20,000 characters count."""
    form = readable_form(text)
    points = np.frombuffer(form.encode("utf-32-le"), np.uint32)
    room = 2 * len(points) + 1
    hashes, kinds = np.empty(room, np.uint64), np.empty(room, np.uint8)
    spans = np.empty((room, 4), np.int32)
    count, sentences = kernels().cut(points, hashes, kinds, spans)
    terms, counts, which = np.empty(count, np.uint64), np.empty(count, np.uint8), np.empty(count, np.int32)
    found = kernels().distinct(hashes, count, terms, counts, which)
    of_distinct = np.empty(found, np.uint8)
    of_distinct[which] = kinds[:count]
    length = count - int(np.count_nonzero(kinds[:count] == GRAM))
    return Terms(form, terms[:found], counts[:found], of_distinct, which, spans[:count], sentences, length)


def names_in(text: str, terms: Terms) -> NDArray[np.bool_]:
    """Which distinct terms of `terms` look like names in `text`: capitalised words, Latin words in a Chinese text.

    A guess from the letters alone: the first word of a sentence counts too, Chinese names are not told apart.
    """
    start = _LINK.sub(" ", text[:LONGEST_TEXT])
    words = _LATIN_WORD.findall(start)
    names = words
    if not bool((terms.kinds == SIGN).any()):
        names = [word for word in words if word[0].isupper()]
        if len(names) > _MOST_CAPITAL * len(words):
            names = []
    if not names:
        return np.zeros(len(terms.hashes), np.bool_)
    found = terms_of(" ".join(names))
    wanted = set(found.hashes[found.kinds == WORD].tolist())
    return np.array([one in wanted for one in terms.hashes.tolist()], np.bool_)
