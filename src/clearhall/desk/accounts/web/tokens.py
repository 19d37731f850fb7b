"""Pages of API tokens, for administrators of bodies and for members of a watchpost."""

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clearhall.desk.accounts import actions, queries
from clearhall.desk.accounts.forms import SCOPE_LABELS, TokenForm
from clearhall.desk.accounts.gate import sensitive, signed_in_only
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import DeskError, NotFound
from clearhall.desk.lib.gate import to_second_factor
from clearhall.desk.lib.paging import Page, page_of


def token_makers_only(view: Any) -> Any:
    """People who may make tokens somewhere; 404 for all others."""

    @signed_in_only
    def guarded(request: Any, **kwargs: Any) -> HttpResponse:
        if not queries.may_make_tokens(request.actor):
            raise Http404
        if request.actor.is_staff and request.lacks_second_factor:
            return to_second_factor()
        return view(request, **kwargs)

    return guarded


@token_makers_only
def tokens(request: Any) -> HttpResponse:
    """Tokens within reach, the newest first."""
    rows = queries.tokens(request.actor)
    try:
        page: Page[Any] = page_of(rows, order=["-created_at", "-pk"], cursor=request.GET.get("cursor"))
    except DeskError as error:
        messages.error(request, str(error))
        return redirect("accounts:tokens")
    at = now()
    lines = [(row, _state(row, at), [SCOPE_LABELS.get(scope, scope) for scope in row.scopes]) for row in page.rows]
    return render(request, "accounts/tokens.html", {"page": page, "lines": lines})


def _state(row: Any, at: datetime) -> str:
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if row.expires_at <= at else "valid"


@token_makers_only
@sensitive
def new_token(request: Any) -> HttpResponse:
    """Make one; it is shown once."""
    chinese = (get_language() or "").startswith("zh")
    owners = [(key, zh if chinese else en) for key, zh, en in queries.token_owners(request.actor)]
    form = TokenForm(request.POST or None, owners=owners, today=now().date())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        kind, _sep, key = given["owner"].partition(":")
        end = datetime.combine(given["expires_on"], time(23, 59), get_current_timezone())
        try:
            plain = actions.issue_token(
                given["name"],
                scopes=given["scopes"],
                expires_at=end,
                watchpost_id=int(key) if kind == "watchpost" else None,
                body_id=int(key) if kind == "body" else None,
                actor=request.actor,
                at=now(),
            )
        except DeskError as error:
            field = {"expires_at": "expires_on"}.get(error.field or "", error.field)
            form.add_error(field if field in form.fields else None, str(error))
        else:
            return render(request, "accounts/token_made.html", {"plain": plain, "name": given["name"]})
    return render(request, "accounts/new_token.html", {"form": form})


@token_makers_only
@sensitive
@require_POST
def revoke_token(request: Any, token_id: int) -> HttpResponse:
    try:
        actions.revoke_token(token_id, actor=request.actor, at=now())
    except NotFound:
        raise Http404 from None
    messages.success(request, _("The token was revoked. Programs that use it are refused from now on."))
    return redirect("accounts:tokens")
