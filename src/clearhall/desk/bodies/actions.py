"""Every write of bodies, competences and calendars. `path` is kept right here and nowhere else."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from clearhall.desk.bodies.access import body_for_update, manages_all
from clearhall.desk.bodies.errors import (
    BodyNotFound,
    CalendarInUse,
    CalendarPast,
    CodeTaken,
    HasActiveBodies,
    NotBelowItself,
    ParentInactive,
    TreeTooDeep,
)
from clearhall.desk.bodies.events import BodyEvent
from clearhall.desk.bodies.models import Body, Calendar, Competence, Level, Place
from clearhall.desk.bodies.tree_file import TreeRow
from clearhall.desk.ledger.actions import record
from clearhall.desk.lib.actors import Actor
from clearhall.desk.lib.errors import Invalid, NotNow
from clearhall.desk.lib.limits import limit
from clearhall.desk.taxonomy.harms import Harm
from clearhall.engine.calendars import BadCalendar, read_calendar

CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")


@dataclass(frozen=True, slots=True)
class BodyDetails:
    """What an administrator types about a body. Names are 1 to 200 characters; `place_id` is where it is competent."""

    name_zh: str
    name_en: str
    level: Level
    place_id: int
    calendar_code: str = "office"
    public_phone: str = ""


@transaction.atomic
def add_body(code: str, *, parent_id: int | None, details: BodyDetails, actor: Actor, at: datetime) -> Body:
    """A new body below `parent_id`; one at the top of the tree (None) only by command.

    Raises:
        BodyNotFound: no such parent, or not the actor's to manage.
        ParentInactive, CodeTaken, TreeTooDeep, Invalid: nothing was added.
    """
    parent = None if parent_id is None else body_for_update(parent_id, actor=actor)
    if parent is None and not actor.is_job:
        raise BodyNotFound
    if parent is not None and not parent.is_active:
        raise ParentInactive
    if not CODE.fullmatch(code):
        raise Invalid(_("A code has 2 to 60 small letters, digits and hyphens."), field="code")
    if Body.objects.filter(code=code).exists():
        raise CodeTaken(field="code")
    body = Body(code=code, parent=parent)
    _fill(body, details)
    body.save()
    body.path = f"{parent.path if parent else '/'}{body.pk}/"
    _check_depth(body.path)
    body.save(update_fields=["path"])
    after = {"parent": parent.code if parent else None, **_facts(body)}
    record(BodyEvent.CREATED, subject=f"body:{body.code}", actor=actor, at=at, after=after)
    return body


@transaction.atomic
def change_body(body_id: int, *, details: BodyDetails, actor: Actor, at: datetime) -> Body:
    """Change names, level, place, calendar or telephone number. The code never changes: the log names it.

    Raises:
        BodyNotFound, Invalid: nothing was changed.
    """
    body = body_for_update(body_id, actor=actor)
    before = _facts(body)
    _fill(body, details)
    after = _facts(body)
    if before == after:
        return body
    body.save()
    changed = {key for key in after if before[key] != after[key]}
    record(
        BodyEvent.CHANGED,
        subject=f"body:{body.code}",
        actor=actor,
        at=at,
        before={key: before[key] for key in changed},
        after={key: after[key] for key in changed},
    )
    return body


def _fill(body: Body, details: BodyDetails) -> None:
    for name in ("name_zh", "name_en"):
        value = getattr(details, name).strip()
        if not 1 <= len(value) <= 200:
            raise Invalid(_("A name has 1 to 200 characters."), field=name)
        setattr(body, name, value)
    if not Place.objects.filter(pk=details.place_id).exists():
        raise Invalid(_("There is no place with this code."), field="place")
    if len(details.public_phone) > 40 or len(details.calendar_code) > 40:
        raise Invalid(_("This has 40 characters at most."), field="public_phone")
    body.level, body.place_id = Level(details.level).value, details.place_id
    body.calendar_code, body.public_phone = details.calendar_code, details.public_phone.strip()


def _facts(body: Body) -> dict[str, Any]:
    return {
        "name_zh": body.name_zh,
        "name_en": body.name_en,
        "level": body.level,
        "place": Place.objects.values_list("code", flat=True).get(pk=body.place_id),
        "calendar": body.calendar_code,
        "phone": body.public_phone,
    }


@transaction.atomic
def move_body(body_id: int, *, parent_id: int, actor: Actor, at: datetime) -> Body:
    """Put a body, with all below it, under another parent. Its work, people and competences stay with it.

    The actor manages the body, the parent it leaves and the one it comes to; so nobody takes a branch out of another's
    hands, and the top of an administrator's own branch cannot be moved by that administrator.

    Raises:
        BodyNotFound, NotBelowItself, ParentInactive, TreeTooDeep: nothing was changed.
    """
    body = body_for_update(body_id, actor=actor)
    if body.parent_id is None and not actor.is_job:
        raise BodyNotFound
    old = body_for_update(body.parent_id, actor=actor) if body.parent_id else None
    new = body_for_update(parent_id, actor=actor)
    if new.path.startswith(body.path):
        raise NotBelowItself(field="parent")
    if not new.is_active:
        raise ParentInactive
    if old is not None and new.pk == old.pk:
        return body
    old_path, path = body.path, f"{new.path}{body.pk}/"
    branch = Body.objects.filter(path__startswith=old_path)
    for below in branch.values_list("path", flat=True):
        _check_depth(path + below[len(old_path) :])
    branch.update(path=Concat(Value(path), Substr("path", len(old_path) + 1)))
    Body.objects.filter(pk=body.pk).update(parent=new)
    body.refresh_from_db()
    record(
        BodyEvent.MOVED,
        subject=f"body:{body.code}",
        actor=actor,
        at=at,
        before={"parent": old.code if old else None},
        after={"parent": new.code},
    )
    return body


def _check_depth(path: str) -> None:
    if path.count("/") - 1 > limit("body_levels") or len(path) > 200:
        raise TreeTooDeep(field="parent")


@transaction.atomic
def deactivate_body(body_id: int, *, actor: Actor, at: datetime) -> None:
    """Send a body no new work. What it has stays with it, and its people keep their roles until somebody takes them.

    Raises:
        BodyNotFound: see `access.body_for_update`.
        HasActiveBodies: bodies below it are active.
    """
    body = body_for_update(body_id, actor=actor)
    if not body.is_active:
        return
    if Body.objects.filter(path__startswith=body.path, is_active=True).exclude(pk=body.pk).exists():
        raise HasActiveBodies
    _switch(body, is_active=False, event=BodyEvent.DEACTIVATED, actor=actor, at=at)


@transaction.atomic
def activate_body(body_id: int, *, actor: Actor, at: datetime) -> None:
    """Send a body work again. Raises BodyNotFound, ParentInactive."""
    body = body_for_update(body_id, actor=actor)
    if body.is_active:
        return
    if body.parent is not None and not body.parent.is_active:
        raise ParentInactive
    _switch(body, is_active=True, event=BodyEvent.ACTIVATED, actor=actor, at=at)


def _switch(body: Body, *, is_active: bool, event: BodyEvent, actor: Actor, at: datetime) -> None:
    body.is_active = is_active
    body.save(update_fields=["is_active"])
    record(
        event,
        subject=f"body:{body.code}",
        actor=actor,
        at=at,
        before={"active": not is_active},
        after={"active": is_active},
    )


@transaction.atomic
def set_competences(body_id: int, *, harms: Collection[Harm], actor: Actor, at: datetime) -> frozenset[str]:
    """Name the harms a body handles, all of them, and return them. Routing follows at once for new reports.

    Raises:
        BodyNotFound: see `access.body_for_update`.
        ValueError: not a harm of the taxonomy.
    """
    body = body_for_update(body_id, actor=actor)
    wanted = {Harm(harm).value for harm in harms}
    before = set(Competence.objects.filter(body=body).values_list("harm", flat=True))
    if before == wanted:
        return frozenset(wanted)
    Competence.objects.filter(body=body, harm__in=before - wanted).delete()
    Competence.objects.bulk_create(Competence(body=body, harm=harm) for harm in sorted(wanted - before))
    record(
        BodyEvent.COMPETENCE_CHANGED,
        subject=f"body:{body.code}",
        actor=actor,
        at=at,
        before={"harms": sorted(before)},
        after={"harms": sorted(wanted)},
    )
    return frozenset(wanted)


@dataclass(frozen=True, slots=True)
class CalendarVersion:
    """Working hours from a day on, in the shapes of `models.Calendar`."""

    code: str
    valid_from: date
    time_zone: str
    week: dict[str, list[list[str]]]
    holidays: list[str]
    make_up_days: dict[str, list[list[str]]]


@transaction.atomic
def save_calendar(version: CalendarVersion, *, actor: Actor, at: datetime) -> Calendar:
    """Add a version of a calendar, or mend one that does not hold yet. The first version of a code may hold at once.

    Raises:
        CalendarInUse: the actor is no administrator at the top of the tree.
        CalendarPast: a version that holds already, or one that would hold from a day gone by.
        Invalid: names the field and what is wrong with it.
    """
    if not manages_all(actor):
        raise CalendarInUse
    if not CODE.fullmatch(version.code) or len(version.code) > 40:
        raise Invalid(_("A code has 2 to 60 small letters, digits and hyphens."), field="code")
    check_calendar(version)
    versions = list(Calendar.objects.select_for_update().filter(code=version.code).order_by("valid_from"))
    today = at.astimezone(ZoneInfo(version.time_zone)).date()
    if versions and version.valid_from <= today:
        raise CalendarPast(field="valid_from")
    if any(row.time_zone != version.time_zone for row in versions if row.valid_from != version.valid_from):
        raise Invalid(_("All versions of a calendar are in one time zone."), field="time_zone")
    fields = {
        "time_zone": version.time_zone,
        "week": version.week,
        "holidays": sorted(set(version.holidays)),
        "make_up_days": version.make_up_days,
    }
    row, is_new = Calendar.objects.update_or_create(code=version.code, valid_from=version.valid_from, defaults=fields)
    after = {"valid_from": version.valid_from.isoformat(), "new": is_new} | fields
    record(BodyEvent.CALENDAR_CHANGED, subject=f"calendar:{version.code}", actor=actor, at=at, after=after)
    return row


def check_calendar(version: CalendarVersion) -> None:
    """Raises Invalid, naming the field, when no deadline could be reckoned with this version."""
    if len(version.holidays) > limit("calendar_days") or len(version.make_up_days) > limit("calendar_days"):
        raise Invalid(_("There are too many days in this version. Split it by year."), field="holidays")
    try:
        read_calendar(
            week=version.week, holidays=version.holidays, make_up_days=version.make_up_days, zone=version.time_zone
        )
    except BadCalendar as error:
        field = {"zone": "time_zone", "spans": "week"}.get(error.field, error.field)
        raise Invalid(
            _("This part of the calendar cannot be read. Times look like 09:00-12:00, days like 2026-10-01."),
            field=field,
        ) from None
    if not any(version.week.values()):
        raise Invalid(_("A week without any working hours would let no deadline ever end."), field="week")


def note_place_change(place: Place, *, actor: Actor, at: datetime) -> None:
    """Record that the names or the number of residents of a place were mended in the reference data."""
    after = {"name_zh": place.name_zh, "name_en": place.name_en, "residents": place.residents}
    record(BodyEvent.PLACE_CHANGED, subject=f"place:{place.code}", actor=actor, at=at, after=after)


@dataclass(frozen=True, slots=True)
class TreeImport:
    """What an import did: codes of the bodies it added, changed (or moved), and found as they were."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


class _OnlyLooking(Exception):
    """Rolls a dry run back."""


def import_tree(rows: Sequence[TreeRow], *, is_dry_run: bool = False, actor: Actor, at: datetime) -> TreeImport:
    """Add and change bodies as a file says, all or none. Bodies that the file does not name stay as they are.

    Args:
        rows: parents before children, as `tree_file.read_tree` gives them; a parent may also be in the desk already.

    Raises:
        Invalid: names the line; nothing was changed.
    """
    done: TreeImport | None = None
    try:
        with transaction.atomic():
            done = _import(rows, actor=actor, at=at)
            if is_dry_run:
                raise _OnlyLooking
    except _OnlyLooking:
        pass
    return done  # type: ignore[return-value]


def _import(rows: Sequence[TreeRow], *, actor: Actor, at: datetime) -> TreeImport:
    places = dict(Place.objects.values_list("code", "pk"))
    results: dict[str, list[str]] = {"added": [], "changed": [], "unchanged": []}
    for row in rows:
        try:
            results[_import_row(row, places, actor=actor, at=at)].append(row.code)
        except (Invalid, BodyNotFound, NotNow) as error:
            raise Invalid(
                _("Line %(line)d: %(error)s") % {"line": row.line, "error": error}, field=error.field
            ) from None
    return TreeImport(**{name: tuple(codes) for name, codes in results.items()})


def _import_row(row: TreeRow, places: dict[str, int], *, actor: Actor, at: datetime) -> str:
    if row.place not in places:
        raise Invalid(_("There is no place with this code."), field="place")
    details = BodyDetails(
        name_zh=row.name_zh,
        name_en=row.name_en,
        level=row.level,
        place_id=places[row.place],
        calendar_code=row.calendar,
        public_phone=row.phone,
    )
    parent = Body.objects.filter(code=row.parent).first() if row.parent else None
    if row.parent and parent is None:
        raise Invalid(_("There is no body with this code."), field="parent")
    body = Body.objects.filter(code=row.code).first()
    if body is None:
        body = add_body(row.code, parent_id=parent.pk if parent else None, details=details, actor=actor, at=at)
        set_competences(body.pk, harms=row.harms, actor=actor, at=at)
        return "added"
    before = (_facts(body), body.parent_id, _harms(body))
    change_body(body.pk, details=details, actor=actor, at=at)
    if parent is not None and parent.pk != body.parent_id:
        move_body(body.pk, parent_id=parent.pk, actor=actor, at=at)
    set_competences(body.pk, harms=row.harms, actor=actor, at=at)
    body.refresh_from_db()
    return "unchanged" if before == (_facts(body), body.parent_id, _harms(body)) else "changed"


def _harms(body: Body) -> frozenset[str]:
    return frozenset(Competence.objects.filter(body=body).values_list("harm", flat=True))
