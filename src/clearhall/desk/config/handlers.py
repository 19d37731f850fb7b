"""Answers for errors that no view raised: unknown address, refused request, refused form, our own bugs."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from clearhall.desk.config.middleware import as_desk_error, error_answer
from clearhall.desk.lib.errors import DeskError, NotAllowed, NotFound


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    answer = error_answer(request, NotFound())
    assert answer is not None
    return answer


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    # A body that is too large is noticed by the forgery check, before any view could answer.
    answer = error_answer(request, (exception and as_desk_error(exception)) or DeskError())
    assert answer is not None
    return answer


def forbidden(request: HttpRequest, exception: Any = None, reason: str = "") -> HttpResponse:
    answer = error_answer(request, NotAllowed())
    assert answer is not None
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    answer = error_answer(request, RuntimeError("unhandled"))
    assert answer is not None
    return answer
