"""Values that cross the border of this package: hashes, landmarks, fingerprints, matches."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.pictures.errors import NotAFingerprint

HASH_BYTES = 32
HASH_BITS = 256
MOST_WITHIN = 31
"""The published bound for "the same picture"; also the most that the index can find exactly."""
LEAST_QUALITY = 50
"""Hashes of a lower quality say too little to be compared: published advice."""
MOST_LANDMARKS = 64
_SAME_STRENGTH = 3.0
"""Half as much again as pages of one layout reach (drawn training pictures): enough to call it the same picture without its hash."""
_LANDMARK = np.dtype(
    [("code", "<u8"), ("x", "<u2"), ("y", "<u2"), ("size", "<f2"), ("direction", "u1"), ("none", "u1")]
)
_HEAD = b"CHP1"
_UNIT = 4096
"""Places are stored in 1/4096 of the side of a square with the picture's area."""


@dataclass(frozen=True)
class PdqHash:
    """256 bits of a picture, first bit of the first byte = the highest frequencies; `str()` is the usual hexadecimal form."""

    data: bytes

    def __post_init__(self) -> None:
        if len(self.data) != HASH_BYTES:
            raise ValueError(f"a PDQ hash has {HASH_BYTES} bytes, not {len(self.data)}")

    @classmethod
    def from_hex(cls, text: str) -> PdqHash:
        """Read 64 hexadecimal digits. Raises ValueError for anything else."""
        if len(text) != 2 * HASH_BYTES or not text.isascii() or not text.isalnum():
            raise ValueError("a PDQ hash is written as 64 hexadecimal digits")
        return cls(bytes.fromhex(text))

    def __str__(self) -> str:
        return self.data.hex()

    def distance(self, other: PdqHash) -> int:
        """Bits that differ, 0 to 256. Unrelated pictures differ in about 128, copies in at most 31."""
        return (int.from_bytes(self.data) ^ int.from_bytes(other.data)).bit_count()


@dataclass(frozen=True)
class Hashed:
    """A hash and how much it can say: `quality` 0 (plain area) to 100; under 50 it should not be compared."""

    hash: PdqHash
    quality: int

    @property
    def is_comparable(self) -> bool:
        return self.quality >= LEAST_QUALITY


class Turn(StrEnum):
    """The eight ways to lay a picture down, in the published order."""

    ORIGINAL = "original"
    ROTATED_90 = "rotated_90"
    ROTATED_180 = "rotated_180"
    ROTATED_270 = "rotated_270"
    FLIPPED_X = "flipped_x"
    """Upside down: top and bottom exchanged."""
    FLIPPED_Y = "flipped_y"
    """Mirrored: left and right exchanged."""
    FLIPPED_PLUS = "flipped_plus"
    """Exchanged along the diagonal from the upper left."""
    FLIPPED_MINUS = "flipped_minus"


@dataclass(frozen=True, eq=False)
class Landmarks:
    """Marked spots of a picture.

    codes: 64 bits each, shape (n,). places: x, y, size, direction (radians), shape (n, 4); lengths in units of the side
    of a square with the picture's area. waves: what the bits were made from, shape (n, 64); empty when read from bytes.
    width, height: of the picture, in the same unit.
    """

    codes: NDArray[np.uint64]
    places: NDArray[np.float64]
    waves: NDArray[np.float32]
    width: float
    height: float

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True)
class Fingerprint:
    """What is kept of a picture to find its like; the picture cannot be seen from it. At most 1,074 bytes as `data`."""

    hashed: Hashed
    landmarks: Landmarks

    @property
    def data(self) -> bytes:
        """As bytes to be stored; `read_fingerprint` reads them."""
        marks = self.landmarks
        packed = np.zeros(len(marks), _LANDMARK)
        packed["code"] = marks.codes
        packed["x"], packed["y"] = (np.rint(marks.places[:, i] * _UNIT).clip(0, 65535) for i in (0, 1))
        packed["size"] = marks.places[:, 2]
        packed["direction"] = np.rint(marks.places[:, 3] * (256 / (2 * math.pi))).astype(np.int64) % 256
        ratio = np.array([marks.width / marks.height], "<f4").tobytes()
        body = bytes([self.hashed.quality, len(marks)]) + ratio + self.hashed.hash.data + packed.tobytes()
        return _HEAD + zlib.crc32(body).to_bytes(4, "little") + body


def read_fingerprint(data: bytes) -> Fingerprint:
    """A stored fingerprint. Raises NotAFingerprint for other, changed or cut off bytes."""
    body = data[8:]
    if data[:4] != _HEAD or len(body) < 38 or zlib.crc32(body).to_bytes(4, "little") != data[4:8]:
        raise NotAFingerprint("no fingerprint of this version, or changed")
    quality, count = body[0], body[1]
    ratio = float(np.frombuffer(body[2:6], "<f4")[0])
    if quality > 100 or count > MOST_LANDMARKS or len(body) != 38 + count * _LANDMARK.itemsize or not 0 < ratio < 1e6:
        raise NotAFingerprint("its parts do not fit together")
    packed = np.frombuffer(body[38:], _LANDMARK)
    places = np.column_stack(
        [
            packed["x"] / _UNIT,
            packed["y"] / _UNIT,
            packed["size"].astype(np.float64),
            packed["direction"] * (2 * math.pi / 256),
        ]
    )
    if not np.isfinite(places).all() or (places[:, 2] <= 0).any():
        raise NotAFingerprint("a landmark has no size")
    waves = np.empty((0, 64), np.float32)
    landmarks = Landmarks(packed["code"].astype(np.uint64), places, waves, math.sqrt(ratio), 1 / math.sqrt(ratio))
    return Fingerprint(Hashed(PdqHash(body[6:38]), quality), landmarks)


@dataclass(frozen=True)
class Near:
    """A hash found: `distance` bits, 0 to 31."""

    picture_id: int
    distance: int


class Reason(StrEnum):
    """Which sentence `detail` is, for programs that say it in another language."""

    SAME_PICTURE = "same_picture"
    SAME_TURNED = "same_turned"
    SHARED_LANDMARKS = "shared_landmarks"


@dataclass(frozen=True)
class PictureMatch:
    """One picture found. A suggestion: a person decides.

    score: 0 to 1, comparable only within one reason: share of equal bits, or share of the stored picture's visible
    landmarks that lie where a copy has them. distance: bits of the hash that differ, None when only landmarks matched.
    landmarks: how many agreed, 0 when only the hash matched. strength: how much those say, `Agreement.score`.
    turn: how the copy was laid down, when the hash tells.
    """

    picture_id: int
    score: float
    reason: Reason
    detail: str
    distance: int | None = None
    landmarks: int = 0
    strength: float = 0.0
    turn: Turn | None = None

    @property
    def is_same(self) -> bool:
        """Whether it is the same picture, whole and perhaps inside another, rather than one that shares a part."""
        return self.reason is not Reason.SHARED_LANDMARKS or self.strength >= _SAME_STRENGTH
