"""Pages of administrators: people, roles, invitations. Auditors read them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clearhall.desk.accounts import actions, queries
from clearhall.desk.accounts.access import TABLE, bodies_of
from clearhall.desk.accounts.events import PersonPermission
from clearhall.desk.accounts.forms import InviteForm, ResetForm, RoleForm, SearchForm, TakeRoleForm
from clearhall.desk.accounts.gate import sensitive, staff_only
from clearhall.desk.accounts.models import Person
from clearhall.desk.bodies.queries import bodies
from clearhall.desk.lib.actors import Role
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import DeskError, NotFound
from clearhall.desk.lib.limits import limit
from clearhall.desk.lib.paging import Page, page_of

readers_only = staff_only(Role.ADMINISTRATOR, Role.AUDITOR)
administrators_only = staff_only(Role.ADMINISTRATOR)


@readers_only
def people(request: Any) -> HttpResponse:
    """The people within reach, by user name."""
    search = SearchForm(request.GET)
    chosen: dict[str, Any] = search.cleaned_data if search.is_valid() else {"q": "", "gone": ""}
    rows = queries.people(request.actor, search=chosen["q"], with_gone=bool(chosen["gone"]))
    try:
        page: Page[Any] = page_of(rows, order=["username"], cursor=request.GET.get("cursor"))
    except DeskError as error:
        messages.error(request, str(error))
        return redirect("accounts:people")
    found = {
        "page": page,
        "form": search,
        "filters": _filters(chosen),
        "may_invite": request.actor.is_any(Role.ADMINISTRATOR),
    }
    return render(request, "accounts/people.html", found)


def _filters(chosen: dict[str, Any]) -> dict[str, str]:
    return {name: chosen[name] for name in ("q", "gone") if chosen[name]}


@administrators_only
@sensitive
def invite(request: Any) -> HttpResponse:
    """A new person; the one-time link is shown once."""
    form = InviteForm(request.POST or None, bodies=_my_bodies(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            person, secret = actions.invite_person(
                given["username"],
                body_id=given["body"],
                roles=given["roles"],
                display_name=given["display_name"],
                email=given["email"],
                actor=request.actor,
                at=now(),
            )
        except DeskError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return _show_link(request, person, secret, days=limit("invitation_days"))
    return render(request, "accounts/invite.html", {"form": form})


@readers_only
def person(request: Any, handle: str) -> HttpResponse:
    """One person: roles, and what the reader may do about them."""
    shown = _person(request, handle)
    reach = TABLE.bodies(request.actor, PersonPermission.MANAGE)
    is_self = shown.pk == request.user.pk
    return render(
        request,
        "accounts/person.html",
        {
            "shown": shown,
            "rows": [
                (membership, membership.body_id in reach and not is_self and shown.is_active)
                for membership in shown.memberships.all()
            ],
            "form": RoleForm(bodies=_my_bodies(request)) if reach and not is_self and shown.is_active else None,
            "is_self": is_self,
            "is_wholly_mine": bool(reach) and not is_self and shown.is_active and bodies_of(shown) <= reach,
            "has_second_factor": queries.has_second_factor(shown.pk),
            "erase_days": limit("person_erase_days"),
        },
    )


@administrators_only
@sensitive
@require_POST
def give_role(request: Any, handle: str) -> HttpResponse:
    shown = _person(request, handle)
    form = RoleForm(request.POST, bodies=_my_bodies(request))
    if not form.is_valid():
        messages.error(request, _("Please choose a body and a role from the lists."))
        return redirect("accounts:person", handle)
    given = form.cleaned_data
    return _do(
        request,
        handle,
        lambda: actions.give_role(shown.pk, body_id=given["body"], role=given["role"], actor=request.actor, at=now()),
        done=_("The role was given. The person must sign in again."),
    )


@administrators_only
@sensitive
@require_POST
def take_role(request: Any, handle: str) -> HttpResponse:
    shown = _person(request, handle)
    form = TakeRoleForm(request.POST)
    if not form.is_valid():
        raise Http404
    given = form.cleaned_data
    return _do(
        request,
        handle,
        lambda: actions.take_role(shown.pk, body_id=given["body"], role=given["role"], actor=request.actor, at=now()),
        done=_("The role was taken. The person must sign in again."),
    )


@administrators_only
@sensitive
def reset(request: Any, handle: str) -> HttpResponse:
    """A one-time link for a new password, and away with lost second factors if asked for."""
    shown = _person(request, handle)
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            secret = actions.make_link(shown.pk, actor=request.actor, at=now())
            if form.cleaned_data["second_factor"]:
                actions.drop_second_factor(shown.pk, actor=request.actor, at=now())
        except NotFound:
            raise Http404 from None
        except DeskError as error:
            form.add_error(None, str(error))
        else:
            return _show_link(request, shown, secret, days=limit("reset_hours") / 24)
    return render(request, "accounts/reset.html", {"form": form, "shown": shown})


@administrators_only
@sensitive
def deactivate(request: Any, handle: str) -> HttpResponse:
    """Asks once, says what will happen, then does it."""
    shown = _person(request, handle)
    if request.method != "POST":
        return render(request, "accounts/deactivate.html", {"shown": shown, "erase_days": limit("person_erase_days")})
    return _do(
        request,
        handle,
        lambda: actions.deactivate_person(shown.pk, actor=request.actor, at=now()),
        done=_("The person was deactivated and signed out everywhere."),
    )


def _do(request: Any, handle: str, act: Any, *, done: str) -> HttpResponse:
    try:
        act()
    except NotFound:
        raise Http404 from None
    except DeskError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("accounts:person", handle)


def _person(request: Any, handle: str) -> Person:
    found = queries.people(request.actor, with_gone=True).filter(handle=handle).first()
    if found is None:
        raise Http404
    return found


def _my_bodies(request: Any) -> Any:
    return bodies().filter(pk__in=TABLE.bodies(request.actor, PersonPermission.MANAGE))


def _show_link(request: Any, person: Person, secret: str, *, days: float) -> HttpResponse:
    url = request.build_absolute_uri(reverse("accounts:link", args=[secret]))
    return render(request, "accounts/link_made.html", {"shown": person, "url": url, "days": round(days)})
