"""API tokens for endpoints of every feature: `router.post("/reports", auth=TokenAuth(Scope.REPORTS_WRITE))`.

`request.auth` is then a `queries.Token` and `request.actor` its actor. Every refusal is a DeskError, so that it has the one
shape of errors that the API knows.
"""

from typing import Any

from django.http import HttpRequest
from ninja.security.http import HttpAuthBase

from clearhall.desk.accounts.actions import note_token_use
from clearhall.desk.accounts.errors import ScopeMissing, TokenRefused, WatchpostSuspended
from clearhall.desk.accounts.events import Scope
from clearhall.desk.accounts.queries import Token, find_token
from clearhall.desk.lib.actors import Actor, Role
from clearhall.desk.lib.clock import now

LONGEST_TOKEN = 200


class TokenAuth(HttpAuthBase):
    """Lets programs in that send a valid token with `scope`."""

    openapi_scheme = "bearer"

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Token:
        """The token of the request.

        Raises:
            TokenRefused: none, unknown, expired or revoked.
            ScopeMissing: a good token for something else.
            WatchpostSuspended: its watchpost may not report at present.
        """
        token = token_of(request)
        if token is None:
            raise TokenRefused
        if self.scope not in token.scopes:
            raise ScopeMissing(scope=self.scope.value)
        if token.watchpost_is_suspended:
            raise WatchpostSuspended
        return token


class StaffSession:
    """Lets in who is signed in with a second factor and holds one of `roles`; everybody else needs a token."""

    def __init__(self, *roles: Role) -> None:
        self._roles = roles

    def __call__(self, request: HttpRequest) -> Actor | None:
        asking: Any = request
        if not asking.user.is_authenticated or asking.lacks_second_factor:
            return None
        actor: Actor = asking.actor
        return actor if actor.is_any(*self._roles) else None


def actor_of(request: Any) -> Actor:
    """Who asks: put on the request by the middleware or by the token."""
    actor: Actor = request.actor
    return actor


def token_of(request: Any) -> Token | None:
    """The valid token a request carries, or None; for endpoints that serve the public too. Sets `request.actor`."""
    scheme, _, plain = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(plain) <= LONGEST_TOKEN:
        return None
    at = now()
    token = find_token(plain.strip(), at=at)
    if token is None:
        return None
    if not token.was_used_today:
        note_token_use(token.token_id, at=at)
    request.actor = token.actor
    return token
