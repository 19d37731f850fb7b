"""Pages of a watchpost: its quota, its reports and what became of them, and files of reports."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clearhall.desk.accounts.gate import signed_in_only
from clearhall.desk.intake import uploads
from clearhall.desk.intake.columns import NAMES
from clearhall.desk.intake.forms import UploadForm
from clearhall.desk.intake.models import ImportedFile, ImportState
from clearhall.desk.intake.quotas import left_today
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import DeskError
from clearhall.desk.lib.ids import encode
from clearhall.desk.lib.paging import Page, page_of
from clearhall.desk.reports.queries import reports_of_watchpost
from clearhall.desk.watchposts.models import Watchpost
from clearhall.desk.watchposts.queries import find_watchpost_of

FIELDS_SHOWN = tuple(NAMES)


def _watchpost(request: HttpRequest) -> Watchpost:
    found = find_watchpost_of(request.user.pk or 0)
    if found is None:
        raise Http404
    return found


@signed_in_only
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Any) -> HttpResponse:
    """Quota, upload, and the files handed in so far."""
    watchpost = _watchpost(request)
    form = UploadForm(request.POST or None, request.FILES or None, harms=frozenset(watchpost.harms))
    if request.method == "POST" and form.is_valid():
        try:
            file = uploads.receive_upload(
                form.cleaned_data["file"],
                watchpost=watchpost,
                harm=form.cleaned_data["harm"],
                actor=request.actor,
                at=now(),
            )
        except DeskError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return HttpResponseRedirect(reverse("intake:watchpost-import", args=[encode(file.pk)]))
    page: Page[Any] = page_of(
        ImportedFile.objects.filter(watchpost=watchpost), order=["-id"], cursor=request.GET.get("cursor"), size=20
    )
    values = {
        "watchpost": watchpost,
        "form": form,
        "left": left_today(watchpost.pk, quota=watchpost.daily_quota, at=now()),
        "page": page,
    }
    return render(request, "intake/watchpost.html", values)


@signed_in_only
@require_safe
def reports(request: Any) -> HttpResponse:
    """The watchpost's own reports, newest first."""
    watchpost = _watchpost(request)
    rows = reports_of_watchpost(watchpost.pk)
    page: Page[Any] = page_of(rows, order=["-received_at", "-id"], cursor=request.GET.get("cursor"))
    return render(request, "intake/watchpost_reports.html", {"watchpost": watchpost, "page": page})


@signed_in_only
@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: Any, import_id: int) -> HttpResponse:
    """Preview with its mapping, then progress, then the outcome of one file."""
    watchpost = _watchpost(request)
    file = uploads.file_of(import_id, watchpost=watchpost)
    values: dict[str, Any] = {"watchpost": watchpost, "file": file, "key": encode(file.pk)}
    if file.state == ImportState.PREVIEW:
        given = {
            field: request.POST.get(f"map-{field}", "") for field in FIELDS_SHOWN if request.POST.get(f"map-{field}")
        }
        try:
            summary = uploads.preview(file, mapping=given or None, at=now())
            if request.method == "POST" and "store" in request.POST:
                uploads.start_import(file.pk, mapping=summary.mapping, watchpost=watchpost)
                return HttpResponseRedirect(request.path)
            values |= {"summary": summary, "mapping": _mapping_rows(summary.mapping), "headers": summary.headers}
        except DeskError as error:
            values |= {"error": error, "mapping": _mapping_rows(given), "headers": error.details.get("headers", [])}
    values["has_rejected"] = uploads.rejected_path_of(file).exists()
    values["is_under_way"] = file.state in (ImportState.WAITING, ImportState.RUNNING)
    return render(request, "intake/watchpost_import.html", values)


@signed_in_only
@require_POST
def delete_import(request: Any, import_id: int) -> HttpResponse:
    """Delete a file that was only looked at."""
    uploads.delete_upload(uploads.file_of(import_id, watchpost=_watchpost(request)))
    return HttpResponseRedirect(reverse("intake:watchpost"))


@signed_in_only
@require_safe
def rejected(request: Any, import_id: int) -> Any:
    """The refused rows of a file, with reasons."""
    file = uploads.file_of(import_id, watchpost=_watchpost(request))
    path = uploads.rejected_path_of(file)
    if not path.exists():
        raise Http404
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=f"{file.name}.rejected.csv", content_type="text/csv"
    )


def _mapping_rows(mapping: dict[str, str]) -> list[tuple[str, str]]:
    return [(field, mapping.get(field, "")) for field in FIELDS_SHOWN]
