"""Places: the one write there is. A place is never renamed or removed, because reports and the log name its code."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clearhall.desk.bodies.models import Body, Level, Place
from clearhall.desk.ledger.actions import record
from clearhall.desk.lib.actors import Actor, Role
from clearhall.desk.lib.errors import Invalid, NotAllowed

PLACE_ADDED = "place:added"


@transaction.atomic
def add_place(
    code: str,
    *,
    level: Level,
    name_zh: str,
    name_en: str,
    parent: str | None = None,
    residents: int | None = None,
    actor: Actor,
    at: datetime,
) -> Place:
    """A new place below the place with the code `parent`, or a top one.

    Args:
        residents: head count; None: not known.

    Raises:
        NotAllowed: the actor administers no body at the top of the tree; places belong to all bodies.
        Invalid: the code is taken or the parent unknown; `field` says which.
    """
    top = Body.objects.filter(pk__in=actor.bodies_as(Role.ADMINISTRATOR), parent__isnull=True)
    if not actor.is_job and not top.exists():
        raise NotAllowed
    if Place.objects.filter(code=code).exists():
        raise Invalid(_("There is a place with this code already."), field="code")
    above = Place.objects.filter(code=parent).first()
    if parent is not None and above is None:
        raise Invalid(_("There is no place with this code."), field="parent")
    place = Place.objects.create(
        code=code, parent=above, level=Level(level), name_zh=name_zh, name_en=name_en, residents=residents
    )
    after = {"level": place.level, "parent": parent, "residents": residents}
    record(PLACE_ADDED, subject=f"place:{code}", actor=actor, at=at, after=after)
    return place
