"""Pages of campaigns for staff. Thin: read the form, call one action or query, render. A foreign campaign answers 404 everywhere."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clearhall.desk.accounts.gate import staff_only
from clearhall.desk.campaigns import actions
from clearhall.desk.campaigns.curves import growth_chart, links_chart, spread_chart
from clearhall.desk.campaigns.errors import CampaignNotFound, NoSuchOther
from clearhall.desk.campaigns.forms import FilterForm, MergeForm, SplitForm
from clearhall.desk.campaigns.queries import CampaignPage, campaign_page, campaigns_page, find_heir
from clearhall.desk.campaigns.words import summary_sentence
from clearhall.desk.lib.actors import Role
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import DeskError, NotAllowed

VIEWERS = (Role.CASEWORKER, Role.REVIEWER, Role.PUBLISHER, Role.AUDITOR)


@require_safe
@staff_only(*VIEWERS)
def index(request: Any) -> HttpResponse:
    """The list: filters and paging in the address."""
    form = FilterForm(request.GET, actor=request.actor)
    rows, page = campaigns_page(form.wanted(), actor=request.actor, at=now(), cursor=request.GET.get("cursor") or None)
    values = {
        "form": form,
        "rows": rows,
        "newer": _address(request, page.previous_cursor),
        "older": _address(request, page.next_cursor),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "campaigns/index.html", values)


@require_safe
@staff_only(*VIEWERS)
def campaign(request: Any, campaign_id: int) -> HttpResponse:
    """One campaign; the number of one that was absorbed leads to what absorbed it."""
    try:
        page = campaign_page(campaign_id, actor=request.actor)
    except CampaignNotFound:
        heir = find_heir(campaign_id, actor=request.actor)
        if heir is None:
            raise
        return redirect("campaigns:campaign", campaign_id=heir)
    return _render(request, page)


@require_POST
@staff_only(*VIEWERS)
def merge(request: Any, campaign_id: int) -> HttpResponse:
    page = campaign_page(campaign_id, actor=request.actor)
    form = MergeForm(request.POST)
    if not form.is_valid():
        return _render(request, page, merge_form=form, status=422)
    try:
        other_id = form.other_id()
        if other_id is None:
            raise NoSuchOther(field="other")
        kept = actions.merge_campaigns(campaign_id, other_id=other_id, actor=request.actor, at=now())
    except DeskError as error:
        return _refused(request, page, error, form, merge_form=form)
    messages.success(request, _("The two campaigns are one now."))
    return redirect("campaigns:campaign", campaign_id=kept.pk)


@require_POST
@staff_only(*VIEWERS)
def split(request: Any, campaign_id: int) -> HttpResponse:
    page = campaign_page(campaign_id, actor=request.actor)
    form = SplitForm(request.POST, groups=page.groups)
    if not form.is_valid():
        return _render(request, page, split_form=form, status=422)
    try:
        new = actions.split_campaign(campaign_id, groups=form.groups(), actor=request.actor, at=now())
    except DeskError as error:
        return _refused(request, page, error, form, split_form=form)
    messages.success(request, _("The chosen groups are a campaign of their own now. This is it."))
    return redirect("campaigns:campaign", campaign_id=new.pk)


@require_POST
@staff_only(*VIEWERS)
def lock(request: Any, campaign_id: int) -> HttpResponse:
    """Lock, or unlock when the button said so: two people who press it at once do not undo each other."""
    page = campaign_page(campaign_id, actor=request.actor)
    locked = request.POST.get("locked") != "no"
    try:
        actions.set_lock(campaign_id, locked=locked, actor=request.actor, at=now())
    except DeskError as error:
        return _refused(request, page, error, None)
    messages.success(request, _("The campaign is locked.") if locked else _("The campaign is unlocked."))
    return redirect("campaigns:campaign", campaign_id=campaign_id)


def _render(
    request: Any,
    page: CampaignPage,
    *,
    merge_form: MergeForm | None = None,
    split_form: SplitForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    shown = page.campaign
    values = {
        "page": page,
        "campaign": shown,
        "summary": summary_sentence(
            reports=page.reports,
            groups=page.group_count,
            bodies=len(page.bodies),
            first_at=shown.first_at or shown.opened_at,
            last_at=shown.last_at or shown.opened_at,
        ),
        "growth": growth_chart(page.days, today=timezone.localdate()),
        "spread": spread_chart(page.bodies),
        "links": links_chart(page.shared, put_together=page.put_together, sizes=page.sizes),
        "merge_form": merge_form or MergeForm(),
        "split_form": split_form or SplitForm(groups=page.groups),
        "tried": merge_form or split_form,
        "is_merging": merge_form is not None,
        "is_splitting": split_form is not None,
        "problem": problem,
    }
    return render(request, "campaigns/campaign.html", values, status=status)


def _refused(request: Any, page: CampaignPage, error: DeskError, form: Form | None, **forms: Any) -> HttpResponse:
    """The page again, with what was refused said at its form or above it."""
    if isinstance(error, NotAllowed | CampaignNotFound):
        raise error
    if form is not None and error.field in form.fields:
        form.add_error(error.field, str(error))
        return _render(request, page, status=error.status, **forms)
    fresh = (
        campaign_page(page.campaign.pk, actor=request.actor)
        if not find_heir(page.campaign.pk, actor=request.actor)
        else page
    )
    return _render(request, fresh, problem=str(error), status=error.status)


def _address(request: Any, cursor: str | None) -> str:
    kept = {name: value for name, value in request.GET.items() if value and name != "cursor"}
    return f"{request.path}?{urlencode(kept | {'cursor': cursor})}" if cursor else ""
