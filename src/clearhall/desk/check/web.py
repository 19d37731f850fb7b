"""The page of Check: ask, read the answer, report it. The text travels in the body of the request, never in an address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from clearhall.desk.check import floods
from clearhall.desk.check.forms import CheckForm, PictureForm
from clearhall.desk.check.queries import check
from clearhall.desk.check.words import CALLS, SIGNS
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import Invalid
from clearhall.desk.look.numbers import call_numbers


@sensitive_post_parameters("text")
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The question; after a POST the answer, and the question again below it."""
    values = page_values()
    if request.method != "POST":
        return render(request, "check/start.html", values)
    floods.take(request)
    try:
        known = check(request.POST.get("text", ""), at=now())
    except Invalid as error:
        form = CheckForm(request.POST)
        form.errors.pop("text", None)  # the field's own words; ours say more
        form.add_error("text", str(error))
        return render(request, "check/start.html", {**values, "form": form}, status=error.status)
    return render(request, "check/answer.html", {**values, "known": known})


def page_values() -> dict[str, Any]:
    """What both pages show beside the answer: the questions, numbers to call, signs to look for."""
    return {"numbers": call_numbers(*CALLS), "signs": SIGNS, "form": CheckForm(), "picture_form": PictureForm()}
