"""Read QR and bar codes. What stands in a code is a stranger's text: it is returned as text and nothing else is done."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.pictures.errors import NotAvailable
from clearhall.engine.pictures.opening import Picture

MOST_CODES = 20
LONGEST_TEXT = 8_000
"""More than any of these codes can hold (QR: 7,089 digits)."""
_SMALL_SIDE = 600  # pixels: a smaller picture is also tried enlarged, for codes with modules of two pixels


class CodeKind(StrEnum):
    """Codes that are read, by the name that people use."""

    QR = "qr"
    BARCODE = "barcode"
    """The striped ones of goods and parcels: EAN, UPC, Code 39, 93 and 128, ITF, Codabar, DataBar."""
    DATA_MATRIX = "data_matrix"
    AZTEC = "aztec"
    PDF417 = "pdf417"
    OTHER = "other"


@dataclass(frozen=True)
class Code:
    """One code found.

    text: what it says, without control characters but line ends and tabs; never a link to follow, never markup.
    corners: its four corners, x and y in pixels of the picture, from the upper left of the code, clockwise.
    """

    kind: CodeKind
    text: str
    corners: tuple[tuple[int, int], ...]


def can_read_codes() -> bool:
    """Whether the optional part for codes is installed."""
    return _library() is not None


def read_codes(picture: Picture) -> tuple[Code, ...]:
    """Every readable code, from top to bottom and left to right; empty when there is none. At most 20.

    Raises NotAvailable when the library that reads codes is not installed.
    """
    library = _library()
    if library is None:
        raise NotAvailable("reading of codes is not installed (zxing-cpp)")
    pixels, factor = picture.pixels, 1
    found = library.read_barcodes(pixels, text_mode=library.TextMode.Plain)
    if not found and max(pixels.shape[:2]) < _SMALL_SIDE:
        factor = 3
        found = library.read_barcodes(_enlarged(pixels, factor), text_mode=library.TextMode.Plain)
    codes = {one for result in found[:MOST_CODES] if (one := _code(result, factor)) is not None}
    return tuple(sorted(codes, key=lambda one: (one.corners[0][1], one.corners[0][0], one.text)))


@cache
def _library() -> ModuleType | None:
    try:
        import zxingcpp  # noqa: PLC0415 (optional)
    except ImportError:
        return None
    module: ModuleType = zxingcpp
    return module


def _enlarged(pixels: NDArray[np.uint8], factor: int) -> NDArray[np.uint8]:
    return np.ascontiguousarray(pixels.repeat(factor, axis=0).repeat(factor, axis=1))


def _code(result: Any, factor: int) -> Code | None:
    text = "".join(letter for letter in _text(result) if letter in "\n\r\t" or unicodedata.category(letter) != "Cc")
    if not text:
        return None
    at = result.position
    corners = tuple(
        (int(one.x) // factor, int(one.y) // factor)
        for one in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
    )
    return Code(_kind(result.format.name), text[:LONGEST_TEXT], corners)


def _text(result: Any) -> str:
    """The text; where a code does not name its encoding, UTF-8 is believed before the library's guess."""
    if not str(result.text).isascii():
        try:
            return bytes(result.bytes).decode()
        except UnicodeDecodeError:
            pass
    return str(result.text)


def _kind(name: str) -> CodeKind:
    if "QR" in name:
        return CodeKind.QR
    for start, kind in (("DataMatrix", CodeKind.DATA_MATRIX), ("Aztec", CodeKind.AZTEC)):
        if name.startswith(start):
            return kind
    if "PDF417" in name:
        return CodeKind.PDF417
    striped = ("EAN", "UPC", "Code", "ITF", "Codabar", "DataBar", "ISBN", "PZN", "Telepen")
    return CodeKind.BARCODE if name.startswith(striped) else CodeKind.OTHER
