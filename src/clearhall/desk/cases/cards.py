"""What features above this one show beside a case: each adds a template and a function that fills it, when the site starts.

So the case page shows them without knowing of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from clearhall.desk.lib.actors import Actor


@dataclass(frozen=True, slots=True)
class OnCase:
    """What a card is about: the reports of one case, in order, and their near-duplicate groups."""

    report_ids: tuple[int, ...]
    groups: tuple[int, ...]


Fill = Callable[..., dict[str, Any] | None]
_added: dict[str, Fill] = {}


@dataclass(frozen=True, slots=True)
class Card:
    """A part of the page, ready to be rendered."""

    template: str
    values: dict[str, Any]


def add_card(template: str, fill: Fill) -> None:
    """Show `template` beside every case for which `fill(on_case, actor=…)` returns values."""
    _added[template] = fill


def cards_of(on_case: OnCase, *, actor: Actor) -> list[Card]:
    """The cards of one case, in the order in which they were added."""
    filled = ((template, fill(on_case, actor=actor)) for template, fill in _added.items())
    return [Card(template, values) for template, values in filled if values is not None]
