"""Every read of people, sign-ins and tokens, for our pages and for other features."""

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import NoReverseMatch, reverse

from clearhall.desk.accounts.access import TABLE, is_over_everything
from clearhall.desk.accounts.digests import digest_of
from clearhall.desk.accounts.events import PersonPermission, Scope
from clearhall.desk.accounts.models import ApiToken, DeskSession, Membership, Person
from clearhall.desk.bodies.models import Body
from clearhall.desk.lib.actors import Actor, Role
from clearhall.desk.lib.statements import Statement


def actor_for(person: Person) -> Actor:
    """The actor a signed-in person is: each role reaches the body it is held for and all bodies below. Two queries."""
    held = list(person.memberships.values_list("role", "body__path"))
    if not held:
        return Actor(f"person:{person.handle}", person_id=person.pk)
    paths = list(Body.objects.values_list("pk", "path"))
    roles: dict[str, set[int]] = {}
    for role, above in held:
        roles.setdefault(role, set()).update(key for key, path in paths if path.startswith(above))
    return Actor(
        f"person:{person.handle}", person_id=person.pk, roles={role: frozenset(keys) for role, keys in roles.items()}
    )


def has_second_factor(person_id: int) -> bool:
    """Whether an authenticator app or a passkey is set up; recovery codes alone do not count."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user_id=person_id, type__in=kinds).exists()


def first_page(person: Person, actor: Actor) -> str:
    """Where somebody lands after signing in: the queue, the people page, the watchpost's page, or their own account."""
    if actor.is_any(Role.CASEWORKER, Role.REVIEWER, Role.PUBLISHER, Role.AUDITOR):
        return _page_or("cases:queue")
    if actor.is_any(Role.ADMINISTRATOR):
        return reverse("accounts:people")
    if Person.objects.filter(pk=person.pk, watchpost_member__isnull=False).exists():
        return "/watchpost/"
    return reverse("accounts:me")


def _page_or(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return reverse("accounts:me")


def people(actor: Actor, *, search: str = "", with_gone: bool = False) -> QuerySet[Person]:
    """People whom `actor` may know of, in any order, with memberships and bodies at hand.

    Args:
        search: part of a user name, name or handle; "" for all.
        with_gone: the deactivated too.
    """
    reach = TABLE.bodies(actor, PersonPermission.VIEW)
    held = Membership.objects.filter(person=OuterRef("pk"))
    visible = Q(Exists(held.filter(body__in=reach))) | Q(home__in=reach)
    if is_over_everything(actor):
        visible |= ~Exists(held) & Q(home__isnull=True)
    rows = Person.objects.filter(visible)
    if not with_gone:
        rows = rows.filter(is_active=True)
    if search:
        word = search[:80]
        rows = rows.filter(
            Q(username__icontains=word) | Q(display_name__icontains=word) | Q(handle__startswith=word.lower())
        )
    memberships = Membership.objects.select_related("body").order_by("body__path", "role")
    return rows.select_related("home").prefetch_related(Prefetch("memberships", memberships))


def sessions_of(person: Person, *, at: datetime) -> list[DeskSession]:
    """Signed-in browsers of a person that are still good, the newest first."""
    return list(person.sessions.filter(expire_date__gt=at).order_by("-started_at", "pk")[:100])


@dataclass(frozen=True, slots=True)
class Token:
    """A valid token as endpoints see it: who asks (`actor`), for which watchpost or body, and what it may do.

    Exactly one of `watchpost_id` and `body_id` is set, and one of the codes with it. `roles` of the actor are empty, or
    auditor at the body and below where the scope `cases:read` is given: a token reads cases, it never changes one.
    """

    token_id: int
    name: str
    scopes: frozenset[str]
    actor: Actor
    watchpost_id: int | None
    watchpost_code: str
    watchpost_is_suspended: bool
    body_id: int | None
    body_code: str
    was_used_today: bool


def find_token(plain: str, *, at: datetime) -> Token | None:
    """The token behind what a program sent, or None when it is unknown, expired or revoked.

    One query by hash, the same work for a wrong token as for a right one; a second for a body's token with `cases:read`.
    """
    digest = digest_of(plain)
    row = next((_TokenRow._make(values) for values in _TOKEN.rows(digest)), None)
    if row is None or not hmac.compare_digest(bytes(row.digest), digest):
        return None
    if row.revoked_at is not None or row.expires_at <= at:
        return None
    scopes = frozenset(row.scopes)
    return Token(
        token_id=row.id,
        name=row.name,
        scopes=scopes,
        actor=_token_actor(row, scopes),
        watchpost_id=row.watchpost_id,
        watchpost_code=row.watchpost__code or "",
        watchpost_is_suspended=row.watchpost__suspended_at is not None,
        body_id=row.body_id,
        body_code=row.body__code or "",
        was_used_today=row.last_used_on == at.date(),
    )


class _TokenRow(NamedTuple):
    """What is read of a token for each request."""

    id: int
    digest: bytes
    name: str
    scopes: list[str]
    expires_at: datetime
    revoked_at: datetime | None
    last_used_on: date | None
    watchpost_id: int | None
    watchpost__code: str | None
    watchpost__suspended_at: datetime | None
    body_id: int | None
    body__code: str | None
    body__path: str | None


_TOKEN = Statement(
    lambda digest: ApiToken.objects.filter(digest=digest).order_by().values_list(*_TokenRow._fields), sample=b""
)


def _token_actor(row: _TokenRow, scopes: frozenset[str]) -> Actor:
    if row.body_id is None:
        return Actor(f"watchpost:{row.watchpost__code}")
    if Scope.CASES_READ not in scopes:
        return Actor(f"body:{row.body__code}")
    below = frozenset(Body.objects.filter(path__startswith=row.body__path).values_list("pk", flat=True))
    return Actor(f"body:{row.body__code}", roles={Role.AUDITOR: below})


def tokens(actor: Actor) -> QuerySet[ApiToken]:
    """Tokens the actor may see, in any order: of bodies and watchposts administered, and of the own watchpost."""
    reach = TABLE.bodies(actor, PersonPermission.TOKENS)
    mine = Q(body__in=reach) | Q(watchpost__body__in=reach) | Q(watchpost__in=_own_watchposts(actor))
    return ApiToken.objects.filter(mine).select_related("body", "watchpost", "created_by")


def may_make_tokens(actor: Actor) -> bool:
    """Whether there is anything at all the actor may make tokens for."""
    if TABLE.bodies(actor, PersonPermission.TOKENS):
        return True
    member = Person.objects.filter(pk=actor.person_id, watchpost_member__isnull=False)
    return actor.person_id is not None and member.exists()


def token_owners(actor: Actor) -> list[tuple[str, str, str]]:
    """What the actor may make tokens for: (`body:<key>` or `watchpost:<key>`, Chinese name, English name), bodies first."""
    reach = TABLE.bodies(actor, PersonPermission.TOKENS)
    rows = Body.objects.filter(pk__in=reach, is_active=True).order_by("path").values_list("pk", "name_zh", "name_en")
    found = [(f"body:{key}", zh, en) for key, zh, en in rows]
    watchposts = _watchposts().filter(Q(body__in=reach) | Q(pk__in=_own_watchposts(actor)), suspended_at__isnull=True)
    named = watchposts.order_by("code").values_list("pk", "name_zh", "name_en")
    return found + [(f"watchpost:{key}", zh, en) for key, zh, en in named]


def _watchposts() -> QuerySet[Any]:
    """The table of watchposts, by the key that tokens hold: it belongs to a feature above this one."""
    model = ApiToken._meta.get_field("watchpost").related_model
    return model._default_manager.all()


def _own_watchposts(actor: Actor) -> QuerySet[Any]:
    """The watchpost the actor is a member of: none or one."""
    if actor.person_id is None:
        return _watchposts().none()
    return _watchposts().filter(members__person=actor.person_id)


def held_roles(person: Person) -> list[Membership]:
    """Memberships of a person with their bodies, from the top of the tree down."""
    return list(person.memberships.select_related("body").order_by("body__path", "role"))
