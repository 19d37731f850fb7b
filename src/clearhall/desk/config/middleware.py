"""Turns every error into an answer: the sentence of a DeskError, or an apology with a reference number, never a traceback."""

import secrets
from collections.abc import Callable
from http import HTTPStatus

import structlog
from django.conf import settings
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db.utils import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from clearhall.desk.lib.errors import DeskError, NotAllowed, NotFound, TooLarge, Unavailable
from clearhall.desk.look.web import error_page

log = structlog.get_logger("clearhall.errors")


def as_desk_error(error: Exception) -> DeskError | None:
    """The error a user should see for `error`; None for our own bugs."""
    match error:
        case DeskError():
            return error
        case Http404():
            return NotFound()
        case PermissionDenied():
            return NotAllowed()
        case RequestDataTooBig() | TooManyFieldsSent() | TooManyFilesSent():
            return TooLarge()
        case OperationalError() | InterfaceError():
            return Unavailable()
        case _:
            return None


def error_answer(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The page or JSON for an error; None where Django itself answers well (a bad request)."""
    known = as_desk_error(error)
    if known is None and isinstance(error, SuspiciousOperation):
        return None
    reference = ""
    if known is None or known.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        reference = secrets.token_hex(4).upper()
        log.error("request failed", reference=reference, method=request.method, route=route_of(request), exc_info=error)
    status = known.status if known else HTTPStatus.INTERNAL_SERVER_ERROR
    code = known.code if known else "internal_error"
    if request.path.startswith("/api/"):
        content = {"code": code, "message": str(known) if known else "Internal error", "field": known.field if known else None,
                   "details": (known.details if known else {}) | ({"reference": reference} if reference else {})}  # fmt: skip
        response: HttpResponse = JsonResponse({"error": content}, status=status)
    else:
        response = error_page(request, int(status), reference=reference, sentence=str(known) if known else "")
    if known and "retry_after_s" in known.details:
        response["Retry-After"] = str(int(known.details["retry_after_s"]) + 1)
    return response


def route_of(request: HttpRequest) -> str:
    """The pattern that matched, without the values in it."""
    return request.resolver_match.route if request.resolver_match else "?"


class ErrorAnswers:
    """Outermost but for security headers, so that errors of other middleware are answered too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if settings.DEBUG and as_desk_error(error) is None:
            return None
        return error_answer(request, error)


class PrivateByDefault:
    """No page is kept by a cache unless its view says so; pages of staff and receipts never are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
