"""Axis arithmetic: round ticks, positions, how wide a text is, how numbers are written. Pure functions."""

import math
import unicodedata
from dataclasses import dataclass

from babel.numbers import format_compact_decimal, format_decimal

# Measured for a 13 px system font: Chinese characters fill the square, Latin letters about 0.58 of it.
FONT_PX = 13.0
WIDE_PX = 13.0
NARROW_PX = 7.5

_LOCALES = {"zh-hans": "zh_Hans", "zh-hant": "zh_Hant", "en": "en"}


def ticks(highest: float, *, most: int = 5, whole: bool = True) -> tuple[float, ...]:
    """Return round axis values from 0 to at least `highest`, 2 to `most` + 1 of them, evenly spaced.

    Args:
        highest: largest value shown, ≥ 0 and finite; 0 gives the axis 0, 1.
        most: steps at most, ≥ 1.
        whole: counts: no step below 1.
    """
    if highest <= 0:
        return (0.0, 1.0)
    rough = highest / most
    magnitude = 10.0 ** math.floor(math.log10(rough)) if rough > 0 else 0.0
    if magnitude == 0.0:  # smaller than floats can divide
        return (0.0, 1.0)
    step = next(factor * magnitude for factor in (1, 2, 2.5, 5, 10, 20) if factor * magnitude * most >= highest)
    if whole:
        step = max(1.0, math.ceil(step))
    count = max(1, math.ceil(highest / step - 1e-9))
    return tuple(step * number for number in range(count + 1))


def text_px(text: str) -> float:
    """Return about how wide `text` is at FONT_PX."""
    return sum(WIDE_PX if unicodedata.east_asian_width(sign) in "WF" else NARROW_PX for sign in text)


def shorten(text: str, width_px: float) -> str:
    """Return `text`, cut with an ellipsis where it would be wider than `width_px`."""
    if text_px(text) <= width_px:
        return text
    kept = ""
    for sign in text:
        if text_px(kept + sign) + WIDE_PX > width_px:
            break
        kept += sign
    return kept.rstrip() + "…"


def every_nth(labels: tuple[str, ...], slot_px: float) -> int:
    """Return n so that every n-th label fits its n slots of `slot_px` each with a little air; ≥ 1."""
    widest = max((text_px(label) for label in labels), default=0.0)
    return max(1, math.ceil((widest + 10.0) / slot_px)) if slot_px > 0 else max(1, len(labels))


def short_number(value: float, language: str) -> str:
    """Write `value` for an axis: 1,200 → "1.2K" in English, 12,000 → "1.2万" in Chinese."""
    if abs(value) < 1000 and value != int(value):
        return format_decimal(value, format="0.##", locale=_locale(language))
    return format_compact_decimal(value, fraction_digits=1, locale=_locale(language))


def full_number(value: float, language: str) -> str:
    """Write `value` with separators, at most two decimals."""
    return format_decimal(value, format="#,##0.##", locale=_locale(language))


def _locale(language: str) -> str:
    return _LOCALES.get(language.lower(), "en")


@dataclass(frozen=True)
class Plot:
    """The rectangle that data is drawn in, in SVG units; y runs from `bottom` (0) up to `top` (`highest`)."""

    left: float
    right: float
    top: float
    bottom: float
    highest: float
    points: int

    @property
    def slot(self) -> float:
        """Width that one point has to itself."""
        return (self.right - self.left) / max(1, self.points)

    def x(self, index: int) -> float:
        """Middle of the slot of point `index`."""
        return self.left + self.slot * (index + 0.5)

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * (value / self.highest)
