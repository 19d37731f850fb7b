"""People and their roles: invite, give, take, deactivate, erase. The log names handles, bodies' codes and roles only."""

import re
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext as _

from clearhall.desk.accounts.access import body_within_reach, person_for_update
from clearhall.desk.accounts.actions.passwords import new_link
from clearhall.desk.accounts.actions.sessions import end_sessions
from clearhall.desk.accounts.errors import AlreadyDeactivated, LastAdministrator, UsernameTaken
from clearhall.desk.accounts.events import PersonEvent, PersonPermission
from clearhall.desk.accounts.models import Membership, OneTimeLink, Person
from clearhall.desk.bodies.models import Body
from clearhall.desk.ledger.actions import record
from clearhall.desk.lib.actors import Actor, Role
from clearhall.desk.lib.errors import Invalid, NotFound
from clearhall.desk.lib.limits import limit

USERNAME = re.compile(r"[\w.@+-]{2,80}")


@transaction.atomic
def invite_person(
    username: str,
    *,
    body_id: int,
    roles: frozenset[Role] = frozenset(),
    display_name: str = "",
    email: str = "",
    actor: Actor,
    at: datetime,
) -> tuple[Person, str]:
    """A new person of a body, without a password, and the secret of the one-time link that sets it.

    Raises:
        NotFound: no such body, or not within the actor's reach.
        Invalid, UsernameTaken: the field `username`.
    """
    body = body_within_reach(body_id, actor=actor, permission=PersonPermission.MANAGE)
    username = Person.normalize_username(username)
    if not USERNAME.fullmatch(username):
        raise Invalid(_("A user name has 2 to 80 letters, digits, or . @ + - _"), field="username")
    if Person.objects.filter(username__iexact=username).exists():
        raise UsernameTaken(field="username")
    person = Person(username=username, display_name=display_name[:100], email=email, home=body, created_at=at)
    person.set_unusable_password()
    person.save()
    record(
        PersonEvent.INVITED,
        subject=f"person:{person.handle}",
        actor=actor,
        at=at,
        after={"home": body.code, "active": True},
    )
    for role in sorted(roles):
        _give(person, body=body, role=role, actor=actor, at=at)
    return person, new_link(person, life=timedelta(days=limit("invitation_days")), actor=actor, at=at)


@transaction.atomic
def give_role(person_id: int, *, body_id: int, role: Role, actor: Actor, at: datetime) -> None:
    """Give a person a role for a body and all below it. Their sign-ins end, so that nothing old decides what they may do.

    Nothing changes when they have it already.

    Raises:
        NotFound: no such body or person, or not within the actor's reach.
        NotForYourself: nobody gives roles to oneself.
        AlreadyDeactivated: the person has left.
    """
    body = body_within_reach(body_id, actor=actor, permission=PersonPermission.MANAGE)
    person = person_for_update(person_id, actor=actor, wholly=False)
    if not person.is_active:
        raise AlreadyDeactivated
    if _give(person, body=body, role=Role(role), actor=actor, at=at):
        end_sessions(person)


def _give(person: Person, *, body: Body, role: Role, actor: Actor, at: datetime) -> bool:
    _membership, is_new = Membership.objects.get_or_create(person=person, body=body, role=role)
    if is_new:
        after = {"body": body.code, "role": role.value}
        record(PersonEvent.ROLE_GIVEN, subject=f"person:{person.handle}", actor=actor, at=at, after=after)
    return is_new


@transaction.atomic
def take_role(person_id: int, *, body_id: int, role: Role, actor: Actor, at: datetime) -> None:
    """Take a role away and end the person's sign-ins.

    Raises:
        NotFound: no such role, or not within the actor's reach.
        NotForYourself: nobody takes roles from oneself: a second person must know.
        LastAdministrator: nobody else administers this body or one above it.
    """
    body = body_within_reach(body_id, actor=actor, permission=PersonPermission.MANAGE)
    person = person_for_update(person_id, actor=actor, wholly=False)
    membership = Membership.objects.filter(person=person, body=body, role=role).select_related("body").first()
    if membership is None:
        raise NotFound
    _take(membership, person=person, actor=actor, at=at)
    end_sessions(person)


def _take(membership: Membership, *, person: Person, actor: Actor, at: datetime) -> None:
    if membership.role == Role.ADMINISTRATOR:
        _another_administers(membership.body, person=person)
    before = {"body": membership.body.code, "role": membership.role}
    membership.delete()
    record(PersonEvent.ROLE_TAKEN, subject=f"person:{person.handle}", actor=actor, at=at, before=before)


def _another_administers(body: Body, *, person: Person) -> None:
    """Raises LastAdministrator when nobody else administers `body` or a body above. Locks the root of its tree, so that two
    administrators cannot remove each other in the same moment."""
    above = [int(key) for key in body.path.strip("/").split("/")]
    list(Body.objects.select_for_update().filter(pk=above[0]).values_list("pk"))
    others = Membership.objects.filter(body__in=above, role=Role.ADMINISTRATOR, person__is_active=True)
    if not others.exclude(person=person).exists():
        raise LastAdministrator(body=body.code)


@transaction.atomic
def deactivate_person(person_id: int, *, actor: Actor, at: datetime) -> None:
    """End every way in at once: sign-ins, password, second factors, single sign-on, links and roles. Names go later.

    Raises:
        PersonNotFound, NotForYourself, NotYours: see `access.person_for_update`.
        AlreadyDeactivated, LastAdministrator: nothing was changed.
    """
    person = person_for_update(person_id, actor=actor)
    if not person.is_active:
        raise AlreadyDeactivated
    for membership in person.memberships.select_related("body").order_by("pk"):
        _take(membership, person=person, actor=actor, at=at)
    person.is_active, person.deactivated_at = False, at
    person.set_unusable_password()
    person.save(update_fields=["is_active", "deactivated_at", "password"])
    _close_ways_in(person)
    record(
        PersonEvent.DEACTIVATED,
        subject=f"person:{person.handle}",
        actor=actor,
        at=at,
        before={"active": True},
        after={"active": False},
    )


def _close_ways_in(person: Person) -> None:
    end_sessions(person)
    Authenticator.objects.filter(user_id=person.pk).delete()
    SocialAccount.objects.filter(user_id=person.pk).delete()
    OneTimeLink.objects.filter(person=person).delete()


@transaction.atomic
def drop_second_factor(person_id: int, *, actor: Actor, at: datetime) -> None:
    """Remove all second factors of somebody who lost theirs, and end the sign-ins. They set up new ones at the next sign-in.

    Raises:
        PersonNotFound, NotForYourself, NotYours: see `access.person_for_update`.
    """
    person = person_for_update(person_id, actor=actor)
    if Authenticator.objects.filter(user_id=person.pk).delete()[0]:
        record(
            PersonEvent.SECOND_FACTOR_REMOVED,
            subject=f"person:{person.handle}",
            actor=actor,
            at=at,
            after={"kind": "all"},
        )
    end_sessions(person)


@transaction.atomic
def note_second_factor(person: Person, *, kind: str, is_added: bool, keep_session: str | None, at: datetime) -> None:
    """Record that a person added or removed a second factor of their own, and end their other sign-ins."""
    event = PersonEvent.SECOND_FACTOR_ADDED if is_added else PersonEvent.SECOND_FACTOR_REMOVED
    actor = Actor(f"person:{person.handle}", person_id=person.pk)
    record(event, subject=f"person:{person.handle}", actor=actor, at=at, after={"kind": kind})
    end_sessions(person, but=keep_session)


@transaction.atomic
def erase_person(person_id: int, *, actor: Actor, at: datetime) -> None:
    """Take the personal data of a deactivated person away; the handle stays, because the log names it.

    Raises:
        PersonNotFound: no such person.
        Invalid: the person is still active.
    """
    person = person_for_update(person_id, actor=actor)
    if person.is_active:
        raise Invalid(_("Only a person who has been deactivated can be erased."))
    if person.erased_at is not None:
        return
    person.username, person.display_name, person.email = f"gone-{person.handle}", "", ""
    person.language, person.last_login, person.erased_at = "", None, at
    person.save(update_fields=["username", "display_name", "email", "language", "last_login", "erased_at"])
    record(PersonEvent.ERASED, subject=f"person:{person.handle}", actor=actor, at=at)
