"""PDQ: 256 bits that stay nearly the same when a picture is scaled or compressed again.

Source: "PDQ & TMK + PDQF", Facebook, 2019, and its reference implementation; the bits are those of the latter. The text
form, quality and the eight turns follow it too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.pictures.compiled import hash_kernels
from clearhall.engine.pictures.opening import Picture
from clearhall.engine.pictures.types import HASH_BYTES, Hashed, PdqHash, Turn

SMALLEST_SIDE = 5
"""Pixels; a smaller picture has the empty hash and quality 0, as in the reference implementation."""
_STEPS_PER_QUALITY = 90  # published constant
_EXCHANGED = (Turn.ROTATED_90, Turn.ROTATED_270, Turn.FLIPPED_PLUS, Turn.FLIPPED_MINUS)
"""Turns that exchange rows and columns."""
_NOTHING = PdqHash(bytes(HASH_BYTES))


def pdq(picture: Picture) -> Hashed:
    """The hash of a picture as it lies, and its quality."""
    return _hashes(picture, (Turn.ORIGINAL,))[Turn.ORIGINAL]


def pdq_turned(picture: Picture) -> dict[Turn, Hashed]:
    """The hashes of the picture in all eight positions, from one transform; the quality is the same for all."""
    return _hashes(picture, tuple(Turn))


def _hashes(picture: Picture, turns: tuple[Turn, ...]) -> dict[Turn, Hashed]:
    luma = picture.luma
    if min(luma.shape) < SMALLEST_SIDE:
        return dict.fromkeys(turns, Hashed(_NOTHING, 0))
    kernels = hash_kernels()
    blocks, waves = np.empty((64, 64), np.float32), np.empty((16, 16), np.float32)
    kernels.shrink(luma, blocks)
    kernels.transform(blocks, kernels.COSINES, waves)
    quality = min(100, int(kernels.steps(blocks)) // _STEPS_PER_QUALITY)
    return {turn: Hashed(_bits(_laid(waves, turn)), quality) for turn in turns}


def _bits(waves: NDArray[np.float32]) -> PdqHash:
    """One bit for each wave above the median; the last wave is the first bit."""
    flat = waves.ravel()
    median = np.partition(flat, 127)[127]  # the lower of the two in the middle, as in the reference implementation
    return PdqHash(np.packbits((flat > median)[::-1]).tobytes())


def _laid(waves: NDArray[np.float32], turn: Turn) -> NDArray[np.float32]:
    """The waves of the turned picture: a mirrored cosine only changes the sign of its odd waves."""
    signs = np.where(np.arange(16) % 2, np.float32(1), np.float32(-1))  # waves are counted from 1: the first is odd
    down, across = signs[:, None], signs[None, :]
    signed = waves
    if turn in (Turn.ROTATED_180, Turn.ROTATED_270, Turn.FLIPPED_X, Turn.FLIPPED_MINUS):
        signed = signed * down
    if turn in (Turn.ROTATED_90, Turn.ROTATED_180, Turn.FLIPPED_Y, Turn.FLIPPED_MINUS):
        signed = signed * across
    return signed.T if turn in _EXCHANGED else signed
