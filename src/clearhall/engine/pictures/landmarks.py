"""Landmarks: spots of a picture that are found again after cropping, turning, scaling and framing.

Like ORB (Rublee and others, 2011) a landmark is a corner or blob with a direction, found at several sizes. It is described
like PDQ: the signs of the lowest waves of the turned square around it. Places at the eight sizes get equal shares,
so that a picture made much smaller, inside the screenshot of a chat, still shows its larger half.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from clearhall.engine.pictures.compiled import landmark_kernels
from clearhall.engine.pictures.opening import Picture
from clearhall.engine.pictures.types import Landmarks

_STEP = 1.2  # of one size to the next, as in ORB
MARGIN = 12  # pixels at each size: nearer to the border half of the square is missing
_LEAST_STRENGTH = 60.0
_SAMPLE_STEP = 1.6  # pixels between two of the 16 samples of a square
_SMALLEST_EDGE = 40
_LARGEST_GROWTH = 2.0  # small pictures are enlarged no further


@dataclass(frozen=True)
class Detail:
    """How closely a picture is looked at. side: pixels of a square with the area of the largest copy looked at."""

    side: int
    sizes: int
    each: int
    """Landmarks kept at each size."""
    apart: float
    """Least distance of two of one size, in its pixels."""
    tiles: int = 1
    """Rows and columns of tiles that get equal shares, so that a busy part does not take all places."""


KEPT = Detail(side=480, sizes=8, each=8, apart=6.0)
ASKED = Detail(side=1000, sizes=12, each=600, apart=2.0, tiles=8)
"""A question is looked at more closely: the stored picture may be a small part of it."""


def landmarks(picture: Picture, detail: Detail = KEPT) -> Landmarks:
    """The landmarks of a picture, largest copy first, strongest first at each size."""
    grey = Image.fromarray(np.rint(picture.luma).clip(0, 255).astype(np.uint8))
    unit = math.sqrt(grey.width * grey.height)
    copy = _scaled(grey, min(detail.side / unit, _LARGEST_GROWTH))
    found = []
    for size in range(detail.sizes):
        image = copy if size == 0 else _scaled(copy, _STEP**-size)
        if min(image.size) < _SMALLEST_EDGE:
            break
        # pixels of this copy that make one unit
        found.append(_of_one_size(image, detail, image.width * unit / grey.width))
    width, height = grey.width / unit, grey.height / unit
    if not found:
        return Landmarks(np.empty(0, np.uint64), np.empty((0, 4)), np.empty((0, 64), np.float32), width, height)
    codes, places, waves = (np.concatenate([one[i] for one in found]) for i in range(3))
    return Landmarks(codes, np.ascontiguousarray(places), np.ascontiguousarray(waves), width, height)


def _of_one_size(
    image: Image.Image, detail: Detail, unit: float
) -> tuple[NDArray[np.uint64], NDArray[np.float64], NDArray[np.float32]]:
    kernels = landmark_kernels()
    grey = np.asarray(image, np.float32)
    soft, strength = np.empty_like(grey), np.empty_like(grey)
    kernels.soften(grey, soft)
    kernels.marked(soft, strength)
    peaks = np.empty(
        ((image.height // 3 + 1) * (image.width // 3 + 1), 3), np.float32
    )  # no two nearer than three pixels
    peaks = peaks[: kernels.peaks(strength, MARGIN, _LEAST_STRENGTH, peaks)]
    peaks = peaks[_fair_order(peaks, image.size, detail.tiles)]
    spots = np.ascontiguousarray(np.column_stack([peaks[:, :2], np.ones(len(peaks), np.float32)]))
    kept = np.empty(detail.each, np.int64)
    spots = np.ascontiguousarray(spots[kept[: kernels.spread(spots, detail.each, detail.apart, kept)]])
    codes, angles = np.zeros(len(spots), np.uint64), np.zeros(len(spots), np.float32)
    waves = np.zeros((len(spots), 64), np.float32)
    kernels.describe(soft, spots, _SAMPLE_STEP, kernels.COSINES, kernels.ORDER, codes, angles, waves)
    sizes = np.full(len(spots), 1 / unit)
    places = np.column_stack([(spots[:, 0] + 0.5) / unit, (spots[:, 1] + 0.5) / unit, sizes, angles]).astype(np.float64)
    return codes, places, waves


def _scaled(image: Image.Image, factor: float) -> Image.Image:
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.BILINEAR, reducing_gap=3.0)


def _fair_order(peaks: NDArray[np.float32], size: tuple[int, int], tiles: int) -> NDArray[np.int64]:
    """Positions of the peaks: the strongest of every tile, then the second of every tile, and so on."""
    strongest = np.argsort(-peaks[:, 2], kind="stable")
    column, row = (peaks[strongest, i] * tiles // size[i] for i in (0, 1))
    tile = (row * tiles + column).astype(np.int64)
    by_tile = np.argsort(tile, kind="stable")
    starts = np.searchsorted(tile[by_tile], tile[by_tile])
    rank = np.empty(len(tile), np.int64)
    rank[by_tile] = np.arange(len(tile)) - starts
    order: NDArray[np.int64] = strongest[np.argsort(rank, kind="stable")]
    return order
