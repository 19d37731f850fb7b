"""The card of a case's campaign, for the case page."""

from typing import Any

from django.utils import timezone

from clearhall.desk.campaigns.curves import growth_line
from clearhall.desk.campaigns.queries import campaigns_of, growth_of
from clearhall.desk.cases.cards import OnCase
from clearhall.desk.lib.actors import Actor

CURVE_DAYS = 28
MOST_CURVES = 3  # a case of several reports may be in more campaigns; these are the largest


def case_card(on_case: OnCase, *, actor: Actor) -> dict[str, Any] | None:
    """The campaigns of a case's reports, for the template; None when there is none that the actor may see."""
    found = campaigns_of(on_case.groups, actor=actor)
    if not found:
        return None
    grown = growth_of(found[:MOST_CURVES], days=CURVE_DAYS, today=timezone.localdate())
    return {"campaigns": [(one, growth_line(grown[one.pk]) if one.pk in grown else None) for one in found]}
