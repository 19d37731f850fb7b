"""What administrators type about an organisation. The rules are in `entries` and the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clearhall.desk.bodies.queries import named
from clearhall.desk.official.entries import Entry, entry


class OrganisationForm(forms.Form):
    """`code` only for a new organisation."""

    code = forms.CharField(
        label=_("Short code"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens. It stands in the log and never changes."),
    )
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    sites = forms.CharField(
        label=_("Websites"),
        help_text=_("One a line, like bank.example. Everything below it counts as official too."),
        max_length=30_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    phones = forms.CharField(
        label=_("Telephone numbers"),
        help_text=_("One a line."),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    keeper = forms.ChoiceField(label=_("Kept by"), help_text=_("Administrators of this body keep the entry right."))

    def __init__(self, *args: Any, keepers: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeper"].choices = [(body.code, named(body)) for body in keepers]
        if not is_new:
            del self.fields["code"]

    def entry(self, code: str = "") -> Entry:
        """What was typed, in normal form. Raises Invalid."""
        given = self.cleaned_data
        return entry(given.get("code", code), **{name: given[name] for name in given if name != "code"})

    @staticmethod
    def initial_from(said: Entry) -> dict[str, str]:
        return {
            "name_zh": said.name_zh,
            "name_en": said.name_en,
            "sites": "\n".join(said.sites),
            "phones": "\n".join(said.phones),
            "keeper": said.keeper,
        }


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("Columns: code, keeper, name_zh, name_en, sites, phones. All rows are stored, or none."),
        error_messages={"required": _("Choose a file first."), "empty": _("This file is empty.")},
    )
