"""Pages of the register: everybody reads, administrators change what their bodies keep."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clearhall.desk.bodies.queries import bodies
from clearhall.desk.lib.actors import Actor, Role
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import DeskError, NotFound, TooLarge
from clearhall.desk.lib.gate import staff_only
from clearhall.desk.lib.limits import limit
from clearhall.desk.official import actions, queries
from clearhall.desk.official.access import managed_bodies, may_manage
from clearhall.desk.official.entries import read_entries, write_entries
from clearhall.desk.official.errors import RegisterRefused
from clearhall.desk.official.forms import FileForm, OrganisationForm

administrators_only = staff_only(Role.ADMINISTRATOR)


@require_safe
def index(request: Any) -> HttpResponse:
    """The public list, with search; administrators find here what they may change."""
    search = request.GET.get("q", "")
    page = queries.organisations_page(search=search, cursor=request.GET.get("cursor") or None)
    mine = managed_bodies(request.actor)
    rows = [(row, said, row.keeper_id in mine) for row, said in queries.rows_of(page)]
    values = {"page": page, "rows": rows, "search": search, "may_add": bool(mine), "filters": {"q": search}}
    return render(request, "official/index.html", values)


@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The register as the CSV that `clearhall official import` reads."""
    response = HttpResponse(write_entries(queries.all_entries()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="official-names.csv"'
    return response


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    form = OrganisationForm(request.POST or None, keepers=_keepers(request.actor), is_new=True)
    if _done(request, form, lambda: actions.add_organisation(form.entry(), actor=request.actor, at=now())):
        messages.success(request, _("The organisation stands on the register now."))
        return redirect("official:index")
    return render(request, "official/form.html", {"form": form}, status=422 if form.errors else 200)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Any, code: str) -> HttpResponse:
    shown = queries.find_organisation(code)
    if shown is None or not may_manage(request.actor, shown.keeper_id):
        raise Http404
    initial = OrganisationForm.initial_from(queries.entry_of(shown))
    form = OrganisationForm(request.POST or None, initial=initial, keepers=_keepers(request.actor), is_new=False)
    if _done(request, form, lambda: actions.change_organisation(form.entry(code), actor=request.actor, at=now())):
        messages.success(request, _("Saved."))
        return redirect("official:index")
    return render(request, "official/form.html", {"form": form, "shown": shown}, status=422 if form.errors else 200)


@administrators_only
@require_POST
def remove(request: Any, code: str) -> HttpResponse:
    actions.remove_organisation(code, actor=request.actor, at=now())
    messages.success(request, _("The organisation was taken off the register."))
    return redirect("official:index")


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: Any) -> HttpResponse:
    """A whole file at once: all rows, or none and what is wrong with each."""
    form = FileForm(request.POST or None, request.FILES or None)
    refused: RegisterRefused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.import_register(_rows(form.cleaned_data["file"]), actor=request.actor, at=now())
        except RegisterRefused as error:
            refused = error
        except DeskError as error:
            form.add_error("file", str(error))
        else:
            counted = {"added": len(done.added), "changed": len(done.changed), "same": len(done.unchanged)}
            messages.success(request, _("Added: %(added)s, changed: %(changed)s, as before: %(same)s.") % counted)
            return redirect("official:index")
    bad = refused.details["bad_rows"] if refused else 0
    counted_rows = ngettext("%(count)s row is wrong", "%(count)s rows are wrong", bad) % {"count": bad}
    values = {"form": form, "refused": refused, "counted_rows": counted_rows}
    return render(request, "official/import.html", values, status=422 if refused or form.errors else 200)


def _rows(upload: Any) -> Any:
    if upload.size > limit("register_file"):
        raise TooLarge(field="file")
    return read_entries(upload.read())


def _keepers(actor: Actor) -> Any:
    return bodies().filter(pk__in=managed_bodies(actor))


def _done(request: HttpRequest, form: Any, act: Any) -> bool:
    """Whether a good form was sent and the act done; when it was refused, the form says why."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except NotFound:
        raise Http404 from None
    except DeskError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    return True
