"""allauth's forms in our words: labels and hints, no placeholders. What they check is allauth's."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as PasswordAgainForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _


def _say(field: forms.Field, label: Any, help_text: Any = "", **attrs: str) -> None:
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= attrs


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["login"], _("User name"), autocapitalize="none", spellcheck="false")
        _say(self.fields["password"], _("Password"))
        self.fields["password"].max_length = 1000
        self.fields["password"].widget.attrs["maxlength"] = "1000"


class ProveForm(PasswordAgainForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["password"], _("Password"))


def _say_code(field: forms.Field, help_text: Any) -> None:
    _say(field, _("Code"), help_text, inputmode="numeric", maxlength="12")


_CODE_HINT = _("The six digits that your authenticator app shows now, or one of your recovery codes.")


class _OnceOnly:
    """A code counts once within its whole life; allauth alone would take it again half a minute later."""

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if not cache.add(f"accounts.code.{self.user.pk}.{code.strip()}", 1, timeout=120):  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_OnceOnly, AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self.fields["code"], _CODE_HINT)


class ProveCodeForm(_OnceOnly, ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self.fields["code"], _CODE_HINT)


class ActivateAppForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self.fields["code"], _("The six digits that the app shows now."))


class AddPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self.fields["name"],
            _("Name of the passkey"),
            _("So that you know it again, as “blue key” or “office laptop”."),
        )
        self.fields["name"].max_length = 60
        _say(
            self.fields["passwordless"],
            _("Sign in with it alone, without a password"),
            _("The key then asks for a fingerprint, a face or a PIN."),
        )


class NamePasskeyForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["name"], _("Name of the passkey"))
