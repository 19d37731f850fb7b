"""Pages of casework. Thin: read the form, call one action or query, render. Another body's case answers 404 everywhere."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from clearhall.desk.accounts.gate import staff_only
from clearhall.desk.cases import actions
from clearhall.desk.cases.access import may
from clearhall.desk.cases.errors import CaseNotFound, TooManyCases
from clearhall.desk.cases.events import CasePermission
from clearhall.desk.cases.forms import BulkHandOverForm, FilterForm, StepForm
from clearhall.desk.cases.labels import TABS
from clearhall.desk.cases.page import CasePage
from clearhall.desk.cases.queries import Tab, case_page, case_to_view, queue_page, queue_rows_of
from clearhall.desk.cases.steps import STEP_OF_MOVE, STEPS
from clearhall.desk.files.actions import open_original, show_file
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import Role
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import DeskError, NotAllowed
from clearhall.desk.lib.limits import limit

CASE_ROLES = (Role.CASEWORKER, Role.REVIEWER, Role.PUBLISHER, Role.AUDITOR)


@require_safe
@staff_only(*CASE_ROLES)
def queue(request: Any) -> HttpResponse:
    """The queue: tabs, filters, rows, paging; everything in the address, nothing in the session."""
    form = FilterForm(request.GET, actor=request.actor)
    wanted = form.wanted(request.GET.get("tab", ""))
    size = request.GET.get("size", "")
    page = queue_page(
        wanted,
        actor=request.actor,
        at=now(),
        cursor=request.GET.get("cursor") or None,
        size=int(size) if size.isdecimal() and len(size) < 4 else None,
    )
    values = {
        "form": form,
        "wanted": wanted,
        "page": page,
        "tabs": [(tab, TABS[tab], page.tabs[tab], _address(request, tab=tab.value)) for tab in Tab],
        "newer": _address(request, cursor=page.previous_cursor) if page.previous_cursor else "",
        "older": _address(request, cursor=page.next_cursor) if page.next_cursor else "",
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "may_act": request.actor.is_any(Role.CASEWORKER, Role.REVIEWER),
    }
    return render(request, "cases/queue.html", values)


@require_safe
@staff_only(*CASE_ROLES)
def case(request: Any, case_id: int) -> HttpResponse:
    page = case_page(case_id, actor=request.actor, at=now())
    return _render_case(request, page)


@require_POST
@staff_only(*CASE_ROLES)
def step(request: Any, case_id: int, name: str) -> HttpResponse:
    """Do one step; what is wrong is said at its form, with everything that was typed still there."""
    at = now()
    page = case_page(case_id, actor=request.actor, at=at)
    chosen = STEPS[name]
    form = chosen.form(request.POST, page=page, step=name)
    if not form.is_valid():
        return _render_case(request, page, tried=(name, form), status=422)
    if "preview" in request.POST:
        return _render_case(request, page, tried=(name, form), preview=form.cleaned_data)
    try:
        chosen.call(page, form.cleaned_data, request.actor, at)
    except DeskError as error:
        if isinstance(error, NotAllowed) or (isinstance(error, CaseNotFound) and error.field is None):
            raise
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _render_case(
            request, case_page(case_id, actor=request.actor, at=at), tried=(name, form), status=error.status
        )
    messages.success(request, chosen.done)
    if chosen.leaves and not _still_visible(request, case_id):
        return redirect("cases:queue")
    return redirect("cases:case", case_id=case_id)


@require_POST
@staff_only(*CASE_ROLES)
def bulk(request: Any) -> HttpResponse:
    """Take or hand over many: first the preview with what would happen, then the act."""
    name = "hand-over" if request.POST.get("step") == "hand-over" else "take"
    case_ids = _chosen(request)
    if not case_ids:
        messages.warning(request, _("Choose at least one case first."))
        return redirect("cases:queue")
    confirmed = "confirmed" in request.POST
    form = BulkHandOverForm(request.POST if confirmed else None) if name == "hand-over" else None
    if confirmed and (form is None or form.is_valid()):
        try:
            result = _do_many(request, name, case_ids, form)
        except DeskError as error:
            if form is None:
                raise
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return _say_result(request, result)
    rows = queue_rows_of(case_ids, actor=request.actor, at=now())
    if not rows:
        raise CaseNotFound
    move = STEPS[name].move
    pages = [CasePage(row.case, request.actor, now()) for row in rows]
    lines = [
        (row, next((offer.why_not for offer in page.offers if offer.move is move), _("Not in this state.")))
        for row, page in zip(rows, pages, strict=True)
    ]
    values = {"name": name, "lines": lines, "form": form, "ready": sum(1 for _row, why_not in lines if not why_not)}
    return render(request, "cases/bulk.html", values, status=422 if confirmed else 200)


@require_safe
@staff_only(*CASE_ROLES)
def picture(request: Any, case_id: int, evidence_id: int) -> HttpResponse:
    """The copy of an evidence picture for display; that it was shown is noted in its chain of custody."""
    content = show_file(evidence_id, report_ids=_report_ids(request, case_id), actor=request.actor, at=now())
    return HttpResponse(content, content_type="image/webp", headers={"Content-Disposition": "inline"})


@require_POST
@staff_only(*CASE_ROLES)
def original(request: Any, case_id: int, evidence_id: int) -> HttpResponse:
    """The sealed original as a download, checked against its hash; noted in its chain of custody."""
    report_ids = _report_ids(request, case_id)
    evidence, content = open_original(evidence_id, report_ids=report_ids, actor=request.actor, at=now())
    headers = {"Content-Disposition": f'attachment; filename="{ids.encode(evidence.pk)}.bin"'}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


def _render_case(
    request: Any,
    page: CasePage,
    *,
    tried: tuple[str, StepForm] | None = None,
    preview: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    offered = []
    for offer in page.offers:
        name = STEP_OF_MOVE[offer.move]
        form = tried[1] if tried and tried[0] == name else STEPS[name].form(page=page, step=name) if offer else None
        offered.append({"offer": offer, "name": name, "form": form, "is_open": bool(tried and tried[0] == name)})
    values = {
        "page": page,
        "case": page.case,
        "offered": offered,
        "tried": tried[1] if tried else None,
        "tried_name": tried[0] if tried else "",
        "preview": preview,
        "may_dismiss": bool(may(request.actor, CasePermission.WORK, case=page.case)),
        "may_read_news": page.case.has_news and request.actor.is_any(Role.CASEWORKER, Role.REVIEWER),
    }
    return render(request, "cases/case.html", values, status=status)


def _do_many(request: Any, name: str, case_ids: list[int], form: BulkHandOverForm | None) -> actions.BulkResult:
    if form is None:
        return actions.take_cases(case_ids, actor=request.actor, at=now())
    values = form.cleaned_data
    return actions.hand_over_cases(
        case_ids, to_body_id=int(values["body"]), reason=values["reason"], actor=request.actor, at=now()
    )


def _say_result(request: HttpRequest, result: actions.BulkResult) -> HttpResponse:
    done = len(result.done)
    if done:
        messages.success(request, ngettext("%d case done.", "%d cases done.", done) % done)
    for case_id, error in result.refused[:10]:
        messages.warning(request, f"{ids.encode(case_id)}: {error}")
    if len(result.refused) > 10:
        rest = len(result.refused) - 10
        messages.warning(request, ngettext("And %d more could not.", "And %d more could not.", rest) % rest)
    return redirect(f"{reverse('cases:queue')}?tab=mine" if done else "cases:queue")


def _chosen(request: HttpRequest) -> list[int]:
    typed = request.POST.getlist("case")
    if len(typed) > limit("bulk_cases"):
        raise TooManyCases(most=limit("bulk_cases"))
    return [key for key in map(ids.find_key, typed) if key is not None]


def _address(request: HttpRequest, **changed: str) -> str:
    """This page with other values in its address; a new tab or filter starts at the first page."""
    kept = {name: value for name, value in request.GET.items() if value and name != "cursor"}
    return f"{request.path}?{urlencode(kept | changed)}"


def _still_visible(request: Any, case_id: int) -> bool:
    try:
        case_to_view(case_id, actor=request.actor)
    except CaseNotFound:
        return False
    return True


def _report_ids(request: Any, case_id: int) -> list[int]:
    page = case_page(case_id, actor=request.actor, at=now())
    return [one.report.pk for one in page.reports]
