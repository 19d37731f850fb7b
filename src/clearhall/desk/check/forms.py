"""The one question of Check."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clearhall.desk.lib.limits import limit


class CheckForm(forms.Form):
    """Length and content are judged in `queries.cleaned_text`, for page and API alike."""

    text = forms.CharField(
        label=_("Paste a message, link or number"),
        help_text=_("You see at once whether it is known. What you paste is not kept."),
        widget=forms.Textarea(
            attrs={"rows": 5, "maxlength": limit("check_text"), "autocomplete": "off", "spellcheck": "false"}
        ),
    )


class PictureForm(forms.Form):
    """Size and content are judged in `pictures.check_picture`, for page and API alike."""

    picture = forms.FileField(
        label=_("Or choose a screenshot, or photograph a QR code"),
        help_text=_("You can also paste a picture here or drop it. It is looked at and not kept."),
        widget=forms.FileInput(attrs={"class": "file-input", "accept": "image/png,image/jpeg,image/webp,image/gif"}),
    )
