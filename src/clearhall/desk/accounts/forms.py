"""What is typed on our pages. Rules live in the actions; a form only reads and says what is missing."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clearhall.desk.accounts.events import Scope
from clearhall.desk.accounts.models import ROLE_LABELS
from clearhall.desk.bodies.models import Body
from clearhall.desk.bodies.queries import body_choices
from clearhall.desk.lib.actors import Role
from clearhall.desk.lib.limits import limit

ROLE_CHOICES = [(role.value, label) for role, label in ROLE_LABELS.items()]
SCOPE_LABELS = {
    Scope.REPORTS_WRITE: _("Send reports"),
    Scope.REPORTS_READ_OWN: _("Read how its own reports fared"),
    Scope.CASES_READ: _("Read cases of the body and of the bodies below it"),
}


class SearchForm(forms.Form):
    q = forms.CharField(label=_("User name, name or handle"), max_length=80, required=False)
    gone = forms.ChoiceField(
        label=_("Which people"),
        choices=[("", _("Who work here now")), ("on", _("Also people who left"))],
        required=False,
    )


class InviteForm(forms.Form):
    username = forms.CharField(
        label=_("User name"),
        max_length=80,
        help_text=_("For signing in. Letters, digits and . @ + - _; it cannot be changed later."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    display_name = forms.CharField(label=_("Name"), max_length=100, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    body = forms.TypedChoiceField(label=_("Body"), coerce=int)
    roles = forms.MultipleChoiceField(
        label=_("Roles there"), choices=ROLE_CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = body_choices(bodies)

    def clean_roles(self) -> frozenset[Role]:
        return frozenset(Role(value) for value in self.cleaned_data["roles"])


class RoleForm(forms.Form):
    body = forms.TypedChoiceField(label=_("Body"), coerce=int)
    role = forms.TypedChoiceField(label=_("Role"), choices=ROLE_CHOICES, coerce=Role)

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = body_choices(bodies)


class TakeRoleForm(forms.Form):
    body = forms.IntegerField(widget=forms.HiddenInput)
    role = forms.TypedChoiceField(choices=ROLE_CHOICES, coerce=Role, widget=forms.HiddenInput)


class ResetForm(forms.Form):
    second_factor = forms.BooleanField(
        label=_("Also remove the second factors"),
        required=False,
        help_text=_("When the telephone or key is lost. They will be asked to set up a new one."),
    )


def _new_password(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=1000,
        help_text=_("At least 12 characters. A few random words are easier to keep than symbols."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class NewPasswordForm(forms.Form):
    password = _new_password(_("New password"))


class ChangePasswordForm(forms.Form):
    old_password = forms.CharField(
        label=_("Present password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = _new_password(_("New password"))


class TokenForm(forms.Form):
    name = forms.CharField(label=_("Which program uses it"), max_length=100)
    owner = forms.ChoiceField(label=_("For"))
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(scope.value, label) for scope, label in SCOPE_LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    expires_on = forms.DateField(
        label=_("Good until"),
        help_text=_("A year at most. Shorter is safer."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, owners: list[tuple[str, str]], today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"expires_on": today + timedelta(days=90)})
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = owners
        self.fields["expires_on"].widget.attrs |= {
            "min": (today + timedelta(days=1)).isoformat(),
            "max": (today + timedelta(days=limit("token_days") - 1)).isoformat(),
        }
