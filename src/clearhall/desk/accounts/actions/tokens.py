"""Keys of programs: issue, revoke, note the day of use."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from clearhall.desk.accounts.access import TABLE, is_member, token_for_update
from clearhall.desk.accounts.digests import digest_of
from clearhall.desk.accounts.events import WATCHPOST_SCOPES, PersonPermission, Scope, TokenEvent
from clearhall.desk.accounts.models import ApiToken
from clearhall.desk.bodies.models import Body
from clearhall.desk.ledger.actions import record
from clearhall.desk.lib.actors import Actor
from clearhall.desk.lib.errors import Invalid, NotFound, NotNow
from clearhall.desk.lib.limits import limit

PREFIX = "clearhall_"  # so that a token that slips into a public place is recognised by scanners


@transaction.atomic
def issue_token(
    name: str,
    *,
    scopes: Collection[str],
    expires_at: datetime,
    watchpost_id: int | None = None,
    body_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> str:
    """A new token for a watchpost or a body (exactly one of the two). What is returned cannot be read again later.

    Raises:
        NotFound: the watchpost or body is unknown, or the actor may not make tokens for it.
        Invalid: no name, an unknown or unfitting scope, or an end that is not within a year.
        NotNow: the limit `tokens` is reached.
    """
    if (watchpost_id is None) == (body_id is None):
        raise ValueError("a token belongs to a watchpost or to a body")
    owner = _owner(watchpost_id, body_id, actor=actor)
    chosen = _checked_scopes(scopes, is_watchpost=watchpost_id is not None)
    if not name.strip():
        raise Invalid(_("Give the token a name that says which program uses it."), field="name")
    if not at < expires_at <= at + timedelta(days=limit("token_days")):
        raise Invalid(_("Choose an end within a year from now."), field="expires_at")
    mine = Q(watchpost_id=watchpost_id) if watchpost_id is not None else Q(body_id=body_id)
    if ApiToken.objects.filter(mine, revoked_at__isnull=True, expires_at__gt=at).count() >= limit("tokens"):
        raise NotNow(_("There are too many valid tokens. Revoke one that is no longer used."))
    plain = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        digest=digest_of(plain),
        name=name.strip()[:100],
        scopes=sorted(chosen),
        watchpost_id=watchpost_id,
        body_id=body_id,
        created_by_id=actor.person_id,
        created_at=at,
        expires_at=expires_at,
    )
    after = {"for": owner, "scopes": sorted(chosen), "until": expires_at.date().isoformat()}
    record(TokenEvent.ISSUED, subject=f"token:{token.pk}", actor=actor, at=at, after=after)
    return plain


def _owner(watchpost_id: int | None, body_id: int | None, *, actor: Actor) -> str:
    """`watchpost:<code>` or `body:<code>`, when `actor` may make tokens there. Raises NotFound."""
    model = ApiToken._meta.get_field("watchpost").related_model if watchpost_id is not None else Body
    row = model._default_manager.filter(pk=watchpost_id if watchpost_id is not None else body_id).first()
    if row is None:
        raise NotFound
    answers = row.body_id if watchpost_id is not None else row.pk
    if not TABLE.check(actor, PersonPermission.TOKENS, body_id=answers) and not is_member(actor, watchpost_id):
        raise NotFound
    return f"{'body' if watchpost_id is None else 'watchpost'}:{row.code}"


def _checked_scopes(scopes: Collection[str], *, is_watchpost: bool) -> frozenset[str]:
    chosen = frozenset(scopes)
    allowed = WATCHPOST_SCOPES if is_watchpost else frozenset(Scope)
    if not chosen:
        raise Invalid(_("Choose at least one scope."), field="scopes")
    if not chosen <= {scope.value for scope in allowed}:
        raise Invalid(_("This scope cannot be given here."), field="scopes")
    return chosen


@transaction.atomic
def revoke_token(token_id: int, *, actor: Actor, at: datetime) -> None:
    """Make a token useless from now on. Doing it twice changes nothing. Raises TokenNotFound."""
    token = token_for_update(token_id, actor=actor)
    if token.revoked_at is not None:
        return
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    record(TokenEvent.REVOKED, subject=f"token:{token.pk}", actor=actor, at=at)


def note_token_use(token_id: int, *, at: datetime) -> None:
    """Note the day on which a token was used. Callers ask `Token.was_used_today` first: one write a day and token."""
    ApiToken.objects.filter(pk=token_id).exclude(last_used_on=at.date()).update(last_used_on=at.date())
