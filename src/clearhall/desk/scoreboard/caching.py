"""Caching of public figures: they change with each count and with the reader's language and display, and with nothing else."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import condition

from clearhall import __version__
from clearhall.desk.look.preferences import PRINT_COOKIE, THEME_COOKIE
from clearhall.desk.scoreboard.queries import as_of
from clearhall.desk.scoreboard.selections import selection_from

MAX_AGE_S = 300

View = Callable[..., HttpResponse]


def public_for_minutes(view: View) -> View:
    """Let caches keep the answer for five minutes, and answer 304 to who has it already."""

    @wraps(view)
    @condition(etag_func=_etag)
    def cached(request: HttpRequest, *args: object, **values: object) -> HttpResponse:
        return view(request, *args, **values)

    @wraps(view)
    def marked(request: HttpRequest, *args: object, **values: object) -> HttpResponse:
        response = cached(request, *args, **values)
        if response.status_code in (200, 304):
            patch_cache_control(response, public=True, max_age=MAX_AGE_S)
            patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response

    return marked


def _etag(request: HttpRequest, *args: object, **values: str) -> str | None:
    only = f"body:{values['code']}" if "code" in values else request.GET.get("only", "")
    counted = as_of(selection_from(period=request.GET.get("period", ""), only=only))
    if counted is None:
        return None
    display = (request.COOKIES.get(THEME_COOKIE, ""), request.COOKIES.get(PRINT_COOKIE, ""))
    mark = repr((counted, request.path, only, translation.get_language(), display, __version__))
    return f'"{sha256(mark.encode("utf-8", "surrogatepass")).hexdigest()[:20]}"'
