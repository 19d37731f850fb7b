"""Compiled inner loops of landmarks: where a picture has marked spots, what they look like, and their index.

Only loops over numbers belong here. Importing this module imports numba and compiles (or loads from numba's cache) every
kernel, so the rest of the package reaches it through `compiled.landmark_kernels()`. All helpers stay in this one file:
numba's cache notices changes only in the file of the function itself.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import float32, float64, int64, types, uint8, uint32, uint64, void

from clearhall.engine.compiling import compiled

NO_ENTRY = 0xFFFFFFFF
PATCH = 16
"""Samples along one side of the square that is described."""
WAVES = 12
READ_F32_ROWS = types.Array(float32, 2, "C", readonly=True)
READ_I64_ROWS = types.Array(int64, 2, "C", readonly=True)
READ_U64 = types.Array(uint64, 1, "C", readonly=True)
READ_U8 = types.Array(uint8, 1, "C", readonly=True)


def _cosines() -> Any:
    """Rows 0 to 11 of the cosine transform of 16 values."""
    rows = [[math.cos(math.pi * i * (2 * j + 1) / (2 * PATCH)) for j in range(PATCH)] for i in range(WAVES)]
    return np.array(rows, np.float32)


def _order() -> Any:
    """The waves that give bits 0 to 63, lowest first. The three lowest are left out: brightness, and the slope along
    and across the direction by which the square was turned, which says next to nothing."""
    pairs = sorted(
        ((i, j) for i in range(WAVES) for j in range(WAVES) if i + j > 1), key=lambda p: (p[0] ** 2 + p[1] ** 2, p)
    )
    return np.array(pairs[:64], np.int64)


COSINES = _cosines()
ORDER = _order()


@compiled(void(READ_F32_ROWS, float32[:, ::1]))
def soften(source: Any, target: Any) -> None:
    """A small blur (1 4 6 4 1 in each direction); the border is repeated."""
    height, width = source.shape
    middle = np.empty((height, width), np.float32)
    for y in range(height):
        for x in range(width):
            a, b, d, e = max(x - 2, 0), max(x - 1, 0), min(x + 1, width - 1), min(x + 2, width - 1)
            row = source[y]
            middle[y, x] = (row[a] + row[e] + 4 * (row[b] + row[d]) + 6 * row[x]) / np.float32(16)
    for y in range(height):
        a, b, d, e = max(y - 2, 0), max(y - 1, 0), min(y + 1, height - 1), min(y + 2, height - 1)
        for x in range(width):
            target[y, x] = (
                middle[a, x] + middle[e, x] + 4 * (middle[b, x] + middle[d, x]) + 6 * middle[y, x]
            ) / np.float32(16)


@compiled(void(READ_F32_ROWS, float32[:, ::1]))
def marked(soft: Any, strength: Any) -> None:
    """How much of a corner or blob every place is (the determinant of its second differences); 0 at the border."""
    height, width = soft.shape
    strength[:] = 0
    for y in range(2, height - 2):
        for x in range(2, width - 2):
            twice = 2 * soft[y, x]
            across = soft[y, x - 2] + soft[y, x + 2] - twice
            down = soft[y - 2, x] + soft[y + 2, x] - twice
            slant = soft[y - 1, x - 1] + soft[y + 1, x + 1] - soft[y - 1, x + 1] - soft[y + 1, x - 1]
            strength[y, x] = across * down - slant * slant


@compiled(int64(READ_F32_ROWS, int64, float64, float32[:, ::1]))
def peaks(strength: Any, margin: int, least: float, found: Any) -> Any:
    """Places stronger than the 24 around them: x, y (refined to parts of a pixel), strength. Returns how many."""
    height, width = strength.shape
    count = 0
    for y in range(margin, height - margin):
        for x in range(margin, width - margin):
            here = strength[y, x]
            if here < least:
                continue
            is_peak = True
            for j in range(-2, 3):
                for i in range(-2, 3):
                    other = strength[y + j, x + i]
                    if other > here or (other == here and (j < 0 or (j == 0 and i < 0))):
                        is_peak = False
                        break
                if not is_peak:
                    break
            if is_peak and count < found.shape[0]:
                left, right, above, below = (
                    strength[y, x - 1],
                    strength[y, x + 1],
                    strength[y - 1, x],
                    strength[y + 1, x],
                )
                across, down = left + right - 2 * here, above + below - 2 * here
                found[count, 0] = x + ((left - right) / (2 * across) if across < 0 else 0)
                found[count, 1] = y + ((above - below) / (2 * down) if down < 0 else 0)
                found[count, 2] = here
                count += 1
    return count


@compiled(int64(READ_F32_ROWS, int64, float64, int64[::1]))
def spread(places: Any, most: int, apart: float, kept: Any) -> Any:
    """Of places sorted strongest first (x, y, scale), those not too near one already kept; `apart` is times its scale."""
    count = 0
    for i in range(places.shape[0]):
        is_free = True
        for j in range(count):
            other = kept[j]
            reach = apart * min(places[i, 2], places[other, 2])
            if abs(places[i, 0] - places[other, 0]) < reach and abs(places[i, 1] - places[other, 1]) < reach:
                is_free = False
                break
        if is_free:
            kept[count] = i
            count += 1
            if count == most:
                break
    return count


@compiled()
def _sample(soft: Any, x: float, y: float) -> Any:
    height, width = soft.shape
    x = min(max(x, 0.0), width - 1.001)
    y = min(max(y, 0.0), height - 1.001)
    i, j = int(x), int(y)
    u, v = np.float32(x - i), np.float32(y - j)
    one = np.float32(1)
    return (soft[j, i] * (one - u) + soft[j, i + 1] * u) * (one - v) + (
        soft[j + 1, i] * (one - u) + soft[j + 1, i + 1] * u
    ) * v


@compiled()
def _direction(soft: Any, x: float, y: float, radius: int) -> Any:
    """Where the brighter side lies, in radians."""
    across = down = 0.0
    for j in range(-radius, radius + 1):
        for i in range(-radius, radius + 1):
            if i * i + j * j <= radius * radius:
                value = _sample(soft, x + i, y + j)
                across += i * value
                down += j * value
    return math.atan2(down, across)


@compiled(
    void(
        READ_F32_ROWS, READ_F32_ROWS, float64, READ_F32_ROWS, READ_I64_ROWS, uint64[::1], float32[::1], float32[:, ::1]
    )
)
def describe(
    soft: Any, places: Any, step: float, cosines: Any, order: Any, codes: Any, angles: Any, waves: Any
) -> None:
    """For each place its direction and 64 bits: the signs of the lowest waves of the turned square around it.

    `step` is the distance of two samples in pixels. `waves` takes the coefficients, scaled to a unit sum of squares.
    """
    patch = np.empty((PATCH, PATCH), np.float32)
    partial = np.empty((WAVES, PATCH), np.float32)
    for n in range(places.shape[0]):
        x, y = places[n, 0], places[n, 1]
        angle = _direction(soft, x, y, 10)
        angles[n] = angle
        across, down = math.cos(angle) * step, math.sin(angle) * step
        for j in range(PATCH):
            for i in range(PATCH):
                u, v = i - (PATCH - 1) / 2, j - (PATCH - 1) / 2
                patch[j, i] = _sample(soft, x + u * across - v * down, y + u * down + v * across)
        for a in range(WAVES):
            for i in range(PATCH):
                total = np.float32(0)
                for j in range(PATCH):
                    total += cosines[a, j] * patch[j, i]
                partial[a, i] = total
        size = np.float32(1e-6)
        for b in range(order.shape[0]):
            total = np.float32(0)
            for i in range(PATCH):
                total += partial[order[b, 0], i] * cosines[order[b, 1], i]
            waves[n, b] = total
            size += total * total
        code = np.uint64(0)
        for b in range(order.shape[0]):
            if waves[n, b] > 0:
                code |= np.uint64(1) << np.uint64(b)
            waves[n, b] /= math.sqrt(size)
        codes[n] = code


@compiled()
def _ones(value: Any) -> Any:
    """How many bits of 64 are set."""
    value = np.uint64(value)
    value -= (value >> np.uint64(1)) & np.uint64(0x5555555555555555)
    value = (value & np.uint64(0x3333333333333333)) + ((value >> np.uint64(2)) & np.uint64(0x3333333333333333))
    value = (value + (value >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((value * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled(void(types.Array(uint64, 2, "C", readonly=True), READ_U8, int64, int64, int64, uint32[:, ::1], uint32[::1]))
def link_rows(codes: Any, counts: Any, first: int, stop: int, bits: int, heads: Any, links: Any) -> None:
    """Enter the landmarks of rows `first` to `stop` - 1 into lists by the lowest `bits` bits of their codes.

    `heads`: newest entry and number of entries of each list, side by side: one touch of memory for both.
    """
    per_row = codes.shape[1]
    mask = np.uint64((1 << bits) - 1)
    for row in range(first, stop):
        for number in range(counts[row]):
            bucket = np.int64(codes[row, number] & mask)
            entry = row * per_row + number
            links[entry] = heads[bucket, 0]
            heads[bucket, 0] = np.uint32(entry)
            heads[bucket, 1] += np.uint32(1)


@compiled()
def _least_sure(waves: Any, bits: int, flips: Any) -> None:
    """The bits whose coefficients are nearest to changing sign, nearest first."""
    for place in range(flips.shape[0]):
        best = -1
        for bit in range(bits):
            is_taken = False
            for earlier in range(place):
                if flips[earlier] == bit:
                    is_taken = True
            if not is_taken and (best < 0 or abs(waves[bit]) < abs(waves[best])):
                best = bit
        flips[place] = best


@compiled(
    int64(READ_U64, READ_F32_ROWS, types.Array(uint64, 2, "C", readonly=True), uint32[:, ::1], uint32[::1], int64, int64,
          int64, int64, uint32[::1])
)  # fmt: skip
def met(
    codes: Any, waves: Any, stored: Any, heads: Any, links: Any, bits: int, flipped: int, within: int, walk: int,
    entries: Any,
) -> Any:  # fmt: skip
    """Stored landmarks near those of a question: all combinations of the `flipped` least sure bits are tried, lists
    longer than `walk` are left out. Writes each landmark met, once for each time; returns how many."""
    per_row = stored.shape[1]
    mask = np.uint64((1 << bits) - 1)
    flips = np.empty(flipped, np.int64)
    found = 0
    for n in range(codes.shape[0]):
        _least_sure(waves[n], bits, flips)
        for combination in range(1 << flipped):
            bucket = np.int64(codes[n] & mask)
            for place in range(flipped):
                if combination >> place & 1:
                    bucket ^= 1 << flips[place]
            if heads[bucket, 1] > walk:
                continue
            entry = np.int64(heads[bucket, 0])
            while entry != NO_ENTRY:
                if _ones(codes[n] ^ stored[entry // per_row, entry % per_row]) <= within:
                    if found == entries.shape[0]:
                        return found
                    entries[found] = np.uint32(entry)
                    found += 1
                entry = np.int64(links[entry])
    return found


@compiled()
def _pairs(codes: Any, stored: Any, count: int, within: int, left: Any, right: Any) -> Any:
    """Landmarks of the question (`right`) like those of one stored picture (`left`), at most eight for each."""
    found = 0
    for i in range(count):
        of_this = 0
        for j in range(codes.shape[0]):
            if _ones(stored[i] ^ codes[j]) <= within and found < left.shape[0] and of_this < 8:
                left[found], right[found] = i, j
                found += 1
                of_this += 1
    return found


@compiled()
def _turned(angle: float) -> Any:
    """An angle brought between minus and plus half a turn."""
    return angle - 2 * math.pi * math.floor((angle + math.pi) / (2 * math.pi))


@compiled()
def _agree(
    places: Any, asked: Any, left: Any, right: Any, pairs: int, motion: Any, near: float, used: Any, kept: Any
) -> Any:
    """Mark the pairs that one motion (a, b, x, y) explains, each landmark once; returns how many.

    `near`: what a place may be off, in sizes of the landmark met.
    """
    used[:] = False
    a, b = motion[0], motion[1]
    growth, turn = math.sqrt(a * a + b * b), math.atan2(b, a)
    count, last = 0, -1
    for n in range(pairs):
        i, j = left[n], right[n]
        kept[n] = False
        if i == last or used[j]:
            continue
        x = a * places[i, 0] - b * places[i, 1] + motion[2] - asked[j, 0]
        y = b * places[i, 0] + a * places[i, 1] + motion[3] - asked[j, 1]
        reach = near * asked[j, 2]
        if x * x + y * y > reach * reach or abs(math.log(asked[j, 2] / (growth * places[i, 2]))) > 0.4:
            continue
        if abs(_turned(asked[j, 3] - places[i, 3] - turn)) > 0.45:
            continue
        kept[n], used[j], last = True, True, i
        count += 1
    return count


@compiled()
def _fit(places: Any, asked: Any, left: Any, right: Any, pairs: int, kept: Any, motion: Any) -> None:
    """The motion (turn, growth, shift) with the least squares over the kept pairs."""
    count = 0
    mean = np.zeros(4)
    for n in range(pairs):
        if kept[n]:
            mean[0] += places[left[n], 0]
            mean[1] += places[left[n], 1]
            mean[2] += asked[right[n], 0]
            mean[3] += asked[right[n], 1]
            count += 1
    mean /= count
    along = across = size = 0.0
    for n in range(pairs):
        if kept[n]:
            x, y = places[left[n], 0] - mean[0], places[left[n], 1] - mean[1]
            u, v = asked[right[n], 0] - mean[2], asked[right[n], 1] - mean[3]
            along += x * u + y * v
            across += x * v - y * u
            size += x * x + y * y
    if size > 0:
        motion[0], motion[1] = along / size, across / size
        motion[2] = mean[2] - motion[0] * mean[0] + motion[1] * mean[1]
        motion[3] = mean[3] - motion[1] * mean[0] - motion[0] * mean[1]


@compiled()
def _in_view(places: Any, count: int, motion: Any, width: float, height: float, border: float, finest: float) -> Any:
    """How many landmarks of the stored picture lie in the picture asked about, and how many should be found there.

    `border`: nearer to the edge, in sizes of the landmark, none is looked for; `finest`: nor one smaller than this.
    """
    growth = math.sqrt(motion[0] * motion[0] + motion[1] * motion[1])
    inside = visible = 0
    for i in range(count):
        x = motion[0] * places[i, 0] - motion[1] * places[i, 1] + motion[2]
        y = motion[1] * places[i, 0] + motion[0] * places[i, 1] + motion[3]
        if 0 <= x <= width and 0 <= y <= height:
            inside += 1
        size = growth * places[i, 2]
        if size >= finest and border * size <= min(x, width - x) and border * size <= min(y, height - y):
            visible += 1
    return inside, visible


@compiled(
    int64(READ_U64, types.Array(float64, 2, "C", readonly=True), READ_U64, types.Array(float64, 2, "C", readonly=True),
          int64, float64, float64, float64, float64[::1], uint8[:, ::1])
)  # fmt: skip
def agreement(
    stored: Any,
    places: Any,
    codes: Any,
    asked: Any,
    within: int,
    width: float,
    height: float,
    border: float,
    motion: Any,
    agreed: Any,
) -> Any:
    """How many landmarks of a stored picture lie in the asked one as a turned, grown and shifted copy would have them.

    `places` and `asked` are x, y, size, direction. `width` and `height` are those of the asked picture, `border` as in
    `_in_view`. `motion` takes the motion (a, b, x, y) and the two counts of `_in_view`. `agreed` takes for every stored landmark
    how many asked ones are like it (up to 8), and of the one that agrees one more than the bits that differ, 0 where none does.
    """
    most = 512
    left, right = np.empty(most, np.int64), np.empty(most, np.int64)
    pairs = _pairs(codes, stored, stored.shape[0], within, left, right)
    used, kept = np.zeros(codes.shape[0], np.bool_), np.zeros(most, np.bool_)
    best = 0
    guess, fitted = np.empty(4), np.empty(4)
    for n in range(pairs):
        i, j = left[n], right[n]
        growth, turn = asked[j, 2] / places[i, 2], asked[j, 3] - places[i, 3]
        guess[0], guess[1] = growth * math.cos(turn), growth * math.sin(turn)
        guess[2] = asked[j, 0] - guess[0] * places[i, 0] + guess[1] * places[i, 1]
        guess[3] = asked[j, 1] - guess[1] * places[i, 0] - guess[0] * places[i, 1]
        count = _agree(places, asked, left, right, pairs, guess, 20.0, used, kept)
        if count < 3 or count <= best:
            continue
        fitted[:] = guess
        for near in (8.0, 4.0):
            _fit(places, asked, left, right, pairs, kept, fitted)
            count = _agree(places, asked, left, right, pairs, fitted, near, used, kept)
            if count < 3:
                break
        if count > best:
            best = count
            motion[:4] = fitted
    agreed[:] = 0
    for n in range(pairs):
        agreed[left[n], 0] += 1
    if best > 0:
        _agree(places, asked, left, right, pairs, motion, 4.0, used, kept)
        for n in range(pairs):
            if kept[n]:
                agreed[left[n], 1] = 1 + _ones(stored[left[n]] ^ codes[right[n]])
    finest = 0.9 * asked[:, 2].min() if asked.shape[0] else 0.0  # half a step under the smallest size looked at
    if best > 0:
        motion[4], motion[5] = _in_view(places, stored.shape[0], motion, width, height, border, finest)
    return best
