"""The card of a case's pictures, for the case page."""

from typing import Any

from clearhall.desk.cases.cards import OnCase
from clearhall.desk.lib.actors import Actor
from clearhall.desk.lib.clock import now
from clearhall.desk.pictures.queries import case_pictures


def case_card(on_case: OnCase, *, actor: Actor) -> dict[str, Any] | None:
    """What was read of a case's pictures, for the template; None when it has none."""
    found = case_pictures(on_case.report_ids, actor=actor, at=now())
    return {"pictures": found} if found else None
