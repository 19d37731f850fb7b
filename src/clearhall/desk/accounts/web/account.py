"""Pages of one's own account: sign-ins, password, the one-time link."""

import time
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from clearhall.desk.accounts import throttle
from clearhall.desk.accounts.access import find_link
from clearhall.desk.accounts.actions import change_password, end_session, end_sessions, set_password_by_link
from clearhall.desk.accounts.errors import LinkNotValid
from clearhall.desk.accounts.forms import ChangePasswordForm, NewPasswordForm
from clearhall.desk.accounts.gate import signed_in_only
from clearhall.desk.accounts.queries import first_page, has_second_factor, held_roles, may_make_tokens, sessions_of
from clearhall.desk.accounts.sessions import stored_key
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import Invalid
from clearhall.desk.lib.sources import source_of


@signed_in_only
def me(request: Any) -> HttpResponse:
    """Who I am here, my roles, my sign-ins."""
    here = stored_key(request.session.session_key or "")
    return render(
        request,
        "accounts/me.html",
        {
            "roles": held_roles(request.user),
            "sign_ins": sessions_of(request.user, at=now()),
            "here": here,
            "has_second_factor": has_second_factor(request.user.pk),
            "has_tokens": may_make_tokens(request.actor),
            "first_page": first_page(request.user, request.actor),
        },
    )


@signed_in_only
@require_POST
def end_sign_ins(request: Any) -> HttpResponse:
    """End one other sign-in, or all but this one."""
    here, chosen = stored_key(request.session.session_key or ""), request.POST.get("sign_in", "")
    if chosen:
        ended = int(chosen != here and end_session(chosen[:40], person=request.user))
    else:
        ended = end_sessions(request.user, but=here)
    sentence = ngettext("%(n)d other sign-in was ended.", "%(n)d other sign-ins were ended.", ended) % {"n": ended}
    messages.success(request, sentence)
    return redirect("accounts:me")


@sensitive_post_parameters("old_password", "password")
@signed_in_only
@require_http_methods(["GET", "POST"])
def password(request: Any) -> HttpResponse:
    """Change one's own password. Wrong present passwords are slowed down as at the sign-in."""
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _proves(request, form):
        try:
            key = stored_key(request.session.session_key or "")
            person = change_password(request.user, password=form.cleaned_data["password"], keep_session=key, at=now())
        except Invalid as error:
            form.add_error("password", str(error))
        else:
            update_session_auth_hash(request, person)
            messages.success(request, _("The password was changed. All other sign-ins were ended."))
            return redirect("accounts:me")
    return render(request, "accounts/password.html", {"form": form})


def _proves(request: Any, form: ChangePasswordForm) -> bool:
    person, at_s = request.user, time.monotonic()
    browser = f"session {request.session.session_key}"  # its own ten tries: nobody else can use them up
    if throttle.THROTTLE.wait_s(person.username, source=source_of(request), browser=browser, at_s=at_s):
        form.add_error("old_password", _("Too many tries. Please wait a few minutes and try again."))
    elif not person.check_password(form.cleaned_data["old_password"]):
        form.add_error("old_password", _("The password is not right."))
    return not form.errors


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def link(request: Any, secret: str) -> HttpResponse:
    """Set a password by a one-time link; then sign in with it as usual, second factor and all."""
    found = find_link(secret, at=now())
    if found is None:
        return render(request, "accounts/link_gone.html", {"sentence": LinkNotValid.message}, status=404)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_password_by_link(secret, password=form.cleaned_data["password"], at=now())
        except Invalid as error:
            form.add_error("password", str(error))
        except LinkNotValid as error:
            return render(request, "accounts/link_gone.html", {"sentence": str(error)}, status=404)
        else:
            messages.success(request, _("The password is set. Please sign in with it."))
            return redirect("account_login")
    return render(request, "accounts/link.html", {"form": form, "username": found.person.username})
