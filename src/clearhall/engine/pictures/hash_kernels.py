"""Compiled inner loops of PDQ hashing and of the index of PDQ hashes.

Only loops over numbers belong here. Importing this module imports numba and compiles (or loads from numba's cache) every
kernel, so the rest of the package reaches it through `compiled.hash_kernels()`. All helpers stay in this one file:
numba's cache notices changes only in the file of the function itself.

Sums are kept in 32-bit floats and in the order of the published C++ implementation, so that the bits are the same, also
where a coefficient lies next to the median.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import float32, int64, types, uint8, uint32, uint64, void

from clearhall.engine.compiling import compiled

NO_ROW = 0xFFFFFFFF
BLOCKS = 64
FREQUENCIES = 16
CHUNKS = 16
CHUNK_BITS = 16
READ_F32_ROWS = types.Array(float32, 2, "C", readonly=True)
READ_U64_ROW = types.Array(uint64, 1, "C", readonly=True)


def _cosines() -> Any:
    """Rows 1 to 16 of the discrete cosine transform of 64 values; the constant row is left out."""
    scale = float(np.float32(math.sqrt(2.0 / BLOCKS)))
    rows = [
        [scale * math.cos(math.pi / 2 / BLOCKS * (i + 1) * (2 * j + 1)) for j in range(BLOCKS)]
        for i in range(FREQUENCIES)
    ]
    return np.array(rows, np.float64).astype(np.float32)


COSINES = _cosines()


@compiled()
def _mean_along_rows(source: Any, target: Any, window: int) -> None:
    """Running mean of `window` values within each row; the window shrinks at both ends."""
    height, width = source.shape
    half = (window + 2) // 2
    for y in range(height):
        total = np.float32(0)
        size = 0
        for x in range(half - 1):
            total += source[y, x]
            size += 1
        for x in range(width):
            right, left = x + half - 1, x + half - 1 - window
            if right < width:
                total += source[y, right]
                size += 1
            if left >= 0:
                total -= source[y, left]
                size -= 1
            target[y, x] = total / np.float32(size)


@compiled()
def _mean_along_columns(source: Any, target: Any, window: int) -> None:
    """The same within each column, row by row, so that memory is read in order."""
    height, width = source.shape
    half = (window + 2) // 2
    totals = np.zeros(width, np.float32)
    size = 0
    for y in range(half - 1):
        for x in range(width):
            totals[x] += source[y, x]
        size += 1
    for y in range(height):
        bottom, top = y + half - 1, y + half - 1 - window
        if bottom < height:
            for x in range(width):
                totals[x] += source[bottom, x]
            size += 1
        if top >= 0:
            for x in range(width):
                totals[x] -= source[top, x]
            size -= 1
        for x in range(width):
            target[y, x] = totals[x] / np.float32(size)


@compiled(void(READ_F32_ROWS, float32[:, ::1]))
def shrink(luma: Any, blocks: Any) -> None:
    """64 x 64 samples of a picture after two passes of a box filter in each direction."""
    height, width = luma.shape
    if height == BLOCKS and width == BLOCKS:
        blocks[:] = luma
        return
    across, down = (width + 2 * BLOCKS - 1) // (2 * BLOCKS), (height + 2 * BLOCKS - 1) // (2 * BLOCKS)
    first, second = np.empty((height, width), np.float32), np.empty((height, width), np.float32)
    _mean_along_rows(luma, second, across)
    _mean_along_columns(second, first, down)
    _mean_along_rows(first, second, across)
    _mean_along_columns(second, first, down)
    for i in range(BLOCKS):
        y = int((i + 0.5) * height / BLOCKS)
        for j in range(BLOCKS):
            blocks[i, j] = first[y, int((j + 0.5) * width / BLOCKS)]


@compiled(int64(READ_F32_ROWS))
def steps(blocks: Any) -> Any:
    """Sum of the brightness steps between neighbours, each in whole hundredths of the range."""
    total = 0
    for i in range(BLOCKS):
        for j in range(BLOCKS):
            if i + 1 < BLOCKS:
                total += abs(int((blocks[i, j] - blocks[i + 1, j]) * np.float32(100) / np.float32(255)))
            if j + 1 < BLOCKS:
                total += abs(int((blocks[i, j] - blocks[i, j + 1]) * np.float32(100) / np.float32(255)))
    return total


@compiled(void(READ_F32_ROWS, READ_F32_ROWS, float32[:, ::1]))
def transform(blocks: Any, cosines: Any, coefficients: Any) -> None:
    """The 16 x 16 lowest coefficients of the cosine transform of 64 x 64 samples, without the constant ones."""
    partial = np.empty((FREQUENCIES, BLOCKS), np.float32)
    for i in range(FREQUENCIES):
        for j in range(BLOCKS):
            total = np.float32(0)
            for k in range(BLOCKS):
                total += cosines[i, k] * blocks[k, j]
            partial[i, j] = total
    for i in range(FREQUENCIES):
        for j in range(FREQUENCIES):
            total = np.float32(0)
            for k in range(BLOCKS):
                total += partial[i, k] * cosines[j, k]
            coefficients[i, j] = total


@compiled()
def _ones(value: Any) -> Any:
    """How many bits of 64 are set."""
    value = np.uint64(value)
    value -= (value >> np.uint64(1)) & np.uint64(0x5555555555555555)
    value = (value & np.uint64(0x3333333333333333)) + ((value >> np.uint64(2)) & np.uint64(0x3333333333333333))
    value = (value + (value >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((value * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled()
def _distance(left: Any, right: Any) -> Any:
    return _ones(left[0] ^ right[0]) + _ones(left[1] ^ right[1]) + _ones(left[2] ^ right[2]) + _ones(left[3] ^ right[3])


@compiled()
def _chunk(words: Any, number: int) -> Any:
    """Sixteen bits of a hash; `number` 0 to 15."""
    return np.int64((words[number >> 2] >> np.uint64(CHUNK_BITS * (number & 3))) & np.uint64(0xFFFF))


@compiled(void(types.Array(uint64, 2, "C", readonly=True), int64, int64, uint32[:, ::1], uint32[::1]))
def link_rows(hashes: Any, first: int, stop: int, heads: Any, links: Any) -> None:
    """Enter rows `first` to `stop` - 1 into sixteen tables of linked lists, one for each chunk."""
    for row in range(first, stop):
        for number in range(CHUNKS):
            value = _chunk(hashes[row], number)
            links[row * CHUNKS + number] = heads[number, value]
            heads[number, value] = np.uint32(row)


@compiled()
def _walk(
    query: Any, hashes: Any, heads: Any, links: Any, number: int, value: int, reach: int, within: int, rows: Any,
    distances: Any, found: int,
) -> Any:  # fmt: skip
    """Follow one list; a row is taken only by the first chunk that meets it, so none comes twice."""
    row = np.int64(heads[number, value])
    while row != NO_ROW:
        distance = _distance(query, hashes[row])
        if distance <= within:
            is_new = True
            for earlier in range(number):
                if _ones(np.uint64(_chunk(query, earlier) ^ _chunk(hashes[row], earlier))) <= reach:
                    is_new = False
                    break
            if is_new:
                if found < rows.shape[0]:
                    rows[found] = row
                    distances[found] = distance
                found += 1
        row = np.int64(links[row * CHUNKS + number])
    return found


@compiled(
    int64(READ_U64_ROW, types.Array(uint64, 2, "C", readonly=True), uint32[:, ::1], uint32[::1], int64, uint32[::1],
          uint8[::1])
)  # fmt: skip
def look_up(query: Any, hashes: Any, heads: Any, links: Any, within: int, rows: Any, distances: Any) -> Any:
    """Every row within `within` (0 to 31) bits of `query`; returns how many, which may be more than `rows` holds.

    Of sixteen chunks one differs by at most `within` // 16 bits, so only those neighbours of each chunk are looked at.
    """
    reach = within // CHUNKS
    found = 0
    for number in range(CHUNKS):
        value = _chunk(query, number)
        found = _walk(query, hashes, heads, links, number, value, reach, within, rows, distances, found)
        if reach == 1:
            for bit in range(CHUNK_BITS):
                near = value ^ (1 << bit)
                found = _walk(query, hashes, heads, links, number, near, reach, within, rows, distances, found)
    return found
