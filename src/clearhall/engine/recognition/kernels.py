"""Compiled inner loops of recognition: reading a text or an address into features, summing weights, fitting weights.

Only loops over numbers belong here; what a label means, and what may be learned, is decided elsewhere. Importing this
module imports numba and compiles (or loads from numba's cache) every kernel, so the rest of the package reaches it through
`compiled.kernels()`. All helpers stay in this one file: numba's cache notices changes only in the file of the function
itself.

A feature is a number below `STRUCTURE + 2 ** bits`: structure first (16 steps for each named feature), then hashed pieces of
wording. The same reader serves training, scoring and explaining, so the three cannot drift apart.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import float32, float64, int32, int64, types, uint8, uint32, uint64, void

from clearhall.engine.compiling import compiled

STRUCTURE = 1024
STEPS = 16
READ_U32 = types.Array(uint32, 1, "C", readonly=True)
READ_U8 = types.Array(uint8, 1, "C", readonly=True)
READ_F32_ROWS = types.Array(float32, 2, "C", readonly=True)
TABLES = types.Tuple((READ_U32, READ_U32, READ_U8, READ_U8, READ_U8))  # type: ignore[no-untyped-call]

DROPPED, SIGN, LETTER, DIGIT, WORD, SPACE = 0, 1, 2, 3, 4, 5
NUMBER, LINK, PHONE, NAME, CONTACT, CURRENCY = 0x30, 0xE001, 0xE002, 0xE003, 0xE004, 0x24
EXPANDS = 0x80000000

# Places of the counts that reading leaves behind.
N_LINKS, N_NUMBERS, N_PHONES, N_MASKED, N_CURRENCY, N_EXCLAIM, N_ASK, N_SIGNED = 0, 1, 2, 3, 4, 5, 6, 7
N_LATIN, N_CAPITAL, N_HAN, N_LONGEST, N_LENGTHS = 8, 9, 10, 11, 12
COUNTS = 13


def _packed(word: str) -> int:
    value = 0
    for letter in word:
        value = value * 27 + ord(letter) - 96
    return value


# Words that data sets write in place of what was taken out, and the symbol each is read as.
_MASKS = (
    ("digit", NUMBER), ("cellphone", PHONE), ("phone", PHONE), ("hotline", PHONE), ("number", NUMBER), ("url", LINK),
    ("link", LINK), ("name", NAME), ("place", NAME), ("wechat", CONTACT), ("email", CONTACT),
)  # fmt: skip
MASK_WORDS = np.array([_packed(word) for word, _ in _MASKS], np.uint64)
MASK_LENGTHS = np.array([len(word) for word, _ in _MASKS], np.int64)
MASK_SYMBOLS = np.array([symbol for _, symbol in _MASKS], np.uint32)
# Last parts of a host name that make "word.word" a link even without a scheme or a path.
_SUFFIXES = (
    "com net org info biz cn cc tv me top xyz vip club site online shop icu tk ml ga cf gq uk us in ru co io ly im hk tw mobi wap asia "
    "sg my link live app pro work win loan"
)
SUFFIXES = np.array(sorted(_packed(word) for word in _SUFFIXES.split()), np.uint64)


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
def _next(value: Any, symbol: Any) -> Any:
    """One step of a rolling hash."""
    return value * np.uint64(0x9E3779B97F4A7C15) + np.uint64(symbol) + np.uint64(1)


@compiled()
def _is_latin(point: Any) -> Any:
    return 0x61 <= point <= 0x7A


@compiled()
def _settle_imitations(raw: Any, kinds: Any, imitated: Any, length: int, latin: int, imitations: int) -> None:
    """Letters that imitate Latin ones become them where Latin letters are as many; else the text is in that script."""
    if latin < imitations:
        return
    for i in range(length):
        if imitated[i]:
            raw[i] = imitated[i]
            kinds[i] = LETTER if imitated[i] > 0x39 else DIGIT


@compiled()
def _fold(
    points: Any, start: int, stop: int, tables: Any, raw: Any, kinds: Any, capitals: Any, origins: Any, imitated: Any
) -> Any:
    """Write each character as it is read, what kind it is and where it came from. Returns how many."""
    folded, expansions, kind_of, latin_of, capital_of = tables
    length, latin, imitations = 0, 0, 0
    known = np.uint32(folded.shape[0])
    for i in range(start, stop):
        point = points[i]
        if point >= known:
            if length < raw.shape[0]:
                raw[length], kinds[length], capitals[length] = point, SIGN if point >= 0x40000 else WORD, 0
                origins[length], imitated[length] = i - start, 0
                length += 1
            continue
        first = folded[point]
        place, count = 0, 1
        if first >= EXPANDS:
            place = int(first - np.uint32(EXPANDS)) + 1
            count = int(expansions[place - 1])
        elif first == 0:
            continue
        for k in range(count):
            if length >= raw.shape[0]:
                break
            symbol = expansions[place + k] if place else first
            kind = kind_of[symbol] if symbol < known else SIGN
            raw[length], kinds[length], capitals[length] = symbol, kind, capital_of[point]
            origins[length], imitated[length] = i - start, latin_of[point]
            latin += kind == LETTER and _is_latin(symbol)
            imitations += latin_of[point] != 0
            length += 1
    if imitations:
        _settle_imitations(raw, kinds, imitated, length, latin, imitations)
    return length


@compiled()
def _link_ahead(raw: Any, kinds: Any, at: int, length: int) -> Any:
    """Whether a link starts at `at`: a scheme, "www." or a host name with a common ending. Returns where its run ends.

    The end is negative when no link starts there.
    """
    stop = at
    while stop < length and 0x21 <= raw[stop] <= 0x7E:
        stop += 1
    if stop - at >= 5 and raw[at] == 0x77 and raw[at + 1] == 0x77 and raw[at + 2] == 0x77 and raw[at + 3] == 0x2E:
        return stop
    for i in range(at + 1, stop - 1):
        if raw[i] == 0x3A and i + 2 < stop and raw[i + 1] == 0x2F and raw[i + 2] == 0x2F:
            return stop
        if raw[i] == 0x2E and (kinds[i - 1] == LETTER or kinds[i - 1] == DIGIT):
            ending, k = np.uint64(0), i + 1
            while k < stop and _is_latin(raw[k]) and k - i <= 8:
                ending = ending * np.uint64(27) + np.uint64(raw[k] - 96)
                k += 1
            if k > i + 2 and (k == stop or kinds[k] == SIGN):
                if k < stop and raw[k] == 0x2F:
                    return stop
                place = np.searchsorted(SUFFIXES, ending)
                if place < SUFFIXES.shape[0] and SUFFIXES[place] == ending:
                    return stop
    return -stop - 1


@compiled()
def _run_of(kinds: Any, raw: Any, at: int, length: int, kind: int, places: Any) -> Any:
    """Places of one word or number that starts at `at`, also when it is written one character at a time.

    Returns (characters, where reading goes on). Three or more single characters with one sign or blank between them are
    one word; so "w.i.n" and "w i n" are "win".
    """
    count, i = 0, at
    while i < length and kinds[i] == kind:
        places[count] = i
        count += 1
        i += 1
    if count > 1 or i + 1 >= length or (kinds[i] != SPACE and kinds[i] != SIGN):
        if kind == DIGIT:  # 138-1234-5678 and 1,000.50 are one number
            while i + 1 < length and 0x2C <= raw[i] <= 0x2E and kinds[i + 1] == DIGIT:
                i += 1
                while i < length and kinds[i] == DIGIT:
                    places[count] = i
                    count += 1
                    i += 1
        return count, i
    chained, k = 1, at
    while (
        k + 2 < length
        and (kinds[k + 1] == SPACE or kinds[k + 1] == SIGN)
        and kinds[k + 2] == kind
        and (k + 3 >= length or kinds[k + 3] != kind)
    ):
        k += 2
        places[chained] = k
        chained += 1
    if chained >= 3:
        return chained, k + 1
    return 1, i


@compiled()
def _put(
    stream: Any, kinds: Any, begins: Any, origins: Any, length: int, symbol: Any, kind: int, begin: int, at: int
) -> Any:
    if length < stream.shape[0]:
        stream[length], kinds[length], begins[length], origins[length] = symbol, kind, begin, at
        return length + 1
    return length


@compiled()
def _mask_at(raw: Any, places: Any, at: int, count: int) -> Any:
    """Which mask word starts at place `at` of a word in capitals, or -1."""
    value = np.uint64(0)
    for k in range(at, min(count, at + 9)):
        value = value * np.uint64(27) + np.uint64(raw[places[k]] - 96)
        for m in range(MASK_WORDS.shape[0]):
            if MASK_LENGTHS[m] == k - at + 1 and MASK_WORDS[m] == value:
                return m
    return -1


@compiled()
def _number_class(digits: int) -> Any:
    """Length of a number as people meet it: 1, 2, 3, 4, 5, 6, 7-8, 9-10, 11, 12-15, 16-19, more."""
    if digits <= 6:
        return digits
    if digits <= 8:
        return 7
    if digits <= 10:
        return 8
    if digits == 11:
        return 9
    return 10 if digits <= 15 else (11 if digits <= 19 else 12)


@compiled()
def _number_hash(raw: Any, places: Any, count: int) -> Any:
    """A number as wording: up to six digits whole, of longer ones the length and the first two digits."""
    value = np.uint64(count)
    for k in range(count if count <= 6 else 2):
        value = _next(value, raw[places[k]])
    return value


@compiled()
def _read_message(
    points: Any, start: int, stop: int, tables: Any, raw: Any, raw_kinds: Any, capitals: Any, raw_origins: Any, places: Any,
    stream: Any, kinds: Any, begins: Any, origins: Any, counts: Any, numbers: Any,
) -> Any:  # fmt: skip
    """Read a message into symbols: letters, whole numbers, links, masks; blanks and signs go. Returns how many.

    `begins` is 1 where a word of letters or a number starts. `counts` are left as numbered above.
    """
    length = _fold(points, start, stop, tables, raw, raw_kinds, capitals, raw_origins, places)
    for k in range(COUNTS):
        counts[k] = 0
    out, i, scanned = 0, 0, 0
    first_sign = True
    while i < length:
        kind, symbol = raw_kinds[i], raw[i]
        at = raw_origins[i]
        if kind in (LETTER, DIGIT) and i >= scanned and symbol < 0x80:
            found = _link_ahead(raw, raw_kinds, i, length)
            scanned = found if found >= 0 else -found - 1
            if found >= 0:
                counts[N_LINKS] += 1
                out = _put(stream, kinds, begins, origins, out, LINK, SIGN, 1, at)
        if kind == WORD:
            out = _put(stream, kinds, begins, origins, out, symbol, WORD, 0, at)
            counts[N_HAN] += 1
            i += 1
        elif kind == LETTER:
            count, after = _run_of(raw_kinds, raw, i, length, LETTER, places)
            capital, crosses = 0, 0
            for k in range(count):
                capital += capitals[places[k]]
                crosses += raw[places[k]] == 0x78
            done = 0
            if count == crosses and count >= 2:  # xxxx stands for a number that was taken out
                out = _put(stream, kinds, begins, origins, out, NUMBER, DIGIT, 1, at)
                counts[N_MASKED] += 1
                done = count
            while done < count and capital >= 3 and capitals[places[done]]:
                mask = _mask_at(raw, places, done, count)
                if mask < 0:
                    break
                put = MASK_SYMBOLS[mask]
                out = _put(
                    stream,
                    kinds,
                    begins,
                    origins,
                    out,
                    put,
                    DIGIT if put == NUMBER else SIGN,
                    1,
                    raw_origins[places[done]],
                )
                counts[N_MASKED] += 1
                counts[N_LINKS] += put == LINK
                counts[N_PHONES] += put == PHONE
                done += MASK_LENGTHS[mask]
            if done == 0:
                counts[N_CAPITAL] += capital
                counts[N_LATIN] += count
            begin = 1
            for k in range(done, count):
                out = _put(stream, kinds, begins, origins, out, raw[places[k]], LETTER, begin, raw_origins[places[k]])
                begin = 0
            i = after
        elif kind == DIGIT:
            count, after = _run_of(raw_kinds, raw, i, length, DIGIT, places)
            if counts[N_NUMBERS] < numbers.shape[0]:
                numbers[counts[N_NUMBERS]] = _number_hash(raw, places, count)
            out = _put(stream, kinds, begins, origins, out, NUMBER, DIGIT, 1, at)
            counts[N_NUMBERS] += 1
            counts[N_LENGTHS] |= 1 << _number_class(count)
            counts[N_LONGEST] = max(counts[N_LONGEST], count)
            if (count == 11 and (symbol == 0x31 or symbol == 0x30)) or (count == 10 and symbol == 0x34):
                counts[N_PHONES] += 1
            i = after
        else:
            if kind == SIGN:
                if symbol == 0x21:
                    counts[N_EXCLAIM] += 1
                elif symbol == 0x3F:
                    counts[N_ASK] += 1
                elif symbol == 0x24 or symbol == 0xA3 or symbol == 0xA5 or symbol == 0x20AC:
                    counts[N_CURRENCY] += 1
                    out = _put(stream, kinds, begins, origins, out, CURRENCY, SIGN, 1, at)
                elif symbol == 0x25:
                    out = _put(stream, kinds, begins, origins, out, symbol, SIGN, 1, at)
                elif symbol == 0x3010 and first_sign:
                    counts[N_SIGNED] |= 1
                elif symbol == 0x3011 and length - i <= 2:
                    counts[N_SIGNED] |= 2
                first_sign = False
            i += 1
    return out


@compiled()
def _add(
    table: Any, size_mask: Any, feature: Any, ids: Any, froms: Any, tos: Any, found: int, start: int, stop: int
) -> Any:
    """Add a feature unless this text has it already. Returns how many there are."""
    slot = (np.uint64(feature) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(32)) & size_mask
    key = np.uint32(feature + 1)
    while table[slot] != 0:
        if table[slot] == key:
            return found
        slot = (slot + np.uint64(1)) & size_mask
    table[slot] = key
    ids[found], froms[found], tos[found] = feature, start, stop
    return found + 1


@compiled()
def _cleared(table: Any, wanted: int) -> Any:
    """Empty as much of the table as `wanted` features need. Returns its mask."""
    size = 64
    while size < 2 * wanted:
        size *= 2
    for i in range(size):
        table[i] = 0
    return np.uint64(size - 1)


@compiled()
def _half_octave(value: int) -> Any:
    """0 for 0, then two steps for each doubling, at most 15."""
    return 0 if value <= 0 else int(min(15.0, 1.0 + 2.0 * np.log2(float(value))))


@compiled()
def _message_features(
    stream: Any,
    kinds: Any,
    begins: Any,
    length: int,
    counts: Any,
    numbers: Any,
    salt: Any,
    bits: int,
    table: Any,
    ids: Any,
    froms: Any,
    tos: Any,
) -> Any:
    """Distinct pieces of wording of a message that was read, with the symbols each spans. Returns how many."""
    size_mask = _cleared(table, 7 * length + 8)
    mask = np.uint64((1 << bits) - 1)
    found = 0
    for i in range(length):
        shortest, longest = (1, 4) if kinds[i] == WORD else ((1, 5) if kinds[i] == SIGN else (2, 5))
        value = salt
        for n in range(longest):
            if i + n >= length:
                break
            value = _next(value, stream[i + n])
            if n + 1 >= shortest:
                feature = np.int64(STRUCTURE + (_mixed(value) & mask))
                found = _add(table, size_mask, feature, ids, froms, tos, found, i, i + n + 1)
    grams = found
    before, before_at, number = np.uint64(0), 0, 0
    i = 0
    while i < length:
        if kinds[i] == WORD or not begins[i]:
            i += 1
            before = np.uint64(0)
            continue
        value, k = _next(salt ^ np.uint64(0x5E), stream[i]), i + 1
        while k < length and kinds[k] == LETTER and not begins[k]:
            value = _next(value, stream[k])
            k += 1
        if kinds[i] == DIGIT and stream[i] == NUMBER and number < min(counts[N_NUMBERS], numbers.shape[0]):
            exact = _mixed(_next(salt ^ np.uint64(0xD1), numbers[number]))
            found = _add(table, size_mask, np.int64(STRUCTURE + (exact & mask)), ids, froms, tos, found, i, k)
            number += 1
        word = _mixed(value)
        found = _add(table, size_mask, np.int64(STRUCTURE + (word & mask)), ids, froms, tos, found, i, k)
        if before:
            pair = _mixed(_next(before, word >> np.uint64(8)))
            found = _add(table, size_mask, np.int64(STRUCTURE + (pair & mask)), ids, froms, tos, found, before_at, k)
        before, before_at, i = word, i, k
    return grams, found


@compiled()
def _message_structure(length: int, counts: Any, ids: Any, found: int) -> Any:
    """Append the structure features of a message. Returns how many features there are in all."""
    size = _half_octave(length)
    letters = counts[N_LATIN] + counts[N_HAN]
    han = 11 if letters == 0 else int(10 * counts[N_HAN] / letters)
    script = 0 if han == 11 else (1 if han == 0 else (2 if han >= 7 else 3))
    links, numbers = min(counts[N_LINKS], 3), min(counts[N_NUMBERS] + counts[N_MASKED], 15)
    steps = (
        han, _number_class(counts[N_LONGEST]), counts[N_SIGNED],
        0 if counts[N_LATIN] == 0 else 1 + int(10 * counts[N_CAPITAL] / counts[N_LATIN]),
        links * 4 + min(numbers, 3), script,
    )  # fmt: skip
    for k in range(len(steps)):
        ids[found] = k * STEPS + steps[k]
        found += 1
    # Counts mark every step up to their own, so that a text longer than all that were learned from is still judged.
    levels = (
        size, links, numbers, min(counts[N_PHONES], 3), min(counts[N_MASKED], 7), min(counts[N_CURRENCY], 4),
        min(counts[N_EXCLAIM], 5), min(counts[N_ASK], 5),
    )  # fmt: skip
    for k in range(len(levels)):
        for step in range(1, levels[k] + 1):
            ids[found] = (16 + k) * STEPS + step
            found += 1
    for step in range(1, size + 1):
        ids[found] = (26 + script) * STEPS + step
        found += 1
    for k in range(13):
        if counts[N_LENGTHS] >> k & 1:
            ids[found] = 13 * STEPS + k
            found += 1
    return found


@compiled()
def _copied(own: Any, grams: int, wording: int, every: int, ids: Any, rows: Any, row: int, total: int) -> Any:
    for k in range(every):
        ids[total + k] = own[k]
    rows[row, 0], rows[row, 1], rows[row, 2] = total + grams, total + wording, total + every
    return total + every


@compiled()
def _parted(found: Any, every: int, features: Any) -> None:
    for k in range(every):
        features[k, 0], features[k, 1], features[k, 2] = found[0][k], found[1][k], found[2][k]


@compiled()
def _longest(ends: Any) -> Any:
    longest, start = 1, 0
    for row in range(ends.shape[0]):
        longest, start = max(longest, ends[row] - start), ends[row]
    return longest


@compiled()
def _message_buffers(longest: int) -> Any:
    """Working memory for messages of up to `longest` characters, made once for a whole call."""
    room = 2 * longest + 64
    found = 7 * room + 256
    return (
        (
            np.empty(room, np.uint32),
            np.empty(room, np.uint8),
            np.empty(room, np.uint8),
            np.empty(room, np.int32),
            np.empty(room, np.int32),
        ),
        (np.empty(room, np.uint32), np.empty(room, np.uint8), np.empty(room, np.uint8), np.empty(room, np.int32)),
        (np.empty(COUNTS, np.int64), np.empty(32, np.uint64), np.empty(4 * found, np.uint32)),
        (np.empty(found, np.int32), np.empty(found, np.int32), np.empty(found, np.int32)),
    )


@compiled()
def _message(points: Any, start: int, stop: int, tables: Any, salt: Any, bits: int, buffers: Any) -> Any:
    """Read one message and find its features. Returns (symbols, end of grams, of words, of structure)."""
    raw, raw_kinds, capitals, raw_origins, places = buffers[0]
    stream, kinds, begins, origins = buffers[1]
    counts, numbers, table = buffers[2]
    ids, froms, tos = buffers[3]
    length = _read_message(
        points,
        start,
        stop,
        tables,
        raw,
        raw_kinds,
        capitals,
        raw_origins,
        places,
        stream,
        kinds,
        begins,
        origins,
        counts,
        numbers,
    )
    grams, wording = _message_features(
        stream, kinds, begins, length, counts, numbers, salt, bits, table, ids, froms, tos
    )
    return length, grams, wording, _message_structure(length, counts, ids, wording)


@compiled(int64(READ_U32, int64[::1], TABLES, uint64, int64, int32[::1], int64[:, ::1]))
def message_features(points: Any, ends: Any, tables: Any, salt: Any, bits: int, ids: Any, rows: Any) -> Any:
    """Features of many messages one after another into `ids`; for each row where grams, words and structure end."""
    buffers = _message_buffers(_longest(ends))
    start, total = 0, 0
    for row in range(ends.shape[0]):
        _length, grams, wording, every = _message(points, start, ends[row], tables, salt, bits, buffers)
        total = _copied(buffers[3][0], grams, wording, every, ids, rows, row, total)
        start = ends[row]
    return total


@compiled()
def _sum(
    ids: Any, grams: int, wording: int, every: int, weights: Any, words: float, structure: float, out: Any
) -> None:
    """Margins of one row: constant + scaled weights, by the same values as `feature_values`."""
    columns = weights.shape[1]
    total = grams + words * words * (wording - grams)
    scale = 1.0 / np.sqrt(total) if total > 0 else 0.0
    for c in range(columns):
        first, second, third = 0.0, 0.0, 0.0
        for k in range(grams):
            first += weights[ids[k], c]
        for k in range(grams, wording):
            second += weights[ids[k], c]
        for k in range(wording, every):
            third += weights[ids[k], c]
        out[c] = weights[weights.shape[0] - 1, c] + scale * (first + words * second) + structure * third


@compiled(void(READ_U32, int64[::1], TABLES, uint64, int64, READ_F32_ROWS, float64, float64, float64[:, ::1]))
def score_messages(
    points: Any, ends: Any, tables: Any, salt: Any, bits: int, weights: Any, words: float, structure: float, out: Any
) -> None:
    """Margins of many messages, read and summed in one go."""
    buffers = _message_buffers(_longest(ends))
    start = 0
    for row in range(ends.shape[0]):
        _length, grams, wording, every = _message(points, start, ends[row], tables, salt, bits, buffers)
        _sum(buffers[3][0], grams, wording, every, weights, words, structure, out[row])
        start = ends[row]


@compiled(types.UniTuple(int64, 4)(READ_U32, TABLES, uint64, int64, int32[:, ::1], int32[:, ::1]))  # type: ignore[no-untyped-call]
def message_parts(points: Any, tables: Any, salt: Any, bits: int, features: Any, symbols: Any) -> Any:
    """One message taken apart, to explain it: (id, from, to) for each feature; (place in the text, begins) per symbol.

    Returns (symbols, end of grams, of words, of structure); structure has no from and to.
    """
    buffers = _message_buffers(points.shape[0])
    length, grams, wording, every = _message(points, 0, points.shape[0], tables, salt, bits, buffers)
    _parted(buffers[3], every, features)
    kinds, begins, origins = buffers[1][1], buffers[1][2], buffers[1][3]
    for i in range(length):
        symbols[i, 0], symbols[i, 1] = origins[i], begins[i] or kinds[i] == WORD or (i > 0 and kinds[i - 1] != LETTER)
    return length, grams, wording, every


# --- addresses -------------------------------------------------------------------------------------------------------

U_HOST, U_NAME, U_SUB, U_PATH, U_QUERY = 1, 2, 3, 4, 5
# Second-level endings under a two-letter country ending: co.uk, com.cn, or.jp.
_SECOND = np.array(
    sorted(_packed(word) for word in "co com net org gov edu ac ne or go mil gob gouv nom ltd plc sch id web".split()),
    np.uint64,
)


@compiled()
def _is_vowel(point: Any) -> Any:
    return point == 0x61 or point == 0x65 or point == 0x69 or point == 0x6F or point == 0x75


@compiled()
def _shape(point: Any) -> Any:
    """A letter as vowel, consonant, digit or itself."""
    if 0x61 <= point <= 0x7A:
        return 0x61 if _is_vowel(point) else 0x62
    return 0x30 if 0x30 <= point <= 0x39 else int(point)


@compiled()
def _read_url(points: Any, start: int, stop: int, tables: Any, chars: Any, origins: Any, parts: Any) -> Any:
    """Read an address without its scheme and "www.", small letters, odd writings folded. Returns its length.

    parts: [host stop, suffix start, name start, path start, query start, capitals].
    """
    folded = tables[0]
    latin = tables[3]
    capital = tables[4]
    length = 0
    capitals = 0
    for i in range(start, stop):
        point = points[i]
        symbol = point
        if point < folded.shape[0]:
            symbol = folded[point]
            if symbol >= EXPANDS:
                symbol = tables[1][int(symbol - np.uint32(EXPANDS)) + 1]
            if latin[point]:
                symbol = np.uint32(latin[point])
        if symbol == 0 or symbol == 0x20:
            continue
        if length < chars.shape[0]:
            chars[length], origins[length] = symbol, i - start
            length += 1
    skip = 0
    for i in range(min(length - 2, 12)):
        if chars[i] == 0x3A and chars[i + 1] == 0x2F and chars[i + 2] == 0x2F:
            skip = i + 3
            break
    if (
        length - skip > 4
        and chars[skip] == 0x77
        and chars[skip + 1] == 0x77
        and chars[skip + 2] == 0x77
        and chars[skip + 3] == 0x2E
    ):
        skip += 4
    host_stop = skip
    while host_stop < length and chars[host_stop] != 0x2F and chars[host_stop] != 0x3F and chars[host_stop] != 0x23:
        host_stop += 1
    for i in range(skip, host_stop):  # what stands before an at sign is no host
        if chars[i] == 0x40:
            skip = i + 1
    length -= skip
    host_stop -= skip
    if skip:
        for i in range(length):
            chars[i], origins[i] = chars[i + skip], origins[i + skip]
    for i in range(length):
        point = points[start + origins[i]]
        capitals += point < capital.shape[0] and capital[point]
    path_start = host_stop
    while length > path_start and chars[length - 1] == 0x2F:
        length -= 1
    for i in range(host_stop):
        if chars[i] == 0x3A:
            host_stop = i
            break
    dot = host_stop
    while dot > 0 and chars[dot - 1] != 0x2E:
        dot -= 1
    suffix = dot
    if dot > 1 and host_stop - dot == 2:
        second, value = dot - 1, np.uint64(0)
        while second > 0 and chars[second - 1] != 0x2E:
            second -= 1
        for i in range(second, dot - 1):
            value = value * np.uint64(27) + np.uint64(chars[i] - 96)
        place = np.searchsorted(_SECOND, value)
        if second > 0 and dot - 1 - second <= 5 and place < _SECOND.shape[0] and _SECOND[place] == value:
            suffix = second
    name = max(suffix - 1, 0)
    while name > 0 and chars[name - 1] != 0x2E:
        name -= 1
    query = path_start
    while query < length and chars[query] != 0x3F and chars[query] != 0x23:
        query += 1
    parts[0], parts[1], parts[2], parts[3], parts[4], parts[5] = host_stop, suffix, name, path_start, query, capitals
    return length


@compiled()
def _grams(
    chars: Any, start: int, stop: int, shortest: int, longest: int, tag: int, closed: bool, salt: Any, mask: Any, table: Any,
    size_mask: Any, ids: Any, froms: Any, tos: Any, found: int, shaped: bool,
) -> Any:  # fmt: skip
    """Pieces of `shortest` to `longest` characters of one part; `closed` marks its two ends."""
    low, high = (start - 1, stop + 1) if closed else (start, stop)
    for i in range(low, high):
        value = salt + np.uint64(tag) * np.uint64(0xC2B2AE3D27D4EB4F)
        for n in range(longest):
            at = i + n
            if at >= high:
                break
            symbol = 1 if at < start else (2 if at >= stop else (_shape(chars[at]) if shaped else int(chars[at])))
            value = _next(value, symbol)
            if n + 1 >= shortest:
                feature = np.int64(STRUCTURE + (_mixed(value) & mask))
                found = _add(table, size_mask, feature, ids, froms, tos, found, max(i, start), min(at + 1, stop))
    return found


@compiled()
def _pieces(
    chars: Any,
    start: int,
    stop: int,
    tag: int,
    salt: Any,
    mask: Any,
    table: Any,
    size_mask: Any,
    ids: Any,
    froms: Any,
    tos: Any,
    found: int,
) -> Any:
    """Runs of letters and whole labels of one part."""
    value, begin = np.uint64(0), start
    for i in range(start, stop + 1):
        if i < stop and (0x61 <= chars[i] <= 0x7A or chars[i] >= 0x80):
            if value == 0:
                value, begin = salt + np.uint64(tag) * np.uint64(0xD6E8FEB86659FD93), i
            value = _next(value, chars[i])
        elif value:
            feature = np.int64(STRUCTURE + (_mixed(value) & mask))
            found = _add(table, size_mask, feature, ids, froms, tos, found, begin, i)
            value = np.uint64(0)
    return found


@compiled()
def _url_features(
    chars: Any, length: int, parts: Any, salt: Any, bits: int, table: Any, ids: Any, froms: Any, tos: Any
) -> Any:
    """Distinct pieces of wording of an address that was read. Returns how many."""
    size_mask = _cleared(table, 12 * length + 64)
    mask = np.uint64((1 << bits) - 1)
    host, suffix, name, path, query = parts[0], parts[1], parts[2], parts[3], parts[4]
    found = 0
    found = _grams(chars, 0, host, 3, 5, U_HOST, True, salt, mask, table, size_mask, ids, froms, tos, found, False)
    found = _grams(
        chars,
        name,
        max(suffix - 1, name),
        2,
        4,
        U_NAME,
        True,
        salt,
        mask,
        table,
        size_mask,
        ids,
        froms,
        tos,
        found,
        False,
    )
    found = _grams(chars, 0, host, 3, 6, 7, True, salt, mask, table, size_mask, ids, froms, tos, found, True)
    found = _grams(chars, path, query, 3, 5, U_PATH, True, salt, mask, table, size_mask, ids, froms, tos, found, False)
    found = _grams(
        chars,
        query,
        min(length, query + 200),
        3,
        4,
        U_QUERY,
        False,
        salt,
        mask,
        table,
        size_mask,
        ids,
        froms,
        tos,
        found,
        False,
    )
    grams = found
    found = _pieces(chars, 0, max(name, 0), U_SUB, salt, mask, table, size_mask, ids, froms, tos, found)
    found = _pieces(chars, 0, suffix, 8, salt, mask, table, size_mask, ids, froms, tos, found)
    found = _pieces(chars, path, query, 9, salt, mask, table, size_mask, ids, froms, tos, found)
    return grams, _crosses(chars, length, parts, salt, mask, table, size_mask, ids, froms, tos, found)


@compiled()
def _crosses(
    chars: Any,
    length: int,
    parts: Any,
    salt: Any,
    mask: Any,
    table: Any,
    size_mask: Any,
    ids: Any,
    froms: Any,
    tos: Any,
    found: int,
) -> Any:
    """The ending alone and with what surrounds it: whether there is a path, how many parts the host has."""
    host, suffix, name, path = parts[0], parts[1], parts[2], parts[3]
    ending = salt ^ np.uint64(0x7E)
    for i in range(suffix, host):
        ending = _next(ending, chars[i])
    labels = 0
    for i in range(max(name, 0)):
        labels += chars[i] == 0x2E
    bare = 1 if length <= path else 0
    for value in (
        ending,
        _next(ending, 3 + bare),
        _next(_next(ending, 5), min(labels, 4)),
        _next(_next(ending, 7), min(8, (suffix - name) // 2)),
    ):
        feature = np.int64(STRUCTURE + (_mixed(value) & mask))
        found = _add(table, size_mask, feature, ids, froms, tos, found, suffix, host)
    return found


@compiled()
def _part_figures(chars: Any, start: int, stop: int, figures: Any) -> None:
    """Of one part: [letters, digits, hyphens, vowels, longest run of consonants, changes between letters and digits]."""
    for k in range(6):
        figures[k] = 0
    run, before = 0, -1
    for i in range(start, stop):
        c = chars[i]
        letter, digit = 0x61 <= c <= 0x7A, 0x30 <= c <= 0x39
        figures[0] += letter
        figures[1] += digit
        figures[2] += c == 0x2D
        vowel = _is_vowel(c)
        figures[3] += vowel
        run = run + 1 if letter and not vowel else 0
        figures[4] = max(figures[4], run)
        kind = 1 if letter else (2 if digit else 0)
        figures[5] += before > 0 and kind > 0 and kind != before
        before = kind


@compiled()
def _url_structure(chars: Any, length: int, parts: Any, ids: Any, found: int, figures: Any) -> Any:
    """Append the structure features of an address. Returns how many features there are in all."""
    host, suffix, name, path, query, capitals = parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]
    name_stop = max(suffix - 1, name)
    size = name_stop - name
    labels, depth, percent = 0, 0, 0
    for i in range(max(name, 0)):
        labels += chars[i] == 0x2E
    for i in range(path, query):
        depth += chars[i] == 0x2F
    for i in range(path, length):
        percent += chars[i] == 0x25
    _part_figures(chars, name, name_stop, figures)
    digits, hyphens, vowels, run, changes, letters = (
        figures[1],
        figures[2],
        figures[3],
        figures[4],
        figures[5],
        figures[0],
    )
    vowel_step = 0 if letters == 0 else 1 + min(9, int(10 * vowels / letters))
    bare = 1 if length <= path else 0
    numeric = host > 6 and letters == 0 and figures[1] + 0 == size and size > 0
    _part_figures(chars, 0, max(name - 1, 0), figures)
    sub_digits, sub_hyphens, sub_letters = figures[1], figures[2], figures[0]
    _part_figures(chars, path, query, figures)
    path_digits, path_hyphens = figures[1], figures[2]
    extension, dot = 0, query
    while dot > path and chars[dot - 1] != 0x2E and chars[dot - 1] != 0x2F:
        dot -= 1
    if dot > path and chars[dot - 1] == 0x2E:
        extension = 1 + min(5, query - dot)
        if query - dot == 3 and chars[dot] == 0x70 and chars[dot + 1] == 0x68:
            extension = 8
        elif chars[dot] == 0x68 and query - dot >= 3:
            extension = 9
    steps = (
        _half_octave(host), min(labels, 15), min(size, 47) // 3, min(digits, 15), min(hyphens, 5), vowel_step, min(run, 12),
        min(changes, 6), _half_octave(max(name - 1, 0)), min(sub_digits, 15), min(sub_hyphens, 6), _half_octave(query - path),
        min(depth, 15), min(path_digits, 15), min(path_hyphens, 12), extension, _half_octave(length - query), min(percent, 8),
        min(capitals, 8), bare * 4 + min(labels, 3), (1 if numeric else 0), min(size, 31) // 4 * 2 + (digits > 0),
        (8 if bare else 0) + min(run, 7), (8 if bare else 0) + min(size, 31) // 4, min(3, labels) * 4 + min(3, hyphens + sub_hyphens),
        0 if sub_letters == 0 else 1 + min(7, sub_letters // 3), (8 if bare else 0) + min(7, digits),
        min(10, vowel_step) if size >= 6 else 11, min(3, depth) * 4 + min(3, path_digits // 2),
    )  # fmt: skip
    for k in range(len(steps)):
        ids[found] = 512 + k * STEPS + steps[k]
        found += 1
    return found


@compiled()
def _url_buffers(longest: int) -> Any:
    """Working memory for addresses of up to `longest` characters."""
    found = 12 * longest + 256
    return (
        (np.empty(longest, np.uint32), np.empty(longest, np.int32)),
        (np.empty(6, np.int64), np.empty(6, np.int64), np.empty(4 * found, np.uint32)),
        (np.empty(found, np.int32), np.empty(found, np.int32), np.empty(found, np.int32)),
    )


@compiled()
def _url(points: Any, start: int, stop: int, tables: Any, salt: Any, bits: int, buffers: Any) -> Any:
    """Read one address and find its features. Returns (characters, end of grams, of words, of structure)."""
    chars, origins = buffers[0]
    parts, figures, table = buffers[1]
    ids, froms, tos = buffers[2]
    length = _read_url(points, start, stop, tables, chars, origins, parts)
    grams, wording = _url_features(chars, length, parts, salt, bits, table, ids, froms, tos)
    return length, grams, wording, _url_structure(chars, length, parts, ids, wording, figures)


@compiled(int64(READ_U32, int64[::1], TABLES, uint64, int64, int32[::1], int64[:, ::1]))
def url_features(points: Any, ends: Any, tables: Any, salt: Any, bits: int, ids: Any, rows: Any) -> Any:
    """Features of many addresses one after another into `ids`; for each row where grams, words and structure end."""
    buffers = _url_buffers(_longest(ends))
    start, total = 0, 0
    for row in range(ends.shape[0]):
        _length, grams, wording, every = _url(points, start, ends[row], tables, salt, bits, buffers)
        total = _copied(buffers[2][0], grams, wording, every, ids, rows, row, total)
        start = ends[row]
    return total


@compiled(void(READ_U32, int64[::1], TABLES, uint64, int64, READ_F32_ROWS, float64, float64, float64[:, ::1]))
def score_urls(
    points: Any, ends: Any, tables: Any, salt: Any, bits: int, weights: Any, words: float, structure: float, out: Any
) -> None:
    """Margins of many addresses, read and summed in one go."""
    buffers = _url_buffers(_longest(ends))
    start = 0
    for row in range(ends.shape[0]):
        _length, grams, wording, every = _url(points, start, ends[row], tables, salt, bits, buffers)
        _sum(buffers[2][0], grams, wording, every, weights, words, structure, out[row])
        start = ends[row]


@compiled(types.UniTuple(int64, 4)(READ_U32, TABLES, uint64, int64, int32[:, ::1], int32[:, ::1]))  # type: ignore[no-untyped-call]
def url_parts(points: Any, tables: Any, salt: Any, bits: int, features: Any, symbols: Any) -> Any:
    """One address taken apart, to explain it; the same shapes as `message_parts`."""
    buffers = _url_buffers(max(1, points.shape[0]))
    length, grams, wording, every = _url(points, 0, points.shape[0], tables, salt, bits, buffers)
    _parted(buffers[2], every, features)
    chars, origins = buffers[0]
    before = False
    for i in range(length):
        letter = 0x61 <= chars[i] <= 0x7A or 0x30 <= chars[i] <= 0x39 or chars[i] >= 0x80
        symbols[i, 0], symbols[i, 1] = origins[i], not (letter and before)
        before = letter
    return length, grams, wording, every


@compiled(void(int64[:, ::1], float64, float64, float32[::1]))
def feature_values(rows: Any, words: float, structure: float, values: Any) -> None:
    """The value of each feature: wording scaled to length 1 for each text, words `words` times as much; structure a constant."""
    start = 0
    for row in range(rows.shape[0]):
        total = (rows[row, 0] - start) + words * words * (rows[row, 1] - rows[row, 0])
        scale = 1.0 / np.sqrt(total) if total > 0 else 0.0
        for k in range(start, rows[row, 0]):
            values[k] = scale
        for k in range(rows[row, 0], rows[row, 1]):
            values[k] = words * scale
        for k in range(rows[row, 1], rows[row, 2]):
            values[k] = structure
        start = rows[row, 2]


@compiled(
    void(
        int32[::1],
        float32[::1],
        int64[::1],
        float64[::1],
        float64[::1],
        int64,
        float64,
        uint64,
        float64[::1],
        float64[::1],
    )
)
def fit(
    ids: Any,
    values: Any,
    ends: Any,
    signs: Any,
    costs: Any,
    rounds: int,
    tolerance: float,
    seed: Any,
    weights: Any,
    alphas: Any,
) -> None:
    """Fit one linear separator (squared hinge, L2) by dual coordinate descent; the last weight is the constant term.

    Source: Hsieh, Chang, Lin, Keerthi, Sundararajan (2008), "A dual coordinate descent method for large-scale linear SVM",
    algorithm 1 with random permutations.
    """
    count = ends.shape[0]
    order = np.arange(count)
    norms = np.empty(count)
    start = 0
    for row in range(count):
        total = 1.0
        for k in range(start, ends[row]):
            total += float(values[k]) * float(values[k])
        norms[row] = total + 0.5 / costs[row]
        start = ends[row]
    constant = weights.shape[0] - 1
    state = seed
    for _ in range(rounds):
        for i in range(count - 1, 0, -1):
            state = state + np.uint64(0x9E3779B97F4A7C15)
            j = int(_mixed(state) % np.uint64(i + 1))
            order[i], order[j] = order[j], order[i]
        worst = 0.0
        for i in range(count):
            row = order[i]
            first = ends[row - 1] if row else 0
            margin = weights[constant]
            for k in range(first, ends[row]):
                margin += weights[ids[k]] * values[k]
            gradient = signs[row] * margin - 1.0 + alphas[row] * 0.5 / costs[row]
            projected = min(gradient, 0.0) if alphas[row] == 0 else gradient
            worst = max(worst, abs(projected))
            if projected != 0.0:
                old = alphas[row]
                alphas[row] = max(old - gradient / norms[row], 0.0)
                step = (alphas[row] - old) * signs[row]
                for k in range(first, ends[row]):
                    weights[ids[k]] += step * values[k]
                weights[constant] += step
        if worst < tolerance:
            break


@compiled(void(int32[::1], float32[::1], int64[::1], float64[:, ::1], float64[:, ::1]))
def margins(ids: Any, values: Any, ends: Any, weights: Any, out: Any) -> None:
    """Margins of rows that are features already; weights have shape (features + 1, classes)."""
    start = 0
    for row in range(ends.shape[0]):
        for c in range(weights.shape[1]):
            out[row, c] = weights[weights.shape[0] - 1, c]
        for k in range(start, ends[row]):
            for c in range(weights.shape[1]):
                out[row, c] += weights[ids[k], c] * values[k]
        start = ends[row]
