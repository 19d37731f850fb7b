"""The card of a case's campaign, for the case page."""

from typing import Any

from clearhall.desk.campaigns.queries import campaigns_of
from clearhall.desk.lib.actors import Actor


def case_card(groups: list[int], *, actor: Actor) -> dict[str, Any] | None:
    """The campaigns of a case's reports, for the template; None when there is none that the actor may see."""
    found = campaigns_of(groups, actor=actor)
    return {"campaigns": found} if found else None
