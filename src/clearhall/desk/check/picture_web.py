"""The page of Check for pictures: the answer is the one for a text, with what was read from the picture above it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clearhall.desk.check import floods
from clearhall.desk.check.forms import PictureForm
from clearhall.desk.check.pictures import check_picture
from clearhall.desk.check.web import page_values
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import Invalid, TooMany


@require_http_methods(["GET", "HEAD", "POST"])
def picture(request: HttpRequest) -> HttpResponse:
    """The answer for one picture. The picture is read here and gone when the request ends."""
    if request.method != "POST":
        return redirect("check:start")
    values = page_values()
    try:
        floods.take_picture(request)
        found = check_picture(request.FILES.get("picture"), at=now())
    except (Invalid, TooMany) as error:
        form = PictureForm({}, {})
        form.errors.pop("picture", None)  # the field's own words; ours say more
        form.add_error("picture", str(error))
        response = render(request, "check/start.html", {**values, "picture_form": form}, status=error.status)
        if "retry_after_s" in error.details:
            response["Retry-After"] = str(error.details["retry_after_s"])
        return response
    finally:
        for upload in request.FILES.values():
            upload.close()  # removes the temporary file of a large one at once
    return render(request, "check/answer.html", {**values, "known": found.known, "picture": found})
