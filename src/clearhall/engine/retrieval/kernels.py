"""Compiled inner loops of retrieval: cutting text into terms, counting postings, scoring, features of candidates.

Only loops over numbers belong here. Importing this module imports numba and compiles (or loads from numba's cache)
every kernel, so the package reaches it through `compiled.kernels()`. All helpers stay in this one file: numba's cache
notices changes only in the file of the function itself.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import boolean, float32, float64, int32, int64, types, uint8, uint32, uint64, void

from clearhall.engine.compiling import compiled

# Kinds of terms; also in types.TermKind.
WORD, NUMBER, SIGN, PAIR, GRAM = 0, 1, 2, 3, 4
FEATURES = 18  # columns of `raw_features`; their meaning is in features._values

EARLY = 10.0  # a word at this place of a message counts half as much as the first one
COMMON = 3.0  # below this idf: about one document in twenty holds the word

READ_U8 = types.Array(uint8, 1, "C", readonly=True)
READ_U32 = types.Array(uint32, 1, "C", readonly=True)
READ_U64 = types.Array(uint64, 1, "C", readonly=True)
READ_I64 = types.Array(int64, 1, "C", readonly=True)
_TWO_NUMBERS: Any = types.UniTuple(int64, 2)  # type: ignore[no-untyped-call]  # numba has no types


@compiled()
def _kind_of_sign(point: int) -> Any:
    """0 for a character between words, 1 for a letter, 2 for an ASCII digit, 3 for a sign that is a word by itself.

    Ranges are written out rather than taken from `unicodedata`, whose tables change with the Python version: a term
    must be the same on every machine. Text comes in matching form, so full-width forms are gone.
    """
    if point < 0x80:
        if 0x61 <= point <= 0x7A or 0x41 <= point <= 0x5A:
            return 1
        return 2 if 0x30 <= point <= 0x39 else 0
    if 0x3400 <= point <= 0x9FFF or 0x3040 <= point <= 0x31BF or 0xAC00 <= point <= 0xD7A3:
        return 3
    if point < 0xC0 or point in (0xD7, 0xF7) or 0x300 <= point <= 0x36F or 0xD800 <= point <= 0xF8FF:
        return 0
    if 0x2000 <= point <= 0x2BFF or 0x2E00 <= point <= 0x303F or 0xFE00 <= point <= 0xFE6F or 0xFF00 <= point <= 0xFFFF:
        return 0
    if 0xF900 <= point <= 0xFAFF or 0x20000 <= point <= 0x3FFFF:
        return 3
    return 0 if point >= 0x1F000 else 1


@compiled()
def _mixed(value: Any) -> Any:
    """Spread 64 bits over 64 bits (the finaliser of splitmix64)."""
    value = np.uint64(value)
    value ^= value >> np.uint64(30)
    value *= np.uint64(0xBF58476D1CE4E5B9)
    value ^= value >> np.uint64(27)
    value *= np.uint64(0x94D049BB133111EB)
    value ^= value >> np.uint64(31)
    return value


@compiled()
def _hashed(points: Any, start: int, stop: int, kind: int) -> Any:
    value = np.uint64(kind + 1)
    for i in range(start, stop):
        value = value * np.uint64(0x9E3779B97F4A7C15) + np.uint64(points[i]) + np.uint64(1)
    return _mixed(value)


@compiled()
def _has_vowel(word: Any, length: int) -> Any:
    for i in range(length):  # noqa: SIM110 (numba compiles no generator)
        if word[i] in (0x61, 0x65, 0x69, 0x6F, 0x75, 0x79):
            return True
    return False


@compiled()
def _undoubled(word: Any, length: int) -> Any:
    """Length without the second of two equal last consonants, l, s and z excepted (stopp → stop, but fall, miss)."""
    last = word[length - 1]
    if length > 3 and last == word[length - 2] and last not in (0x61, 0x65, 0x69, 0x6F, 0x75, 0x6C, 0x73, 0x7A):
        return length - 1
    return length


@compiled()
def _stem(word: Any, length: int) -> Any:
    """Cut an English word in place to a stem; returns its length. Only ASCII letters come in, `length` > 3.

    A light stemmer: plural, -ed, -ing, -ly, last e; y becomes i. It joins what forwarded claims vary (claim, claims,
    claimed, claiming) and keeps apart what longer rules would merge (university, universe).
    """
    if word[length - 1] == 0x73 and word[length - 2] not in (0x73, 0x75, 0x69):  # s, not ss, us, is
        if length > 4 and word[length - 2] == 0x65 and word[length - 3] == 0x69:  # ies → y
            word[length - 3] = 0x79
            length -= 2
        elif length > 4 and word[length - 2] == 0x65 and word[length - 3] in (0x73, 0x78, 0x7A):  # sses, xes, zes
            length -= 2
        else:
            length -= 1
    if length > 4 and word[length - 1] == 0x79 and word[length - 2] == 0x6C:  # ly
        length -= 2
    ending = 0
    if length > 5 and word[length - 1] == 0x67 and word[length - 2] == 0x6E and word[length - 3] == 0x69:  # ing
        ending = 3
    elif length > 4 and word[length - 1] == 0x64 and word[length - 2] == 0x65:  # ed
        ending = 2
    if ending and _has_vowel(word, length - ending):
        length = _undoubled(word, length - ending)
    if length > 3 and word[length - 1] == 0x65:
        length -= 1
    if length > 2 and word[length - 1] == 0x79:
        word[length - 1] = 0x69
    return length


@compiled(_TWO_NUMBERS(READ_U32, uint64[::1], uint8[::1], int32[:, ::1]))
def cut(points: Any, hashes: Any, kinds: Any, spans: Any) -> Any:
    """Terms of one text in order of appearance.

    `points`: code points in matching form. Room for 4 terms a character is needed in `hashes`, `kinds` and `spans`,
    whose columns are: start, stop, place (ordinal of the word or sign), sentence. Returns (terms, sentences).
    """
    length = points.shape[0]
    word = np.empty(length + 2, np.uint32)
    found, place, sentence, used, i = 0, 0, 0, 0, 0
    while i < length:
        kind = _kind_of_sign(points[i])
        if kind == 0:
            point = points[i]
            stop = point in (0x3002, 0x21, 0x3F, 0x3B) or (
                point == 0x2E and (i + 1 == length or points[i + 1] == 0x20)
            )  # 。 ! ? ; and a full stop before a blank
            if stop and used < found:
                sentence += 1
                used = found
                place += 1  # words on both sides of a stop are not neighbours
            i += 1
            continue
        start = i
        if kind == 3:
            hashes[found] = _hashed(points, i, i + 1, SIGN)
            kinds[found] = SIGN
            spans[found, 0], spans[found, 1], spans[found, 2], spans[found, 3] = i, i + 1, place, sentence
            found += 1
            if i + 1 < length and _kind_of_sign(points[i + 1]) == 3:
                hashes[found] = _hashed(points, i, i + 2, PAIR)
                kinds[found] = PAIR
                spans[found, 0], spans[found, 1], spans[found, 2], spans[found, 3] = i, i + 2, place, sentence
                found += 1
            place += 1
            i += 1
            continue
        if kind == 2:
            size = 0
            while i < length:
                if 0x30 <= points[i] <= 0x39:
                    word[size] = points[i]
                    size += 1
                    i += 1
                elif i + 1 < length and 0x30 <= points[i + 1] <= 0x39 and points[i] in (0x2C, 0x2E):
                    if points[i] == 0x2E:  # 14,000 is 14000, but 3.5 stays
                        word[size] = points[i]
                        size += 1
                    i += 1
                else:
                    break
            hashes[found] = _hashed(word, 0, size, NUMBER)
            kinds[found] = NUMBER
            spans[found, 0], spans[found, 1], spans[found, 2], spans[found, 3] = start, i, place, sentence
            found += 1
            place += 1
            continue
        size = 1
        word[0] = 0x5F
        plain = True
        while i < length:
            kind = _kind_of_sign(points[i])
            if kind == 1:
                word[size] = points[i]
                plain = plain and points[i] < 0x80
                size += 1
                i += 1
            elif (
                points[i] in (0x27, 0x2019) and i + 1 < length and _kind_of_sign(points[i + 1]) == 1
            ):  # don't, but not the s of possession
                last = i + 2 >= length or _kind_of_sign(points[i + 2]) != 1
                if points[i + 1] == 0x73 and last:
                    i += 2
                    break
                i += 1
            else:
                break
        word[size] = 0x5F
        if 3 <= size - 1 <= 24:
            for k in range(size + 2 - 4):
                hashes[found] = _hashed(word, k, k + 4, GRAM)
                kinds[found] = GRAM
                spans[found, 0], spans[found, 1], spans[found, 2], spans[found, 3] = start, i, place, sentence
                found += 1
        size -= 1
        if plain and size > 3:
            size = _stem(word[1:], size)
        hashes[found] = _hashed(word, 1, 1 + size, WORD)
        kinds[found] = WORD
        spans[found, 0], spans[found, 1], spans[found, 2], spans[found, 3] = start, i, place, sentence
        found += 1
        place += 1
    return found, sentence + 1


@compiled(int64(uint64[::1], int64, uint64[::1], uint8[::1], int32[::1]))
def distinct(hashes: Any, count: int, terms: Any, counts: Any, which: Any) -> Any:
    """Distinct hashes in order of first appearance, how often each came (at most 255), and each one's number."""
    size = 16
    while size < 2 * count:
        size *= 2
    table = np.full(size, -1, np.int32)
    mask = np.uint64(size - 1)
    found = 0
    for i in range(count):
        slot = hashes[i] & mask
        while table[slot] >= 0 and terms[table[slot]] != hashes[i]:
            slot = (slot + np.uint64(1)) & mask
        if table[slot] < 0:
            table[slot] = found
            terms[found] = hashes[i]
            counts[found] = 0
            found += 1
        number = table[slot]
        if counts[number] < 255:
            counts[number] += 1
        which[i] = number
    return found


@compiled(void(READ_U64, READ_U64, int64[::1]))
def rows_of(wanted: Any, terms: Any, rows: Any) -> Any:
    """Row of each wanted hash in the ascending `terms`, or -1."""
    for i in range(wanted.shape[0]):
        low, high = 0, terms.shape[0]
        while low < high:
            middle = (low + high) >> 1
            if terms[middle] < wanted[i]:
                low = middle + 1
            else:
                high = middle
        rows[i] = low if low < terms.shape[0] and terms[low] == wanted[i] else -1


@compiled(void(READ_I64, READ_U32, READ_I64, READ_I64, int64[::1]))
def count_kept(starts: Any, documents: Any, renumbered: Any, target: Any, counts: Any) -> Any:
    """Add to `counts[target[t]]` the postings of term t whose document is kept (`renumbered` not negative)."""
    for t in range(starts.shape[0] - 1):
        kept = 0
        for i in range(starts[t], starts[t + 1]):
            if renumbered[documents[i]] >= 0:
                kept += 1
        counts[target[t]] += kept


@compiled(void(READ_I64, READ_U32, READ_U8, READ_I64, READ_I64, int64[::1], uint32[::1], uint8[::1]))
def copy_kept(
    starts: Any, documents: Any, counts: Any, renumbered: Any, target: Any, cursor: Any, to: Any, to_counts: Any
) -> Any:
    """Copy the kept postings of each term behind those already at its cursor."""
    for t in range(starts.shape[0] - 1):
        at = cursor[target[t]]
        for i in range(starts[t], starts[t + 1]):
            number = renumbered[documents[i]]
            if number >= 0:
                to[at] = number
                to_counts[at] = counts[i]
                at += 1
        cursor[target[t]] = at


@compiled()
def _saturated(count: Any, norm: Any, k1: Any) -> Any:
    return count * (k1 + 1.0) / (count + k1 * norm)


@compiled()
def _worse(score: Any, row: Any, other_score: Any, other_row: Any) -> Any:
    return score < other_score or (score == other_score and row > other_row)


@compiled()
def _kept(rows: Any, scores: Any, filled: int, room: int, row: Any, score: Any) -> Any:
    """Put a row into the heap of the best, whose worst is on top; returns how many are in it."""
    if filled < room:
        at = filled
        while at > 0:
            above = (at - 1) >> 1
            if not _worse(score, row, scores[above], rows[above]):
                break
            scores[at], rows[at] = scores[above], rows[above]
            at = above
        scores[at], rows[at] = score, row
        return filled + 1
    if not _worse(scores[0], rows[0], score, row):
        return filled
    at = 0
    while True:
        below = 2 * at + 1
        if below >= room:
            break
        if below + 1 < room and _worse(scores[below + 1], rows[below + 1], scores[below], rows[below]):
            below += 1
        if not _worse(scores[below], rows[below], score, row):
            break
        scores[at], rows[at] = scores[below], rows[below]
        at = below
    scores[at], rows[at] = score, row
    return filled


@compiled(
    int64(
        READ_I64, READ_I64, float64[::1], READ_I64, READ_U32, READ_U8, READ_U32, READ_U8, float64, float64, float64,
        int64, float32[::1], uint32[::1], float64[::1],
    )
)  # fmt: skip
def best_rows(
    order: Any, rows: Any, weights: Any, starts: Any, documents: Any, counts: Any, lengths: Any, alive: Any,
    k1: Any, b: Any, mean_length: Any, most_postings: int, totals: Any, best: Any, scores: Any,
) -> Any:  # fmt: skip
    """Documents with the greatest BM25 sum, best first; the earlier row first among equals.

    Terms are read in `order` (rare ones first) until `most_postings` entries were read; what is left are the commonest
    terms. `totals` is zero everywhere on entry and spoiled on exit. Returns how many of `best` are filled.
    """
    read = 0
    last = 0
    per_length = b / mean_length
    for k in range(order.shape[0]):
        row = rows[order[k]]
        last = k + 1
        if row < 0:
            continue
        start, stop = starts[row], starts[row + 1]
        if read > 0 and read + stop - start > most_postings:
            last = k
            break
        read += stop - start
        weight = weights[order[k]] * (k1 + 1.0)
        for i in range(start, stop):
            document = documents[i]
            count = float(counts[i])
            totals[document] += np.float32(weight * count / (count + k1 * (1.0 - b + per_length * lengths[document])))
    room = best.shape[0]
    filled = 0
    lowest = np.float32(0.0)
    # A heap with the worst on top, kept in `scores` and `best`.
    if read > totals.shape[0]:
        for document in range(totals.shape[0]):
            total = totals[document]
            if total > lowest and alive[document]:
                filled = _kept(best, scores, filled, room, document, total)
                if filled == room:
                    lowest = np.float32(scores[0])
    else:
        for k in range(last):
            row = rows[order[k]]
            if row < 0:
                continue
            for i in range(starts[row], starts[row + 1]):
                document = documents[i]
                total = totals[document]
                totals[document] = 0
                if total > 0 and total >= lowest and alive[document]:
                    filled = _kept(best, scores, filled, room, document, total)
                    if filled == room:
                        lowest = np.float32(scores[0])
    return filled


@compiled(void(READ_U32, READ_I64, READ_I64, READ_U32, READ_U8, int32[::1], uint8[:, ::1]))
def hits(candidates: Any, rows: Any, starts: Any, documents: Any, counts: Any, numbers: Any, found: Any) -> Any:
    """How often each candidate (rows ascending) holds each term: `found`, candidates x terms.

    `numbers` (one per document) and `found` are zero on entry.
    """
    for c in range(candidates.shape[0]):
        numbers[candidates[c]] = c + 1
    for t in range(rows.shape[0]):
        if rows[t] < 0:
            continue
        low, stop = starts[rows[t]], starts[rows[t] + 1]
        if stop - low < 32 * candidates.shape[0]:  # reading on is faster than leaping
            for i in range(low, stop):
                if numbers[documents[i]] > 0:
                    found[numbers[documents[i]] - 1, t] = counts[i]
            continue
        for c in range(candidates.shape[0]):
            step, high = 8, low
            while high < stop and documents[high] < candidates[c]:  # in growing steps: candidates ascend as well
                low = high + 1
                high += step
                step *= 2
            high = min(high, stop)
            while low < high:
                middle = (low + high) >> 1
                if documents[middle] < candidates[c]:
                    low = middle + 1
                else:
                    high = middle
            if low == stop:
                break
            if documents[low] == candidates[c]:
                found[c, t] = counts[low]


@compiled(
    void(
        uint8[:, ::1], float64[::1], float64[::1], float64[::1], uint8[::1], int32[::1], int32[:, ::1], int64,
        float64, float64, float64[:, ::1],
    )
)  # fmt: skip
def raw_features(
    found: Any, lengths: Any, idf: Any, weights: Any, kinds: Any, which: Any, spans: Any, sentences: int,
    k1: Any, b: Any, out: Any,
) -> Any:  # fmt: skip
    """Fill `out` (candidates x FEATURES) as `features._values` reads them.

    `lengths` are relative to the mean; `idf` and `weights` are of distinct terms, `which` and `spans` of occurrences.
    """
    terms = idf.shape[0]
    early = np.zeros(terms, np.float64)
    for k in range(which.shape[0]):
        if which[k] >= 0 and early[which[k]] == 0.0:
            early[which[k]] = 1.0 / (1.0 + spans[k, 2] / EARLY)
    by_sentence = np.zeros(sentences, np.float64)
    whole = np.zeros(sentences, np.float64)
    for k in range(which.shape[0]):
        if which[k] >= 0 and kinds[which[k]] != GRAM:
            whole[spans[k, 3]] += weights[which[k]]
    full = 0.0
    for s in range(sentences):
        full = max(full, whole[s])
    for c in range(found.shape[0]):
        norm = 1.0 - b + b * lengths[c]
        rare = np.zeros(3, np.float64)
        for t in range(terms):
            count = found[c, t]
            if kinds[t] == GRAM:
                if count:
                    out[c, 1] += idf[t] * _saturated(count, norm, k1)
                continue
            if count == 0:
                if kinds[t] == NUMBER:
                    out[c, 6] += 1.0
                continue
            gain = _saturated(count, norm, k1)
            out[c, 0] += weights[t] * gain
            out[c, 2] += idf[t] * gain
            out[c, 3] += weights[t] * weights[t] * gain
            out[c, 4] += weights[t]
            out[c, 14] += count
            out[c, 16] += weights[t] * gain * early[t]
            if idf[t] < COMMON:
                out[c, 17] += weights[t] * gain
            if kinds[t] == NUMBER:
                out[c, 5] += idf[t]
            if kinds[t] == SIGN:
                continue
            out[c, 15] += 1.0
            value = idf[t]
            for r in range(3):
                if value > rare[r]:
                    value, rare[r] = rare[r], value
        out[c, 7], out[c, 8], out[c, 9] = rare[0], rare[1], rare[2]
        by_sentence[:] = 0.0
        run, last_place, last_weight = 0.0, -2, 0.0
        for k in range(which.shape[0]):
            t = which[k]
            if t < 0 or kinds[t] == GRAM or found[c, t] == 0:
                continue
            by_sentence[spans[k, 3]] += weights[t]
            if kinds[t] == SIGN:
                continue
            place = spans[k, 2]
            if place == last_place + 1:
                out[c, 10] += min(weights[t], last_weight)
                run += weights[t]
            else:
                run = weights[t]
            out[c, 11] = max(out[c, 11], run)
            last_place, last_weight = place, weights[t]
        for s in range(sentences):
            if whole[s] > 0:
                out[c, 12] = max(out[c, 12], by_sentence[s] / whole[s] * min(1.0, 2.0 * whole[s] / full))
            out[c, 13] = max(out[c, 13], by_sentence[s])


@compiled(boolean(READ_I64, READ_U32, int64))
def postings_fit(starts: Any, documents: Any, size: int) -> Any:
    """Whether every list ascends and stays below `size`: reading a file that breaks this would read past its end."""
    if starts[0] != 0 or starts[-1] != documents.shape[0]:
        return False
    for t in range(starts.shape[0] - 1):
        if starts[t + 1] <= starts[t]:
            return False
        before = -1
        for i in range(starts[t], starts[t + 1]):
            if int64(documents[i]) <= before:
                return False
            before = int64(documents[i])
        if before >= size:
            return False
    return True


@compiled(void(READ_I64, uint32[::1], uint8[::1]))
def sort_lists(starts: Any, documents: Any, counts: Any) -> Any:
    """Bring every list into ascending order of documents, where it is not."""
    for t in range(starts.shape[0] - 1):
        start, stop = starts[t], starts[t + 1]
        ascending = True
        for i in range(start + 1, stop):
            if documents[i] < documents[i - 1]:
                ascending = False
                break
        if not ascending:
            order = np.argsort(documents[start:stop])
            documents[start:stop] = documents[start:stop][order]
            counts[start:stop] = counts[start:stop][order]
