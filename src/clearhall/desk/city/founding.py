"""Loading, first stage: places, calendars, bodies, watchposts and people of the invented city. Called by `load` alone."""

from __future__ import annotations

from datetime import datetime

from clearhall.desk.accounts.actions import give_role, invite_person, set_password_by_link
from clearhall.desk.bodies.actions import BodyDetails, CalendarVersion, add_body, save_calendar, set_competences
from clearhall.desk.bodies.models import Level
from clearhall.desk.bodies.places import add_place
from clearhall.desk.city.bodies import BODIES, CALENDARS, CITY_TIME
from clearhall.desk.city.people import PEOPLE, SIGN_INS, WATCHPOSTS, InventedPerson, InventedRole
from clearhall.desk.city.places import PLACES
from clearhall.desk.lib.actors import Actor, Role
from clearhall.desk.taxonomy.harms import Harm
from clearhall.desk.watchposts.actions import accredit_watchpost, add_member

HOME_OF_WATCHPOST_MEMBERS = "linjiang"


def found_bodies(*, actor: Actor, at: datetime) -> dict[str, int]:
    """Add the places, the working hours, and the tree of bodies with what each handles; return keys of bodies by code."""
    for code, hours in CALENDARS.items():
        # From the first day of the year before, so that no case is older than its calendar.
        version = CalendarVersion(
            code=code,
            valid_from=at.date().replace(year=at.year - 1, month=1, day=1),
            time_zone=CITY_TIME.key,
            week=hours.week(),
            holidays=[],
            make_up_days={},
        )
        save_calendar(version, actor=actor, at=at)
    place_ids = {}
    for place in PLACES:
        added = add_place(
            place.code,
            level=Level(place.level.value),
            name_zh=place.zh_hans,
            name_en=place.en,
            parent=place.parent,
            residents=place.inhabitants,
            actor=actor,
            at=at,
        )
        place_ids[place.code] = added.pk
    body_ids: dict[str, int] = {}
    for body in BODIES:
        details = BodyDetails(
            body.zh_hans, body.en, Level(body.level.value), place_ids[body.place_code], body.calendar_code
        )
        parent_id = body_ids[body.parent] if body.parent else None
        body_ids[body.code] = add_body(body.code, parent_id=parent_id, details=details, actor=actor, at=at).pk
        harms = [Harm(harm) for harm in body.handles]
        set_competences(body_ids[body.code], harms=harms, actor=actor, at=at)
    return body_ids


def found_people(*, body_ids: dict[str, int], password: str, actor: Actor, at: datetime) -> None:
    """Accredit the watchposts and add every account with its roles; those in SIGN_INS get `password`."""
    home_id = body_ids[HOME_OF_WATCHPOST_MEMBERS]
    post_ids = {
        post.code: accredit_watchpost(
            post.code, kind=post.kind, name_zh=post.zh_hans, name_en=post.en, body_id=home_id, actor=actor, at=at
        ).pk
        for post in WATCHPOSTS
    }
    for person in PEOPLE:
        person_id = _add_person(person, body_ids=body_ids, password=password, actor=actor, at=at)
        if person.watchpost:
            add_member(post_ids[person.watchpost], person_id=person_id, actor=actor, at=at)


def _add_person(person: InventedPerson, *, body_ids: dict[str, int], password: str, actor: Actor, at: datetime) -> int:
    roles = frozenset() if person.role is InventedRole.WATCHPOST else frozenset({Role(person.role.value)})
    home, *others = person.bodies or (HOME_OF_WATCHPOST_MEMBERS,)
    added, secret = invite_person(
        person.username, body_id=body_ids[home], roles=roles, display_name=person.zh_name, actor=actor, at=at
    )
    if person.username in SIGN_INS:
        set_password_by_link(secret, password=password, at=at)
    for code in others:
        for role in roles:
            give_role(added.pk, body_id=body_ids[code], role=role, actor=actor, at=at)
    return added.pk
