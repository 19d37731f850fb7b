"""The only door to people and tokens: fetch, lock and permission in one call.

An administrator reaches the people of the bodies where the role is held. Acts that take over or end an account need all of
the person's bodies within that reach, or an administrator of a district could become one of the province by a new password.
"""

from datetime import datetime

from django.db.models import Q

from clearhall.desk.accounts.digests import digest_of
from clearhall.desk.accounts.errors import NotForYourself, NotYours, PersonNotFound, TokenNotFound
from clearhall.desk.accounts.events import PersonPermission
from clearhall.desk.accounts.models import ApiToken, OneTimeLink, Person
from clearhall.desk.bodies.models import Body
from clearhall.desk.lib.actors import Actor, Role
from clearhall.desk.lib.errors import NotFound
from clearhall.desk.lib.permissions import PermissionTable

TABLE = PermissionTable(
    {
        PersonPermission.VIEW: frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
        PersonPermission.MANAGE: frozenset({Role.ADMINISTRATOR}),
        PersonPermission.TOKENS: frozenset({Role.ADMINISTRATOR}),
    }
)


def person_for_update(
    person_id: int, *, actor: Actor, permission: PersonPermission = PersonPermission.MANAGE, wholly: bool = True
) -> Person:
    """The person, locked until the transaction ends.

    Args:
        wholly: all of the person's bodies must be within the actor's reach (for acts on the account itself); False when one
            is enough (for acts on a role, which check the role's own body).

    Raises:
        PersonNotFound: no such person, or none of the actor's bodies knows this one.
        NotForYourself: the actor is this person.
        NotYours: `wholly`, and the person also works for a body outside the actor's reach.
    """
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise PersonNotFound
    if actor.is_job:
        return person
    reach, works_for = TABLE.bodies(actor, permission), bodies_of(person)
    if not (works_for & reach) and not (not works_for and is_over_everything(actor)):
        raise PersonNotFound
    if person.pk == actor.person_id:
        raise NotForYourself
    if wholly and not works_for <= reach:
        raise NotYours
    return person


def bodies_of(person: Person) -> frozenset[int]:
    """Keys of the bodies a person works for: home and roles."""
    keys = set(person.memberships.values_list("body_id", flat=True))
    return frozenset(keys | ({person.home_id} if person.home_id else set()))


def is_over_everything(actor: Actor) -> bool:
    """Whether the actor administers a body at the top of the tree; such people look after those who belong to no body."""
    reach = TABLE.bodies(actor, PersonPermission.MANAGE)
    return actor.is_job or (bool(reach) and Body.objects.filter(pk__in=reach, parent__isnull=True).exists())


def body_within_reach(body_id: int, *, actor: Actor, permission: PersonPermission) -> Body:
    """The body, if `actor` has `permission` there.

    Raises:
        NotFound: no such body, or not within reach.
    """
    body = Body.objects.filter(pk=body_id).first()
    if body is None or not TABLE.check(actor, permission, body_id=body_id):
        raise NotFound
    return body


def token_for_update(token_id: int, *, actor: Actor) -> ApiToken:
    """The token, locked. Its body's administrators may, and the members of its watchpost.

    Raises:
        TokenNotFound: no such token, or not theirs.
    """
    token = ApiToken.objects.select_for_update(of=("self",)).filter(pk=token_id).select_related("watchpost").first()
    if token is None:
        raise TokenNotFound
    answers = token.watchpost.body_id if token.watchpost else token.body_id
    if TABLE.check(actor, PersonPermission.TOKENS, body_id=answers or 0) or is_member(actor, token.watchpost_id):
        return token
    raise TokenNotFound


def is_member(actor: Actor, watchpost_id: int | None) -> bool:
    """Whether the actor is a member of this watchpost (of any, when None is given: never)."""
    if watchpost_id is None or actor.person_id is None:
        return False
    member = Q(pk=actor.person_id, is_active=True, watchpost_member__watchpost=watchpost_id)
    return Person.objects.filter(member).exists()


def find_link(secret: str, *, at: datetime) -> OneTimeLink | None:
    """The unused, unexpired link of an active person behind what a URL carries, or None. Its secret is the permission."""
    good = OneTimeLink.objects.filter(used_at__isnull=True, expires_at__gt=at, person__is_active=True)
    return good.filter(digest=digest_of(secret)).select_related("person").first()
