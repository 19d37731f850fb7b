"""Open a picture safely: kind and size are known before anything is unpacked; damage is an error with a name."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from clearhall.engine.pictures.errors import PictureBroken, PictureKindUnknown, PictureTooLarge

KINDS = ("PNG", "JPEG", "WEBP", "GIF")
MOST_PIXELS = 50_000_000
"""As for evidence; 40,000 x 40,000 would need 4.8 GB when unpacked."""
MOST_BYTES = 25_000_000
HASHED_PIXELS = 4_000_000
"""Larger pictures are halved, thirded … for hashing: the hash looks at 64 x 64 samples, and memory stays bounded."""


@dataclass(frozen=True, eq=False)
class Picture:
    """An unpacked picture, upright, first frame, transparent parts white. `pixels`: shape (height, width, 3), 0 to 255."""

    pixels: NDArray[np.uint8]

    def __post_init__(self) -> None:
        if self.pixels.dtype != np.uint8 or self.pixels.ndim != 3 or self.pixels.shape[2] != 3 or not self.pixels.size:
            raise ValueError("pixels must be unsigned bytes of shape (height, width, 3), not empty")

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @cached_property
    def luma(self) -> NDArray[np.float32]:
        """Brightness 0 to 255 of a copy with at most `HASHED_PIXELS`, shape (height, width)."""
        pixels = self.pixels
        factor = 1
        while self.width * self.height > HASHED_PIXELS * factor**2:
            factor += 1
        if factor > 1:
            pixels = np.asarray(Image.fromarray(pixels).reduce(factor))
        # The published weights, added in the published order, in 32 bits: other sums give other last bits.
        red, green, blue = (pixels[..., i].astype(np.float32) for i in range(3))
        return np.ascontiguousarray(np.float32(0.299) * red + np.float32(0.587) * green + np.float32(0.114) * blue)

    def mirrored(self) -> Picture:
        """The picture with left and right exchanged."""
        return Picture(np.ascontiguousarray(self.pixels[:, ::-1]))


def open_picture(content: bytes, *, most_pixels: int = MOST_PIXELS, most_bytes: int = MOST_BYTES) -> Picture:
    """Unpack a PNG, JPEG, WebP or GIF.

    Args:
        content: the whole file.
        most_pixels: width times height that is still unpacked.
        most_bytes: length that is still looked at.

    Raises:
        PictureTooLarge: over a limit; found from the header, nothing was unpacked.
        PictureKindUnknown: none of the four kinds.
        PictureBroken: cut off, damaged, or it unpacks to something else than its header says.
    """
    if len(content) > most_bytes:
        raise PictureTooLarge(f"{len(content)} bytes are more than {most_bytes}")
    try:
        with warnings.catch_warnings():
            # The limit below is ours; Pillow's own, at 89 million pixels, must not speak first or only warn.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=KINDS) as image:
                if image.width * image.height > most_pixels:
                    raise PictureTooLarge(f"{image.width} x {image.height} pixels are more than {most_pixels}")
                image.load()
                return Picture(_flat(ImageOps.exif_transpose(image)))
    except Image.DecompressionBombError:
        raise PictureTooLarge("far too many pixels") from None
    except UnidentifiedImageError:
        raise PictureKindUnknown("no PNG, JPEG, WebP or GIF") from None
    except (OSError, ValueError, SyntaxError, EOFError, LookupError, OverflowError, TypeError, MemoryError) as error:
        raise PictureBroken(type(error).__name__) from None


def _flat(image: Image.Image) -> NDArray[np.uint8]:
    """Red, green and blue bytes; what is transparent becomes white."""
    if image.mode.startswith(("I", "F")):  # 16 and 32 bits a sample: Pillow would cut, not scale
        values = np.asarray(image, np.float64)
        top = 65535.0 if values.max(initial=0) > 255 else 255.0
        image = Image.fromarray((values.clip(0, top) * (255 / top)).astype(np.uint8))
    if "A" in image.getbands() or "transparency" in image.info:
        layer = image.convert("RGBA")
        image = Image.new("RGBA", layer.size, "white")
        image.alpha_composite(layer)
    return np.array(image.convert("RGB"), np.uint8)
