"""Pages of the tree of bodies and of calendars: all staff read, administrators change their own branch."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clearhall.desk.bodies import actions, queries
from clearhall.desk.bodies.access import TABLE, manages, manages_all
from clearhall.desk.bodies.events import BodyPermission
from clearhall.desk.bodies.forms import BodyForm, CalendarForm, CompetencesForm, MoveForm
from clearhall.desk.bodies.models import Body
from clearhall.desk.bodies.tree_file import write_tree
from clearhall.desk.lib.actors import Role
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import DeskError, NotFound
from clearhall.desk.lib.gate import staff_only
from clearhall.desk.lib.limits import limit
from clearhall.desk.lib.paging import Page, page_of
from clearhall.desk.taxonomy.harms import RULES, Harm

administrators_only = staff_only(Role.ADMINISTRATOR)


@staff_only
def index(request: Any) -> HttpResponse:
    """The tree, parents before children."""
    try:
        page: Page[Any] = page_of(
            queries.tree(), order=["path"], cursor=request.GET.get("cursor"), size=limit("page_rows_most")
        )
    except DeskError as error:
        messages.error(request, str(error))
        return redirect("bodies:index")
    rows = [(body, range(body.path.count("/") - 2), body.competences.all()) for body in page.rows]
    return render(
        request, "bodies/index.html", {"page": page, "rows": rows, "may_add": request.actor.is_any(Role.ADMINISTRATOR)}
    )


@staff_only
def tree_file(request: Any) -> HttpResponse:
    """The tree as the CSV that `clearhall bodies import` reads."""
    response = HttpResponse(write_tree(queries.tree()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="bodies.csv"'
    return response


@staff_only
def body(request: Any, code: str) -> HttpResponse:
    shown = _body(code)
    above = [int(key) for key in shown.path.strip("/").split("/")]
    return render(
        request,
        "bodies/body.html",
        {
            "body": shown,
            "above": Body.objects.filter(pk__in=above).exclude(pk=shown.pk).order_by("path"),
            "below": shown.children.order_by("path"),
            "harms": [RULES[Harm(item.harm)] for item in shown.competences.order_by("harm")],
            "may_change": manages(request.actor, shown.pk),
            "may_move": shown.parent_id is not None and manages(request.actor, shown.parent_id),
        },
    )


@administrators_only
def new(request: Any) -> HttpResponse:
    parents = queries.bodies().filter(pk__in=TABLE.bodies(request.actor, BodyPermission.MANAGE))
    chosen = parents.filter(code=request.GET.get("below", "")).first()
    form = BodyForm(
        request.POST or None,
        initial={"parent": chosen.pk if chosen else None},
        parents=parents,
        places=queries.places(),
        calendars=queries.calendar_codes(),
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        added = _try(
            form,
            lambda: actions.add_body(
                given["code"], parent_id=given["parent"], details=form.details(), actor=request.actor, at=now()
            ),
        )
        if added:
            messages.success(request, _("The body was added. Now name the harms it handles."))
            return redirect("bodies:competences", given["code"])
    return render(request, "bodies/form.html", {"form": form, "title": _("New body"), "back": chosen})


@administrators_only
def change(request: Any, code: str) -> HttpResponse:
    shown = _mine(request, code)
    initial = {
        name: getattr(shown, name) for name in ("name_zh", "name_en", "level", "calendar_code", "public_phone")
    } | {"place": shown.place_id}
    form = BodyForm(request.POST or None, initial=initial, places=queries.places(), calendars=queries.calendar_codes())
    if request.method == "POST" and form.is_valid():
        act = lambda: actions.change_body(shown.pk, details=form.details(), actor=request.actor, at=now())  # noqa: E731
        if _try(form, act):
            messages.success(request, _("Saved."))
            return redirect("bodies:body", code)
    return render(request, "bodies/form.html", {"form": form, "title": queries.named(shown), "back": shown})


@administrators_only
def move(request: Any, code: str) -> HttpResponse:
    shown = _mine(request, code)
    parents = queries.bodies().filter(pk__in=TABLE.bodies(request.actor, BodyPermission.MANAGE))
    parents = parents.exclude(path__startswith=shown.path)
    form = MoveForm(request.POST or None, initial={"parent": shown.parent_id}, parents=parents)
    if request.method == "POST" and form.is_valid():
        parent_id = form.cleaned_data["parent"]
        if _try(form, lambda: actions.move_body(shown.pk, parent_id=parent_id, actor=request.actor, at=now())):
            messages.success(request, _("The body was moved, with all below it."))
            return redirect("bodies:body", code)
    return render(request, "bodies/form.html", {"form": form, "title": _("Move in the tree"), "back": shown})


@administrators_only
def competences(request: Any, code: str) -> HttpResponse:
    shown = _mine(request, code)
    form = CompetencesForm(
        request.POST or None, initial={"harms": list(shown.competences.values_list("harm", flat=True))}
    )
    if request.method == "POST" and form.is_valid():
        chosen = [Harm(harm) for harm in form.cleaned_data["harms"]]
        if (
            _try(form, lambda: actions.set_competences(shown.pk, harms=chosen, actor=request.actor, at=now()))
            is not None
        ):
            messages.success(request, _("Saved. New reports are routed accordingly from now on."))
            return redirect("bodies:body", code)
    return render(
        request, "bodies/form.html", {"form": form, "title": _("Harms this body handles"), "back": shown, "columns": 2}
    )


@administrators_only
@require_POST
def switch(request: Any, code: str) -> HttpResponse:
    """Deactivate or activate."""
    shown = _mine(request, code)
    act = actions.deactivate_body if shown.is_active else actions.activate_body
    try:
        act(shown.pk, actor=request.actor, at=now())
    except NotFound:
        raise Http404 from None
    except DeskError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Saved."))
    return redirect("bodies:body", code)


@staff_only
def calendars(request: Any) -> HttpResponse:
    rows = [(code, queries.calendar_versions(code)[0]) for code in queries.calendar_codes()]
    return render(request, "bodies/calendars.html", {"rows": rows, "may_change": manages_all(request.actor)})


@staff_only
def calendar(request: Any, code: str) -> HttpResponse:
    """Versions of a calendar and the next 14 days."""
    versions = queries.calendar_versions(code)
    if not versions:
        raise Http404
    today = now().astimezone(ZoneInfo(versions[0].time_zone)).date()
    holding = next((row for row in versions if row.valid_from <= today), versions[-1])
    return render(
        request,
        "bodies/calendar.html",
        {
            "code": code,
            "versions": [(row, row.valid_from > today, row == holding) for row in versions],
            "days": queries.preview(holding, first_day=today),
            "may_change": manages_all(request.actor),
        },
    )


@administrators_only
def calendar_version(request: Any, code: str = "") -> HttpResponse:
    """A new version of a calendar, or a new calendar: preview first, then save."""
    versions = queries.calendar_versions(code) if code else []
    if not manages_all(request.actor) or (code and not versions):
        raise Http404
    start = versions[0] if versions else None
    first_day = now().date() + timedelta(days=1)
    asked = request.GET.get("from", "")
    if start is not None:
        start = next((row for row in versions if row.valid_from.isoformat() == asked), start)
        first_day = start.valid_from if start.valid_from > now().date() else first_day
    form = CalendarForm(
        request.POST or None, initial=CalendarForm.initial_from(start, valid_from=first_day), is_new=not code
    )
    days = None
    if request.method == "POST" and form.is_valid() and (version := form.version(code)) is not None:
        if "save" in request.POST:
            if _try(form, lambda: actions.save_calendar(version, actor=request.actor, at=now())):
                messages.success(request, _("Saved. Open deadlines are reckoned anew from the day it holds."))
                return redirect("bodies:calendar", version.code)
        else:
            days = _try(form, lambda: _checked_preview(version))
    return render(request, "bodies/calendar_form.html", {"form": form, "code": code, "days": days})


def _checked_preview(version: actions.CalendarVersion) -> list[queries.PreviewDay]:
    actions.check_calendar(version)
    return queries.preview(version, first_day=version.valid_from)


def _body(code: str) -> Body:
    found = queries.tree().filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _mine(request: Any, code: str) -> Body:
    """The body, if the reader manages it; the same 404 otherwise."""
    found = _body(code)
    if not manages(request.actor, found.pk):
        raise Http404
    return found


def _try(form: Any, act: Any) -> Any:
    """What `act` returns; None, with the error on the form, when it is refused."""
    try:
        return act()
    except NotFound:
        raise Http404 from None
    except DeskError as error:
        field = {"week": "day1"}.get(error.field or "", error.field)
        form.add_error(field if field in form.fields else None, str(error))
        return None
