"""The form of the display settings."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from clearhall.desk.look.preferences import PrintSize, Theme

THEME_LABELS = {Theme.AUTO: _("As the device is set"), Theme.LIGHT: _("Light"), Theme.DARK: _("Dark")}
PRINT_LABELS = {PrintSize.NORMAL: _("Normal print"), PrintSize.LARGE: _("Large print, one column")}


class DisplayForm(forms.Form):
    """Every field may be missing: the header sends one at a time."""

    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, required=False, widget=forms.RadioSelect
    )
    print = forms.ChoiceField(
        label=_("Print size"), choices=list(PRINT_LABELS.items()), required=False, widget=forms.RadioSelect
    )
    theme = forms.ChoiceField(
        label=_("Colours"), choices=list(THEME_LABELS.items()), required=False, widget=forms.RadioSelect
    )
