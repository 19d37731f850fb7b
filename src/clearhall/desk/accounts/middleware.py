"""Puts who is acting on every request, worked out when first asked for and at most once.

`request.actor` (PUBLIC when nobody is signed in), `request.lacks_second_factor`, `request.proved_recently()`. Stands after
allauth's middleware, so that it is first to hear when somebody must prove again who they are.
"""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from clearhall.desk.accounts.queries import actor_for, has_second_factor
from clearhall.desk.accounts.sessions import touch
from clearhall.desk.lib.actors import PUBLIC, Actor
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.gate import ask_again, ask_to_sign_in
from clearhall.desk.lib.limits import limit

HAS_SECOND_FACTOR = "has_second_factor"


class ActorMiddleware:
    """Two queries at most beside the session's own, and none on a page that never asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))
        request.lacks_second_factor = SimpleLazyObject(lambda: _lacks_second_factor(request))
        request.proved_recently = lambda: proved_recently(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """allauth would keep the whole request, address and passwords with it, in the session until it is proved. We ask and
        show the page again."""
        if not isinstance(exception, ReauthenticationRequired):
            return None
        return ask_again(request) if request.user.is_authenticated else ask_to_sign_in(request)


def proved_recently(request: HttpRequest) -> bool:
    """Whether this session's owner gave a password or second factor within the last minutes, at sign-in or since."""
    user = request.user
    if not user.is_authenticated:
        return False
    times = [float(item.get("at", 0)) for item in get_authentication_records(request, user)]
    return bool(times) and 0 <= time.time() - max(times) < 60 * limit("prove_again_minutes")


def _actor(request: Any) -> Actor:
    if not request.user.is_authenticated:
        return PUBLIC
    touch(getattr(request, "session", {}), at=now())  # a bare request of a test has none
    return actor_for(request.user)


def _lacks_second_factor(request: Any) -> bool:
    if not settings.CLEARHALL.second_factor_required or not request.user.is_authenticated:
        return False
    if not request.session.get(HAS_SECOND_FACTOR) and has_second_factor(request.user.pk):
        request.session[HAS_SECOND_FACTOR] = True
    return not request.session.get(HAS_SECOND_FACTOR, False)
