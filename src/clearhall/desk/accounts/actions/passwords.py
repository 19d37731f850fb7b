"""Passwords and the one-time links that set them."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clearhall.desk.accounts.access import find_link, person_for_update
from clearhall.desk.accounts.actions.sessions import end_sessions
from clearhall.desk.accounts.digests import digest_of
from clearhall.desk.accounts.errors import AlreadyDeactivated, LinkNotValid
from clearhall.desk.accounts.events import PersonEvent
from clearhall.desk.accounts.models import OneTimeLink, Person
from clearhall.desk.ledger.actions import record
from clearhall.desk.lib.actors import Actor
from clearhall.desk.lib.errors import Invalid
from clearhall.desk.lib.limits import limit


@transaction.atomic
def make_link(person_id: int, *, actor: Actor, at: datetime) -> str:
    """A one-time link's secret with which the person sets a new password. Older links stop working; the password does not.

    Raises:
        PersonNotFound, NotForYourself, NotYours: see `access.person_for_update`.
        AlreadyDeactivated: the person has left.
    """
    person = person_for_update(person_id, actor=actor)
    if not person.is_active:
        raise AlreadyDeactivated
    return new_link(person, life=timedelta(hours=limit("reset_hours")), actor=actor, at=at)


def new_link(person: Person, *, life: timedelta, actor: Actor, at: datetime) -> str:
    """As `make_link`, for a person the caller has locked."""
    secret = secrets.token_urlsafe(32)
    OneTimeLink.objects.filter(person=person).delete()
    OneTimeLink.objects.create(digest=digest_of(secret), person=person, created_at=at, expires_at=at + life)
    record(PersonEvent.LINK_MADE, subject=f"person:{person.handle}", actor=actor, at=at)
    return secret


@transaction.atomic
def set_password_by_link(secret: str, *, password: str, at: datetime) -> Person:
    """Use a one-time link up: set the password and end all sign-ins. The second factor stays as it was.

    Raises:
        LinkNotValid: used, too old, or never made.
        Invalid: the password is too weak; the link stays good.
    """
    link = find_link(secret, at=at)
    if link is None:
        raise LinkNotValid
    person = Person.objects.select_for_update().get(pk=link.person_id)
    check_strength(password, person=person)
    if not OneTimeLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=at):
        raise LinkNotValid  # another request with the same link was first
    _set(person, password, at=at)
    return person


@transaction.atomic
def change_password(person: Person, *, password: str, keep_session: str | None, at: datetime) -> Person:
    """Set a person's own new password and end the other sign-ins. The caller has asked for the old one.

    Raises:
        Invalid: the password is too weak.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    check_strength(password, person=person)
    _set(person, password, at=at, keep_session=keep_session)
    return person


def check_strength(password: str, *, person: Person) -> None:
    """Raises Invalid with the reasons, for the field `password`."""
    if len(password) > 1000:
        raise Invalid(_("A password has 1,000 characters at most."), field="password")
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password") from None


def _set(person: Person, password: str, *, at: datetime, keep_session: str | None = None) -> None:
    person.set_password(password)
    person.save(update_fields=["password"])
    OneTimeLink.objects.filter(person=person, used_at__isnull=True).delete()
    end_sessions(person, but=keep_session)
    actor = Actor(f"person:{person.handle}", person_id=person.pk)
    record(PersonEvent.PASSWORD_SET, subject=f"person:{person.handle}", actor=actor, at=at)
