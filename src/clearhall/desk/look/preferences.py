"""How a reader wants pages shown: theme and print size, kept in the reader's own cookies and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

THEME_COOKIE = "clearhall_theme"
PRINT_COOKIE = "clearhall_print"
KEPT_FOR = timedelta(days=365)

Choice = TypeVar("Choice", bound=StrEnum)


class Theme(StrEnum):
    """AUTO follows the device."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class PrintSize(StrEnum):
    """LARGE is 24 px text and one column."""

    NORMAL = "normal"
    LARGE = "large"


@dataclass(frozen=True)
class Display:
    """What the cookies of one request say; a missing or unknown value is the default."""

    theme: Theme = Theme.AUTO
    print_size: PrintSize = PrintSize.NORMAL

    @property
    def is_large(self) -> bool:
        return self.print_size is PrintSize.LARGE


def display_from_cookies(cookies: Mapping[str, str]) -> Display:
    """Return the display that `cookies` ask for; anything unknown counts as not asked."""
    return Display(
        theme=_known(Theme, cookies.get(THEME_COOKIE), Theme.AUTO),
        print_size=_known(PrintSize, cookies.get(PRINT_COOKIE), PrintSize.NORMAL),
    )


def _known(kind: type[Choice], value: str | None, default: Choice) -> Choice:
    try:
        return kind(value) if value else default
    except ValueError:
        return default
