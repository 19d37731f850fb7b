"""Compiled inner loops of the near-duplicate index: shingling, MinHash, band keys, look-ups.

Only loops over numbers belong here, no rule of what counts as similar. Importing this module imports numba and compiles
(or loads from numba's cache) every kernel, so the rest of the package reaches it through `compiled.kernels()`, at the
first call that needs it. All helpers stay in this one file: numba's cache notices changes only in the file of the
function itself.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import float64, int64, types, uint8, uint16, uint32, uint64, void

from clearhall.engine.compiling import compiled

NO_ROW = 0xFFFFFFFF
UNLINKED = 0xFFFFFFFE
HASH_FUNCTIONS = 64
DIGIT = 0x30
# Inputs are declared read-only, so that the same build serves arrays in memory and read-only pages of a snapshot.
_THREE_NUMBERS: Any = types.UniTuple(int64, 3)  # type: ignore[no-untyped-call]
READ_U32 = types.Array(uint32, 1, "C", readonly=True)
READ_U16_ROWS = types.Array(uint16, 2, "C", readonly=True)


@compiled()
def _kind(point: int) -> Any:
    """0 for a character that is skipped, 1 for a letter, 2 for a digit, 3 for a character that is a word by itself.

    Ranges are written out rather than taken from `unicodedata`, whose tables change with the Python version: a
    signature must be the same on every machine.
    """
    if point < 0x80:
        if 0x61 <= point <= 0x7A or 0x41 <= point <= 0x5A:
            return 1
        return 2 if 0x30 <= point <= 0x39 else 0
    if point < 0xC0:
        return 1 if point in (0xAA, 0xB5, 0xBA) else 0
    if 0x3400 <= point <= 0x9FFF or 0x3040 <= point <= 0x31BF or 0xAC00 <= point <= 0xD7A3:
        return 3
    if point in (0xD7, 0xF7) or 0x300 <= point <= 0x36F:  # signs; combining marks
        return 0
    if 0x2000 <= point <= 0x2BFF or 0x2E00 <= point <= 0x2E7F or 0x3000 <= point <= 0x303F:  # punctuation and symbols
        return 0
    if 0xD800 <= point <= 0xF8FF:  # surrogates, private use
        return 0
    if 0xF900 <= point <= 0xFAFF:
        return 3
    if 0xFE00 <= point <= 0xFE6F or 0xFF00 <= point <= 0xFF0F or 0xFFF0 <= point <= 0xFFFF or point == 0xFEFF:
        return 0
    if 0x1F000 <= point <= 0x1FBFF or point >= 0xE0000:  # pictures; tags and private use
        return 0
    if 0x20000 <= point <= 0x3FFFF:
        return 3
    return 1


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
def _folded(points: Any, start: int, stop: int, stream: Any, kinds: Any) -> Any:
    """Write the characters that count to `stream`; a run of digits becomes one digit. Returns how many."""
    length = 0
    in_number = False
    for i in range(start, stop):
        kind = _kind(points[i])
        if kind == 0:
            continue
        if kind == 2:
            if in_number:
                continue
            stream[length] = DIGIT
        else:
            stream[length] = points[i]
        kinds[length] = kind
        in_number = kind == 2
        length += 1
    return length


@compiled()
def _table_size(length: int) -> Any:
    """Slots for the grams of `length` characters, a power of two: mostly empty, so that few probes meet another gram."""
    size = 16
    while size < 4 * length:
        size *= 2
    return size


@compiled()
def _distinct_grams(stream: Any, kinds: Any, length: int, letters: int, table: Any, grams: Any) -> Any:
    """Write the distinct grams of a folded stream to `grams` in order of first appearance. Returns how many."""
    size = _table_size(length)
    for i in range(size):
        table[i] = 0
    mask = np.uint64(size - 1)
    found = 0
    for i in range(length - 1):
        gram = (np.uint64(stream[i]) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        gram += np.uint64(stream[i + 1]) + np.uint64(1)
        if kinds[i] != 3 and kinds[i + 1] != 3:  # letters followed by a Chinese character end there
            stop, taken = i + letters, i + 2
            while taken < stop and taken < length:
                gram = gram * np.uint64(0x9E3779B97F4A7C15) + np.uint64(stream[taken]) + np.uint64(1)
                if kinds[taken] == 3:
                    stop = taken
                taken += 1
            if taken < stop:
                break
        value = _mixed(gram) | np.uint64(1)  # 0 marks an empty slot
        slot = value >> np.uint64(8) & mask
        while table[slot] != 0 and table[slot] != value:
            slot = (slot + np.uint64(1)) & mask
        if table[slot] == 0:
            table[slot] = value
            grams[found] = value
            found += 1
    return found


@compiled(_THREE_NUMBERS(READ_U32, READ_U32, int64))
def count_shared(left: Any, right: Any, letters: int) -> Any:
    """How many distinct grams the left text has, how many the right, and how many are in both."""
    longest = max(left.shape[0], right.shape[0])
    stream = np.empty(longest, np.uint32)
    kinds = np.empty(longest, np.uint8)
    grams = np.empty(longest, np.uint64)
    table = np.empty(_table_size(longest), np.uint64)
    kept = _folded(left, 0, left.shape[0], stream, kinds)
    own = _distinct_grams(stream, kinds, kept, letters, table, grams)
    mask = np.uint64(_table_size(kept) - 1)
    kept = _folded(right, 0, right.shape[0], stream, kinds)
    others = np.empty(_table_size(longest), np.uint64)
    found = _distinct_grams(stream, kinds, kept, letters, others, grams)
    shared = 0
    for i in range(found):
        slot = grams[i] >> np.uint64(8) & mask
        while table[slot] != 0 and table[slot] != grams[i]:
            slot = (slot + np.uint64(1)) & mask
        shared += table[slot] == grams[i]
    return own, found, shared


@compiled(void(READ_U32, int64[::1], int64, int64, READ_U32, READ_U32, uint16[:, ::1]), nogil=True)
def sign_texts(points: Any, ends: Any, letters: int, fewest: int, factors: Any, terms: Any, out: Any) -> None:
    """One signature row per text: kind, distinct grams (capped at 65535), then one 16-bit minimum per hash function.

    A text with fewer than `fewest` distinct grams gets kind 2 and minima drawn from a hash of all its characters, so
    that it equals only itself; a text with no character but blanks gets kind 3, which matches nothing.
    """
    longest = 1
    start = 0
    for row in range(ends.shape[0]):
        longest = max(longest, ends[row] - start)
        start = ends[row]
    stream = np.empty(longest, np.uint32)
    kinds = np.empty(longest, np.uint8)
    grams = np.empty(longest, np.uint64)
    table = np.empty(_table_size(longest), np.uint64)
    functions = factors.shape[0]
    halves = np.empty(longest, np.uint32)
    start = 0
    for row in range(ends.shape[0]):
        stop = ends[row]
        kept = _folded(points, start, stop, stream, kinds)
        found = _distinct_grams(stream, kinds, kept, letters, table, grams)
        out[row, 1] = min(found, 65535)
        if found >= fewest:
            out[row, 0] = 1
            for g in range(found):
                halves[g] = np.uint32(grams[g] >> np.uint64(32))
            for k in range(functions):
                factor, term, least = factors[k], terms[k], np.uint32(0xFFFFFFFF)
                for g in range(found):
                    least = min(least, np.uint32(np.uint32(halves[g] * factor) + term))
                out[row, 2 + k] = np.uint16((np.uint64(least) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(48))
        else:
            whole = np.uint64(0)
            seen = 0
            for i in range(start, stop):
                if points[i] != 0x20 and not 9 <= points[i] <= 13 and points[i] != 0x3000:
                    whole = _mixed(whole * np.uint64(0x9E3779B97F4A7C15) + np.uint64(points[i]) + np.uint64(1))
                    seen += 1
            out[row, 0] = 2 if seen else 3
            for k in range(functions):
                whole = _mixed(whole + np.uint64(0x9E3779B97F4A7C15))
                out[row, 2 + k] = np.uint16(whole >> np.uint64(48))
        start = stop


@compiled()
def _column(band: int, k: int, per_band: int) -> Any:
    """Where the k-th minimum of a band stands in a signature row.

    Bands take neighbouring minima while these last; further bands take minima that lie far apart, so that two bands
    share one minimum at most.
    """
    whole = HASH_FUNCTIONS // per_band
    return 2 + band * per_band + k if band < whole else 2 + (band - whole) + k * whole


@compiled()
def _bucket(signature: Any, band: int, per_band: int, bits: int) -> Any:
    """The bucket of one band of a signature: each band has 2 ** bits of its own, which keeps a bulk load in cache."""
    key = np.uint64(band + 1)
    for k in range(per_band):
        key = key * np.uint64(0x9E3779B97F4A7C15) + np.uint64(signature[_column(band, k, per_band)])
    return (band << bits) + np.int64(_mixed(key) >> np.uint64(64 - bits))


@compiled(void(READ_U16_ROWS, int64, int64, int64, int64, uint32[::1], uint32[::1]), nogil=True)
def post_bands(
    signatures: Any, first_band: int, stop_band: int, per_band: int, bits: int, starts: Any, postings: Any
) -> None:
    """Write where the buckets of some bands start, and the rows in them, rows ascending within a bucket.

    Every band holds each row that can be compared once, so bands need nothing of each other and may be written by
    several threads; `starts` (bands * 2 ** bits + 1, the last one is the caller's) and `postings` are those of all bands.
    Rows are read once for all bands asked for: at a million reports reading them is what costs.
    """
    rows = signatures.shape[0]
    buckets = np.empty((stop_band - first_band, rows), np.uint32)
    entered = np.empty(rows, np.uint32)
    count = 0
    for row in range(rows):
        if 1 <= signatures[row, 0] <= 2:
            for band in range(first_band, stop_band):
                bucket = _bucket(signatures[row], band, per_band, bits) - (band << bits)
                buckets[band - first_band, count] = np.uint32(bucket)
            entered[count] = row
            count += 1
    cursors = np.empty(1 << bits, np.uint32)
    for band in range(first_band, stop_band):
        own = buckets[band - first_band]
        cursors[:] = 0
        for i in range(count):
            cursors[own[i]] += np.uint32(1)
        place = np.int64(band) * count
        for bucket in range(1 << bits):
            here = np.int64(cursors[bucket])
            starts[(band << bits) + bucket] = np.uint32(place)
            cursors[bucket] = np.uint32(place)
            place += here
        for i in range(count):
            postings[cursors[own[i]]] = entered[i]
            cursors[own[i]] += np.uint32(1)


@compiled()
def _similarity(left: Any, right: Any) -> Any:
    """Estimated score of two signatures, 0 to 1: the mean of Jaccard overlap and containment of the smaller text."""
    kind = left[0]
    if kind == 3 or kind != right[0]:
        return 0.0
    functions = left.shape[0] - 2
    equal = 0
    for k in range(functions):
        equal += left[2 + k] == right[2 + k]
    if kind == 2:  # stands for the whole text: all or nothing
        return 1.0 if equal == functions else 0.0
    jaccard = equal / functions
    a, b = np.int64(left[1]), np.int64(right[1])
    contained = min(1.0, jaccard * (a + b) / ((1.0 + jaccard) * min(a, b)))
    return (jaccard + contained) / 2.0


@compiled()
def _shares_band(left: Any, right: Any, shape: Any) -> Any:
    """True when all minima of some band agree: not so when two keys merely fell into one bucket.

    Without it an answer would depend on the number of buckets, and a snapshot would answer otherwise than the tail.
    """
    for band in range(shape[0]):
        equal = 0
        for k in range(shape[1]):
            column = _column(band, k, shape[1])
            equal += left[column] == right[column]
        if equal == shape[1]:
            return True
    return False


@compiled()
def _scored(
    query: Any, signatures: Any, taken: Any, count: int, shape: Any, threshold: float, rows: Any, scores: Any
) -> Any:
    """Score the rows named in `taken`; those met in most bands come first when there are more than may be scored.

    Writes rows and scores at or above `threshold`; returns how many, negative when rows were left out.
    """
    most = shape[4]
    size = 16
    while size < 2 * count:
        size *= 2
    mask = np.uint64(size - 1)
    table = np.full(size, NO_ROW, np.uint32)
    bands = np.zeros(size, np.uint8)
    order = np.empty(count, np.int64)
    unique = 0
    for i in range(count):
        row = taken[i]
        slot = (np.uint64(row) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32) & mask
        while table[slot] != NO_ROW and table[slot] != row:
            slot = (slot + np.uint64(1)) & mask
        if table[slot] == NO_ROW:
            table[slot] = row
            order[unique] = np.int64(slot)
            unique += 1
        bands[slot] += np.uint8(1)
    floor, beyond = 1, 0
    if unique > most:
        met = np.zeros(256, np.int64)
        for i in range(unique):
            met[bands[order[i]]] += 1
        floor, above = 255, 0
        while floor > 1 and above + met[floor] <= most:
            above += met[floor]
            floor -= 1
        beyond = most - above  # rows met in exactly `floor` bands that still fit
    found = 0
    for i in range(unique):
        slot_index = order[i]
        if unique > most:
            if bands[slot_index] < floor or (bands[slot_index] == floor and beyond <= 0):
                continue
            if bands[slot_index] == floor:
                beyond -= 1
        score = _similarity(query, signatures[table[slot_index]])
        if score >= threshold and _shares_band(query, signatures[table[slot_index]], shape):
            rows[found] = table[slot_index]
            scores[found] = score
            found += 1
    return -found - 1 if unique > most else found


@compiled()
def _smallest_first(sizes: Any) -> Any:
    """Positions of `sizes` in ascending order of size (insertion sort: there are about twenty bands)."""
    order = np.arange(sizes.shape[0])
    for i in range(1, sizes.shape[0]):
        moved, j = order[i], i
        while j > 0 and sizes[order[j - 1]] > sizes[moved]:
            order[j] = order[j - 1]
            j -= 1
        order[j] = moved
    return order


@compiled()
def _look_up_sorted(
    query: Any, signatures: Any, starts: Any, postings: Any, shape: Any, threshold: float, rows: Any, scores: Any
) -> Any:
    bands, per_band, bits, budget = shape[0], shape[1], shape[2], shape[3]
    if query[0] == 3:
        return 0
    buckets = np.empty(bands, np.int64)
    sizes = np.empty(bands, np.int64)
    total = 0
    for band in range(bands):
        buckets[band] = _bucket(query, band, per_band, bits)
        sizes[band] = np.int64(starts[buckets[band] + 1]) - np.int64(starts[buckets[band]])
        total += sizes[band]
    taken = np.empty(min(total, budget), np.uint32)
    count = 0
    for band in _smallest_first(sizes):
        first = np.int64(starts[buckets[band]])
        for i in range(min(sizes[band], taken.shape[0] - count)):
            taken[count] = postings[first + i]
            count += 1
    found = _scored(query, signatures, taken, count, shape, threshold, rows, scores)
    return -found - 1 if found >= 0 and total > budget else found


@compiled()
def _look_up_linked(
    query: Any,
    signatures: Any,
    heads: Any,
    links: Any,
    shape: Any,
    threshold: float,
    rows: Any,
    scores: Any,
) -> Any:
    bands, per_band, bits, budget = shape[0], shape[1], shape[2], shape[3]
    if query[0] == 3:
        return 0
    buckets = np.empty(bands, np.int64)
    sizes = np.empty(bands, np.int64)
    total = 0
    for band in range(bands):
        buckets[band] = _bucket(query, band, per_band, bits)
        sizes[band] = np.int64(heads[buckets[band], 1])
        total += sizes[band]
    taken = np.empty(min(total, budget), np.uint32)
    count = 0
    for band in _smallest_first(sizes):
        entry = np.int64(heads[buckets[band], 0])
        while entry != NO_ROW and count < taken.shape[0]:
            taken[count] = entry // bands
            count += 1
            entry = np.int64(links[entry])
    found = _scored(query, signatures, taken, count, shape, threshold, rows, scores)
    return -found - 1 if found >= 0 and total > budget else found


@compiled()
def _link(signatures: Any, row: int, band: int, heads: Any, links: Any, shape: Any) -> None:
    bucket = _bucket(signatures[row], band, shape[1], shape[2])
    entry = row * shape[0] + band
    links[entry] = heads[bucket, 0]
    heads[bucket, 0] = np.uint32(entry)
    heads[bucket, 1] += np.uint32(1)


_SHAPE = types.Array(int64, 1, "C", readonly=True)
_READ_ROW = types.Array(uint16, 1, "C", readonly=True)


@compiled(int64(_READ_ROW, READ_U16_ROWS, READ_U32, READ_U32, _SHAPE, float64, uint32[::1], float64[::1]))
def look_up_sorted(
    query: Any, signatures: Any, starts: Any, postings: Any, shape: Any, threshold: float, rows: Any, scores: Any
) -> Any:
    """Rows of a sorted index like `query` and their scores; returns n, or -n - 1 when hot keys were capped.

    `shape` is bands, rows a band, bucket bits, most postings read, most rows scored; `rows` holds as many as the last.
    """
    return _look_up_sorted(query, signatures, starts, postings, shape, threshold, rows, scores)


@compiled(int64(_READ_ROW, READ_U16_ROWS, uint32[:, ::1], uint32[::1], _SHAPE, float64, uint32[::1], float64[::1]))
def look_up_linked(
    query: Any,
    signatures: Any,
    heads: Any,
    links: Any,
    shape: Any,
    threshold: float,
    rows: Any,
    scores: Any,
) -> Any:
    """The same for an index in memory, which grows by linked lists."""
    return _look_up_linked(query, signatures, heads, links, shape, threshold, rows, scores)


@compiled(void(READ_U16_ROWS, int64, int64, uint32[:, ::1], uint32[::1], _SHAPE))
def link_rows(signatures: Any, first: int, stop: int, heads: Any, links: Any, shape: Any) -> None:
    """Enter rows `first` to `stop` - 1 into the linked lists; a row that matches nothing is left out.

    Band by band, because the heads of one band fit the processor's cache and those of all do not.
    """
    for band in range(shape[0]):
        for row in range(first, stop):
            if 1 <= signatures[row, 0] <= 2:
                _link(signatures, row, band, heads, links, shape)


@compiled()
def _best(ids: Any, rows: Any, scores: Any, found: int) -> Any:
    """Position of the highest score, the smallest id among equals; -1 for none. A negative `found` is decoded."""
    if found < 0:
        found = -found - 1
    best = -1
    for i in range(found):
        if best < 0 or scores[i] > scores[best] or (scores[i] == scores[best] and ids[rows[i]] < ids[rows[best]]):
            best = i
    return best


_READ_IDS = types.Array(int64, 1, "C", readonly=True)


@compiled()
def _keep_best(
    query: Any, signatures: Any, ids: Any, rows: Any, scores: Any, found: int, levels: Any, best: Any, top: Any
) -> None:
    """The best of what was found that reach the level of their length, best first, the smaller id first among equals.

    `levels`: lowest score, lowest score of a short text, distinct grams below which a text is short.
    """
    if found < 0:
        found = -found - 1
    kept = 0
    for i in range(found):
        row, score = np.int64(rows[i]), scores[i]
        short = min(np.int64(query[1]), np.int64(signatures[row, 1])) < levels[2]
        if score < (levels[1] if short else levels[0]):
            continue
        place = kept
        while place > 0 and (top[place - 1] < score or (top[place - 1] == score and ids[best[place - 1]] > ids[row])):
            place -= 1
        if place == best.shape[0]:
            continue
        kept = min(kept + 1, best.shape[0])
        for later in range(kept - 1, place, -1):
            best[later], top[later] = best[later - 1], top[later - 1]
        best[place], top[place] = row, score
    for place in range(kept, best.shape[0]):
        best[place] = -1


@compiled(
    void(
        READ_U16_ROWS, READ_U16_ROWS, _READ_IDS, READ_U32, READ_U32, _SHAPE, float64[::1],
        int64[:, ::1], float64[:, ::1], uint8[::1],
    )
)  # fmt: skip
def top_sorted(
    queries: Any, signatures: Any, ids: Any, starts: Any, postings: Any, shape: Any, levels: Any,
    best: Any, top: Any, capped: Any,
) -> None:  # fmt: skip
    """The best rows of a sorted index for each query (-1 where there are no more), their scores, and what was capped."""
    rows = np.empty(shape[4], np.uint32)
    scores = np.empty(shape[4], np.float64)
    for q in range(queries.shape[0]):
        found = _look_up_sorted(
            queries[q], signatures, starts, postings, shape, min(levels[0], levels[1]), rows, scores
        )
        _keep_best(queries[q], signatures, ids, rows, scores, found, levels, best[q], top[q])
        capped[q] = found < 0


@compiled(
    void(
        READ_U16_ROWS, READ_U16_ROWS, _READ_IDS, uint32[:, ::1], uint32[::1], _SHAPE, float64[::1],
        int64[:, ::1], float64[:, ::1], uint8[::1],
    )
)  # fmt: skip
def top_linked(
    queries: Any, signatures: Any, ids: Any, heads: Any, links: Any, shape: Any, levels: Any,
    best: Any, top: Any, capped: Any,
) -> None:  # fmt: skip
    """The same for an index in memory."""
    rows = np.empty(shape[4], np.uint32)
    scores = np.empty(shape[4], np.float64)
    for q in range(queries.shape[0]):
        found = _look_up_linked(queries[q], signatures, heads, links, shape, min(levels[0], levels[1]), rows, scores)
        _keep_best(queries[q], signatures, ids, rows, scores, found, levels, best[q], top[q])
        capped[q] = found < 0


@compiled(void(READ_U16_ROWS, READ_U16_ROWS, _READ_IDS, READ_U32, READ_U32, _SHAPE, float64, int64[::1], float64[::1]))
def best_sorted(
    queries: Any,
    signatures: Any,
    ids: Any,
    starts: Any,
    postings: Any,
    shape: Any,
    threshold: float,
    best: Any,
    top: Any,
) -> None:
    """Best row of a sorted index for each query into `best` (-1 for none), its score into `top`."""
    rows = np.empty(shape[4], np.uint32)
    scores = np.empty(shape[4], np.float64)
    for q in range(queries.shape[0]):
        found = _look_up_sorted(queries[q], signatures, starts, postings, shape, threshold, rows, scores)
        position = _best(ids, rows, scores, found)
        best[q] = np.int64(rows[position]) if position >= 0 else -1
        top[q] = scores[position] if position >= 0 else 0.0


@compiled(
    void(
        READ_U16_ROWS, int64, int64, _READ_IDS, uint32[:, ::1], uint32[::1], _SHAPE, float64,
        uint8[::1], int64[::1], float64[::1],
    )
)  # fmt: skip
def best_linked_then_link(
    signatures: Any, first: int, stop: int, ids: Any, heads: Any, links: Any, shape: Any,
    threshold: float, is_asked: Any, best: Any, top: Any,
) -> None:  # fmt: skip
    """For rows `first` to `stop` - 1 in turn: the best row entered before it, where that is asked, then enter it."""
    rows = np.empty(shape[4], np.uint32)
    scores = np.empty(shape[4], np.float64)
    for row in range(first, stop):
        query = signatures[row]
        found, position = 0, -1
        if is_asked[row - first]:
            found = _look_up_linked(query, signatures, heads, links, shape, threshold, rows, scores)
            position = _best(ids, rows, scores, found)
        best[row - first] = np.int64(rows[position]) if position >= 0 else -1
        top[row - first] = scores[position] if position >= 0 else 0.0
        if query[0] != 3:
            for band in range(shape[0]):
                _link(signatures, row, band, heads, links, shape)


@compiled()
def _packed_key(signature: Any, band: int, per_band: int) -> Any:
    """Band and minima of a key side by side in 64 bits: equal numbers are equal keys. For at most three rows a band."""
    key = np.uint64(band)
    for k in range(per_band):
        key = key << np.uint64(16) | np.uint64(signature[_column(band, k, per_band)])
    return key


@compiled(void(READ_U16_ROWS, int64, int64, int64, uint64[:, ::1]))
def pack_keys(signatures: Any, first_band: int, stop_band: int, per_band: int, keys: Any) -> None:
    """The packed keys of bands `first_band` to `stop_band` - 1 of each row, one column a band."""
    for row in range(signatures.shape[0]):
        for band in range(first_band, stop_band):
            keys[row, band - first_band] = _packed_key(signatures[row], band, per_band)


@compiled()
def _put(row: Any, score: float, kept: int, best: Any, top: Any) -> Any:
    """Enter a row into the best ones so far, best first, the earlier row first among equals. Returns how many there are."""
    place = kept
    while place > 0 and (top[place - 1] < score or (top[place - 1] == score and best[place - 1] > row)):
        place -= 1
    if place == best.shape[0]:
        return kept
    kept = min(kept + 1, best.shape[0])
    for later in range(kept - 1, place, -1):
        best[later], top[later] = best[later - 1], top[later - 1]
    best[place], top[place] = row, score
    return kept


@compiled()
def _reaches(query: Any, other: Any, score: float, levels: Any) -> Any:
    """True when the score is at or above the level for texts of this length; `levels` as `_keep_best` takes them."""
    short = min(np.int64(query[1]), np.int64(other[1])) < levels[2]
    return score >= (levels[1] if short else levels[0])


@compiled(
    void(
        READ_U16_ROWS, int64, int64, uint32[::1], uint32[:, ::1], uint32[::1], _SHAPE, float64[::1],
        int64[:, ::1], float64[:, ::1],
    )
)  # fmt: skip
def best_earliest_then_enter(
    signatures: Any, first: int, stop: int, heads: Any, entries: Any, seen: Any, shape: Any, levels: Any,
    best: Any, top: Any,
) -> None:  # fmt: skip
    """For rows `first` to `stop` - 1 in turn: the best of the rows that came first with one of its keys; then enter it.

    `shape`: bands, rows a band, bucket bits, most rows entered under one key. `entries`: next entry and tag of the key, for
    each row and band; an entry that is not in any list has `UNLINKED` as its next. A row is compared with at most
    bands x most others, and which ones does not depend on the number of buckets.
    """
    bands, per_band, bits, most = shape[0], shape[1], shape[2], shape[3]
    buckets, begins = np.empty(bands, np.int64), np.empty(bands, np.uint32)
    keys, tags = np.empty(bands, np.uint64), np.empty(bands, np.uint32)
    for row in range(first, stop):
        query = signatures[row]
        for band in range(bands):  # all touches of far memory first, so that they overlap
            keys[band] = _packed_key(query, band, per_band)
            mixed = _mixed(keys[band])
            buckets[band], tags[band] = (band << bits) + np.int64(mixed >> np.uint64(64 - bits)), np.uint32(mixed)
            begins[band] = heads[buckets[band]]
        kept = 0
        for band in range(bands):
            own = row * bands + band
            entries[own, 0], entries[own, 1] = UNLINKED, tags[band]
            if query[0] == 3:
                continue
            met, entry = 0, np.int64(begins[band])
            while entry != NO_ROW:
                other = entry // bands
                if entries[entry, 1] == tags[band] and _packed_key(signatures[other], band, per_band) == keys[band]:
                    met += 1
                    if seen[other] != row:
                        seen[other] = row
                        score = _similarity(query, signatures[other])
                        if _reaches(query, signatures[other], score, levels):
                            kept = _put(other, score, kept, best[row - first], top[row - first])
                entry = np.int64(entries[entry, 0])
            if met < most:
                entries[own, 0] = begins[band]
                heads[buckets[band]] = own
        for place in range(kept, best.shape[1]):
            best[row - first, place] = -1


@compiled(void(READ_U16_ROWS, int64, uint32[::1], uint32[:, ::1], _SHAPE))
def link_again(signatures: Any, stop: int, heads: Any, entries: Any, shape: Any) -> None:
    """Put the entries that are in lists into those of a new, larger table of buckets."""
    bands, bits = shape[0], shape[2]
    for row in range(stop):
        for band in range(bands):
            own = row * bands + band
            if entries[own, 0] != UNLINKED:
                mixed = _mixed(_packed_key(signatures[row], band, shape[1]))
                bucket = (band << bits) + np.int64(mixed >> np.uint64(64 - bits))
                entries[own, 0] = heads[bucket]
                heads[bucket] = own


@compiled(
    void(
        READ_U16_ROWS, READ_U32, READ_U32, READ_U16_ROWS, READ_U32, float64[::1], int64[:, ::1], float64[:, ::1]
    )
)  # fmt: skip
def best_of_pairs(
    queries: Any, later: Any, earlier: Any, others: Any, places: Any, levels: Any, best: Any, top: Any
) -> None:
    """What `best_earliest_then_enter` answers, from pairs that were found elsewhere.

    Pair i says that row `later[i]` of `queries` shares a key with row number `earlier[i]`, whose signature is
    `others[places[i]]`. Pairs of one query stand together and none comes twice.
    """
    best[:, :] = -1
    kept, last = 0, np.int64(-1)
    for i in range(later.shape[0]):
        query = np.int64(later[i])
        if query != last:
            kept, last = 0, query
        score = _similarity(queries[query], others[places[i]])
        if _reaches(queries[query], others[places[i]], score, levels):
            kept = _put(np.int64(earlier[i]), score, kept, best[query], top[query])


@compiled(void(READ_U32, int64[::1], int64[::1], int64[::1], int64, int64[:, ::1]))
def count_shared_many(points: Any, ends: Any, left: Any, right: Any, letters: int, out: Any) -> None:
    """What `count_shared` gives for each pair of texts, one row of `out` a pair; the texts stand one after the other.

    `left` and `right` are positions in `ends`; pairs with the same left text in turn cost less.
    """
    longest, start = 1, 0
    for i in range(ends.shape[0]):
        longest = max(longest, ends[i] - start)
        start = ends[i]
    stream = np.empty(longest, np.uint32)
    kinds = np.empty(longest, np.uint8)
    grams = np.empty(longest, np.uint64)
    table = np.empty(_table_size(longest), np.uint64)
    others = np.empty(_table_size(longest), np.uint64)
    last, own, mask = -1, 0, np.uint64(0)
    for i in range(left.shape[0]):
        if left[i] != last:
            last = left[i]
            kept = _folded(points, ends[last - 1] if last else 0, ends[last], stream, kinds)
            own = _distinct_grams(stream, kinds, kept, letters, table, grams)
            mask = np.uint64(_table_size(kept) - 1)
        other = right[i]
        kept = _folded(points, ends[other - 1] if other else 0, ends[other], stream, kinds)
        found = _distinct_grams(stream, kinds, kept, letters, others, grams)
        shared = 0
        for g in range(found):
            slot = grams[g] >> np.uint64(8) & mask
            while table[slot] != 0 and table[slot] != grams[g]:
                slot = (slot + np.uint64(1)) & mask
            shared += table[slot] == grams[g]
        out[i, 0], out[i, 1], out[i, 2] = own, found, shared
