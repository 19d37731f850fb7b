"""What features above this one show beside a case: each adds a template and a function that fills it, when the site starts.

So the case page shows them without knowing of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from clearhall.desk.lib.actors import Actor

Fill = Callable[..., dict[str, Any] | None]
_added: dict[str, Fill] = {}


@dataclass(frozen=True, slots=True)
class Card:
    """A part of the page, ready to be rendered."""

    template: str
    values: dict[str, Any]


def add_card(template: str, fill: Fill) -> None:
    """Show `template` beside every case for which `fill(groups, actor=…)` returns values: the groups are those of its reports."""
    _added[template] = fill


def cards_of(groups: list[int], *, actor: Actor) -> list[Card]:
    """The cards of one case, in the order in which they were added."""
    filled = ((template, fill(groups, actor=actor)) for template, fill in _added.items())
    return [Card(template, values) for template, values in filled if values is not None]
