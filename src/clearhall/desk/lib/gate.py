"""The gate of the staff pages: who may come in at all. What somebody may do inside is asked at each feature's `access.py`.

    @staff_only                                   # any role, at any body
    @staff_only(Role.REVIEWER, Role.PUBLISHER)    # at least one of these, at any body
    @sensitive                                    # and the password or second factor again, if that was long ago
    def page(request): request.actor ...

What it asks (`actor`, `lacks_second_factor`, `proved_recently`) is put on the request by `accounts/middleware.py`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from clearhall.desk.lib.actors import Role

View = Callable[..., HttpResponseBase]


def signed_in_only(view: View) -> View:
    """Send whoever is not signed in to the sign-in page, and back here afterwards."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        return _private(view(request, *args, **kwargs))

    return guarded


def staff_only(*wanted: Any) -> Any:
    """Let in who holds a role (one of `wanted`, when given); the sign-in page for strangers, 404 for everybody else.

    404 and not 403: whoever has no role here need not learn which staff pages there are. Staff without the second factor
    that the desk requires are sent to set it up first.
    """
    if len(wanted) == 1 and not isinstance(wanted[0], Role):
        return _staff_only(wanted[0], tuple(Role))
    return lambda view: _staff_only(view, wanted or tuple(Role))


def _staff_only(view: View, roles: tuple[Role, ...]) -> View:
    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        if not request.actor.is_any(*roles):
            raise Http404
        if request.lacks_second_factor:
            return to_second_factor()
        return _private(view(request, *args, **kwargs))

    return guarded


def sensitive(view: View) -> View:
    """Ask again for the password or the second factor, unless that was a few minutes ago. Goes below `staff_only`."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.proved_recently():
            return ask_again(request)
        return view(request, *args, **kwargs)

    return guarded


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page, which leads back here: to this page, or after a form to the start."""
    return redirect_to_login(request.get_full_path() if request.method in {"GET", "HEAD"} else "/")


def ask_again(request: HttpRequest) -> HttpResponse:
    """The page that asks for the password or second factor again. What was posted is not kept anywhere: the form is
    shown again afterwards, because a stored request would hold passwords and the sender's address."""
    return redirect_to_login(request.get_full_path(), login_url=settings.PROVE_AGAIN_URL)


def to_second_factor() -> HttpResponse:
    """The page where the second factor is set up."""
    return HttpResponseRedirect(settings.SECOND_FACTOR_URL)


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """No copy of a staff page stays in a shared cache or behind the Back button of a shared machine."""
    response.headers.setdefault("Cache-Control", "no-store, private")
    return response
