"""From a text in matching form to its signature."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.similarity.compiled import kernels
from clearhall.engine.similarity.types import (
    DEFAULT,
    HASH_FUNCTIONS,
    LONGEST_TEXT,
    SIGNATURE_BYTES,
    Config,
    Signature,
)

CHUNK = 1_024  # texts a kernel call: enough to hide the call, few enough to stay in the processor's cache
THREADS = min(4, os.cpu_count() or 1)  # of the kernels that build; more than four only wait for memory
_MASK = (1 << 64) - 1
Signatures = Sequence[bytes | Signature] | NDArray[np.uint16]


def sign(text: str, *, config: Config = DEFAULT) -> Signature:
    """The signature of a text that is already in matching form; the same bytes on every machine."""
    return Signature(sign_rows([text], config=config).tobytes())


def sign_many(texts: Iterable[str], *, config: Config = DEFAULT) -> list[bytes]:
    """Signatures of many texts in their order, 132 bytes each."""
    signed: list[bytes] = []
    for rows in _signed(texts, config):
        data = rows.astype("<u2", copy=False).tobytes()
        signed.extend(data[i : i + SIGNATURE_BYTES] for i in range(0, len(data), SIGNATURE_BYTES))
    return signed


def sign_array(texts: Iterable[str], *, config: Config = DEFAULT) -> NDArray[np.uint16]:
    """The same as one array of shape (texts, 66), which `Index.add_many` and `write_snapshot` take as it is."""
    parts = list(_signed(texts, config))
    return np.concatenate(parts) if parts else np.empty((0, HASH_FUNCTIONS + 2), np.uint16)


def _signed(texts: Iterable[str], config: Config) -> Iterator[NDArray[np.uint16]]:
    """Signature rows of each chunk in turn; while one is signed the next are, where there are processors for it."""
    chunks = _chunks(texts)
    ahead = list(islice(chunks, 2))
    if len(ahead) < 2:  # a thread would cost more than it saves
        yield from (sign_rows(chunk, config=config) for chunk in ahead)
        return
    with ThreadPoolExecutor(THREADS) as pool:
        signing = deque(pool.submit(sign_rows, chunk, config=config) for chunk in ahead)
        while signing:
            signing.extend(
                pool.submit(sign_rows, chunk, config=config) for chunk in islice(chunks, 2 * THREADS - len(signing))
            )
            yield signing.popleft().result()


def sign_rows(texts: Sequence[str], *, config: Config = DEFAULT) -> NDArray[np.uint16]:
    """The same as one array of shape (texts, 66): kind, distinct grams, then 64 minima."""
    lengths = list(map(len, texts))
    cut = texts if max(lengths, default=0) <= LONGEST_TEXT else [text[:LONGEST_TEXT] for text in texts]
    points = code_points("".join(cut))
    ends = np.minimum(lengths, LONGEST_TEXT).cumsum(dtype=np.int64)
    out: NDArray[np.uint16] = np.empty((len(cut), HASH_FUNCTIONS + 2), np.uint16)
    factors, terms = _hash_functions()
    kernels().sign_texts(points, ends, config.letters, config.fewest_grams, factors, terms, out)
    return out


def code_points(text: str) -> NDArray[np.uint32]:
    """Unicode code points of a text; lone surrogates pass, the kernels skip them."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint32, copy=False)


def signature_rows(signatures: Signatures) -> NDArray[np.uint16]:
    """Stored signatures as one array of shape (n, 66), perhaps read-only. Raises ValueError where one is not a signature."""
    if isinstance(signatures, np.ndarray):
        if signatures.ndim != 2 or signatures.shape[1] != HASH_FUNCTIONS + 2 or signatures.dtype != np.uint16:
            raise ValueError(f"an array of signatures has shape (n, {HASH_FUNCTIONS + 2}) and 16-bit numbers")
        rows = np.ascontiguousarray(signatures)
    else:
        data = [one.data if isinstance(one, Signature) else one for one in signatures]
        if set(map(len, data)) - {SIGNATURE_BYTES}:
            wrong = next(i for i, one in enumerate(data) if len(one) != SIGNATURE_BYTES)
            raise ValueError(f"signature {wrong} has {len(data[wrong])} bytes instead of {SIGNATURE_BYTES}")
        rows = np.frombuffer(b"".join(data), "<u2").astype(np.uint16, copy=False).reshape(len(data), HASH_FUNCTIONS + 2)
    if len(rows) and not bool(((rows[:, 0] >= 1) & (rows[:, 0] <= 3)).all()):
        raise ValueError(
            f"signature {int(np.argmax((rows[:, 0] < 1) | (rows[:, 0] > 3)))} does not start with its kind"
        )
    return rows


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(texts)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


@cache
def _hash_functions() -> tuple[NDArray[Any], NDArray[Any]]:
    """Factors (odd) and terms of the hash functions, from splitmix64 with a fixed seed: never random, never changed."""
    state, drawn = 0x436C65617268616C, []
    for _ in range(2 * HASH_FUNCTIONS):
        state = (state + 0x9E3779B97F4A7C15) & _MASK
        value = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
        drawn.append((value ^ (value >> 31)) >> 32)
    factors = np.array(drawn[:HASH_FUNCTIONS], np.uint32) | np.uint32(1)
    return factors, np.array(drawn[HASH_FUNCTIONS:], np.uint32)
