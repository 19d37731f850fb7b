"""Forms of the receipt page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clearhall.desk.lib.limits import limit


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Receipt code"),
        help_text=_("16 digits; spaces do not matter."),
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}),
    )


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """Any number of files; what they are is found out later, from their content."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(MultipleFileField, self).clean(item, initial) for item in data or () if item]


class MessageForm(forms.Form):
    text = forms.CharField(
        label=_("Your message to the desk"),
        help_text=_("Leave out your name and address unless the desk needs them."),
        max_length=limit("note_text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    files = MultipleFileField(
        label=_("Add pictures or files"),
        help_text=_("Up to ten files of 25 MB each: pictures, PDF, sound, video, text."),
        required=False,
        allow_empty_file=True,
        widget=MultipleFileInput(attrs={"multiple": True}),
    )


class ContactForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_(
            "We write only “there is news”, never what it is about. It is kept encrypted and erased after 180 days."
        ),
        max_length=254,
    )
