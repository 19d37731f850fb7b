"""How django-allauth behaves here: no sign-up, no mail, no address anywhere, our throttle, secrets sealed, our landing page."""

import hashlib
import secrets
import time
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.forms import ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.html import escape
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from clearhall.desk.accounts import throttle
from clearhall.desk.accounts.models import Person
from clearhall.desk.accounts.queries import actor_for, first_page
from clearhall.desk.accounts.second_factors import seal_text, unseal_text
from clearhall.desk.lib.sources import source_of

_SOURCE_SALT = secrets.token_bytes(
    16
)  # drawn at start, never stored: what is hashed with it cannot be linked to an address


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy("The user name or the password is not right."),
        "too_many_login_attempts": gettext_lazy("Too many tries. Please wait a few minutes and try again."),
        "incorrect_password": gettext_lazy("The password is not right."),
        "rate_limited": gettext_lazy("Too many tries. Please wait a few minutes and try again."),
        "incorrect_code": gettext_lazy(
            "The code is not right. Codes change every 30 seconds; please type the present one."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """A salted hash in place of the address: allauth builds keys of its counters from it."""
        return hashlib.blake2b(source_of(request).encode(), key=_SOURCE_SALT, digest_size=16).hexdigest()

    def is_reauthentication_required(self, *, app: str) -> bool:
        """A sign-in of a few minutes ago is proof enough for setting up the second factor right after it."""
        return not context.request.proved_recently()

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        username = credentials.get("username", "")
        wait_s = throttle.THROTTLE.wait_s(
            username, source=source_of(request), browser=_browser(request, username), at_s=time.monotonic()
        )
        if wait_s > 0:
            raise ValidationError(_too_fast(wait_s), code="too_many")

    def _rollback_login_failed_rl_usage(self) -> None:
        """Our throttle counts differently; there is nothing to give back."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        username = credentials.get("username", "")
        throttle.THROTTLE.note_failure(username, browser=_browser(request, username), at_s=time.monotonic())

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        response = super().post_login(request, user, **kwargs)
        response.set_cookie(
            throttle.COOKIE,
            throttle.cookie_after_sign_in(request.COOKIES.get(throttle.COOKIE), username=user.username),
            max_age=throttle.COOKIE_LIFE,
            path="/account/",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        user = request.user
        return first_page(user, actor_for(user)) if isinstance(user, Person) else "/"

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return settings.LOGIN_URL

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of this very desk: nothing with a scheme or a host, not even one of ours."""
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's own messages are not shown; our pages say what happened."""

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail: allauth's would carry the address and browser of the sender."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """See `send_mail`."""


def _browser(request: HttpRequest, username: str) -> str | None:
    return throttle.known_browser(request.COOKIES.get(throttle.COOKIE), username=username)


def _too_fast(wait_s: float) -> str:
    if wait_s < 90:
        seconds = max(1, round(wait_s))
        return ngettext(
            "Too many tries. Please wait %(n)d second.", "Too many tries. Please wait %(n)d seconds.", seconds
        ) % {"n": seconds}
    minutes = round(wait_s / 60)
    return ngettext(
        "Too many tries. Please wait %(n)d minute.", "Too many tries. Please wait %(n)d minutes.", minutes
    ) % {"n": minutes}


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        return seal_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal_text(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """The QR code as inline SVG on its own white ground, so that it can be read in the dark theme too."""
        code = qrcode.QRCode(border=4)
        code.add_data(url)
        rows = code.get_matrix()
        title = escape(_("QR code for the authenticator app"))
        path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(rows)} {len(rows)}" width="240" height="240" '
            f'role="img" aria-labelledby="qr-title"><title id="qr-title">{title}</title>'
            f'<rect width="100%" height="100%" fill="#fff"/><path fill="#000" d="{path}"/></svg>'
        )

    def get_totp_issuer(self) -> str:
        options = settings.CLEARHALL
        return options.desk_name_zh if (get_language() or "").startswith("zh") else options.desk_name_en

    def _get_user_identifier(self, user: Any) -> str:
        return user.username

    def _get_site_name(self) -> str:
        return self.get_totp_issuer()


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Single sign-on for people who are already here. It never makes a person and keeps nothing but the subject's id."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.state.get("process") not in {None, "login"}:
            _refuse(request, _("The single sign-on did not work. Please try again, or use your password."))
        claims = _claims(sociallogin.account.extra_data)
        sociallogin.account.extra_data = {}
        if sociallogin.is_existing:
            sociallogin.account.save(update_fields=["extra_data"])
            return
        username = str(claims.get(settings.CLEARHALL.oidc_username_claim) or "")
        person = Person.objects.filter(username=username, is_active=True).first() if username else None
        if person is None:
            _refuse(request, _("Nobody with this sign-in works here. Ask your administrator to invite you."))
        sociallogin.connect(request, person)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        _refuse(request, _("The single sign-on did not work. Please try again, or use your password."))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail; see AccountAdapter."""


def _claims(data: dict[str, Any]) -> dict[str, Any]:
    """ID token first: it is signed for us, the user info is only fetched by us."""
    return {**(data.get("userinfo") or {}), **(data.get("id_token") or {})}


def _refuse(request: HttpRequest, sentence: str) -> None:
    messages.error(request, sentence)
    raise ImmediateHttpResponse(redirect(settings.LOGIN_URL))
