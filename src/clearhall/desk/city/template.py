"""What one base text of the generator is: its words, where it is met, its season and what it may cost.

No texts here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Season(StrEnum):
    """When in the year a text is met more often; the windows are in `rhythm`."""

    SHOPPING = "shopping"
    TUITION = "tuition"
    TAX = "tax"
    HOLIDAY = "holiday"
    STORM = "storm"


CHANNELS = ("sms", "phone", "web", "app", "social", "email", "offline")
"""Where the reported thing was met, as the intake form names it."""


@dataclass(frozen=True, slots=True)
class Template:
    """One base text.

    `text` is the reported item itself in the slots of `wording`. `told` is what its reporter says; empty means the
    pool of its harm. `loss` is the range of money lost in yuan by those who lost any, None where nothing can be lost.
    `weight` is relative within its harm.
    """

    channels: tuple[str, ...]
    text: str
    told: tuple[str, ...] = ()
    loss: tuple[int, int] | None = None
    season: Season | None = None
    weight: float = 1.0
    subkind: str = ""


def t(
    channels: str,
    text: str,
    *told: str,
    loss: tuple[int, int] | None = None,
    season: Season | None = None,
    weight: float = 1.0,
    subkind: str = "",
) -> Template:
    """Return a Template; `channels` is a list of channel names divided by blanks."""
    return Template(tuple(channels.split()), text, told, loss, season, weight, subkind)


@dataclass(frozen=True, slots=True)
class Sayings:
    """What the reporters of one language say, in the slots of `wording`.

    `by_harm` is for those who lost nothing, `lost` for those who did and holds the slot `loss`; `lost_office` is the
    same from a business or a watchpost, `watchpost` is a watchpost's remark, `noise` are slips and trials.
    """

    by_harm: dict[str, tuple[str, ...]]
    lost: tuple[str, ...]
    lost_office: tuple[str, ...]
    watchpost: tuple[str, ...]
    noise: tuple[str, ...]
