"""The questions of the guided form, one form a page, and the forms with everything on one page."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise, lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clearhall.desk.bodies.queries import places
from clearhall.desk.intake.errors import CriticismIsNoHarm, NotAboutYourself, ReportRefused
from clearhall.desk.intake.rules import clean_text, clean_url
from clearhall.desk.taxonomy.harms import RULES, SELF_REPORTABLE, BusinessInfringement, Harm

NOT_SURE = "not_sure"

# The sixteen harms as a resident looks for them: what it did to me, not which department owns it.
HARM_GROUPS: tuple[tuple[Promise | str, tuple[Harm, ...]], ...] = (
    (
        _("Money, goods and donations"),
        (Harm.TELECOM_FRAUD, Harm.PHISHING, Harm.FALSE_CHARITY, Harm.FALSE_ADVERTISING, Harm.UNSAFE_GOODS),
    ),
    (
        _("Somebody pretends to be someone else"),
        (Harm.COUNTERFEIT_SITE, Harm.IMPERSONATION, Harm.BUSINESS_INFRINGEMENT),
    ),
    (_("A person is hurt"), (Harm.MINOR_HARM, Harm.HARASSMENT, Harm.PERSONAL_DATA_EXPOSURE)),
    (_("Devices, apps and systems"), (Harm.MALICIOUS_SOFTWARE, Harm.PERMISSION_OVERREACH, Harm.NETWORK_HAZARD)),
    (_("Claims and questions"), (Harm.FALSE_CLAIM, Harm.DEMAND)),
)

INFRINGEMENT_LABELS = {
    BusinessInfringement.NAME_OR_MARK_USED: _("Our name, logo or mark is used"),
    BusinessInfringement.PAGE_OR_APP_COPIED: _("Our page, shop or app is copied"),
    BusinessInfringement.COUNTERFEIT_GOODS: _("Counterfeit goods are sold in our name"),
    BusinessInfringement.STAFF_IMPERSONATED: _("Somebody pretends to be our staff"),
    BusinessInfringement.FORGED_DOCUMENT: _("A document of ours is forged"),
    BusinessInfringement.EXTORTION: _("Somebody demands money and threatens to publish"),
    BusinessInfringement.TRADE_SECRET_EXPOSED: _("A trade secret is exposed"),
    BusinessInfringement.CUSTOMER_DATA_TAKEN: _("Data of our customers was taken"),
    BusinessInfringement.WORK_COPIED: _("Our work is copied without leave"),
    BusinessInfringement.PAID_ATTACK: _("A paid attack on our systems or pages"),
}

CHANNEL_LABELS = {
    "sms": _("Text message"),
    "phone": _("Phone call"),
    "web": _("Website"),
    "app": _("App"),
    "social": _("Social network or chat"),
    "email": _("E-mail"),
    "offline": _("On paper, in the street or at the door"),
    "other": _("Somewhere else"),
}


def _card(label: Any, hint: Any) -> SafeString:
    return format_html("{}<small>{}</small>", label, hint)


_lazy_card = lazy(_card, SafeString)


@dataclass(frozen=True, slots=True)
class HarmCard:
    """One harm to choose, as the page draws it."""

    value: str
    label: Any
    hint: Any
    is_chosen: bool

    @property
    def id(self) -> str:
        return f"id_harm_{self.value}"


def harm_groups(chosen: str = "") -> list[dict[str, Any]]:
    """The sixteen harms in groups, the one chosen before marked."""
    return [
        {
            "title": title,
            "options": [
                HarmCard(harm.value, RULES[harm].label, RULES[harm].hint, harm.value == chosen) for harm in harms
            ],
        }
        for title, harms in HARM_GROUPS
    ]


def plain_harms(*, without: frozenset[Harm] = frozenset()) -> list[tuple[Any, Any]]:
    """Choices in groups for a drop-down list."""
    return [
        (title, [(harm.value, RULES[harm].label) for harm in harms if harm not in without])
        for title, harms in HARM_GROUPS
    ]


def place_choices() -> list[tuple[str, str]]:
    """All places by name in the reader's language, children indented under their parents."""
    is_english = get_language() == "en"
    rows = list(places())
    children: dict[int | None, list[Any]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    choices: list[tuple[str, str]] = []

    def add(parent_id: int | None, depth: int) -> None:
        for row in children.get(parent_id, []):
            name = row.name_en if is_english else row.name_zh
            choices.append((row.code, "\u2003" * depth + name))
            add(row.pk, depth + 1)

    add(None, 0)
    return choices


class CleanTextField(forms.CharField):
    """Text in the form in which it is stored; what cannot be stored is taken out, what is too long is said."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)

    def to_python(self, value: Any) -> str:
        try:
            return clean_text(super().to_python(value) or "", field="text")
        except ReportRefused as error:
            raise forms.ValidationError(str(error)) from None


class CleanUrlField(forms.CharField):
    def to_python(self, value: Any) -> str:
        try:
            return clean_url(super().to_python(value) or "")
        except ReportRefused as error:
            raise forms.ValidationError(str(error)) from None


class HarmForm(forms.Form):
    """What it is about."""

    harm = forms.ChoiceField(
        label=_("What is it about?"),
        choices=plain_harms,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what fits best. You cannot go wrong: a person looks at it.")},
    )


class CapacityForm(forms.Form):
    """For whom: oneself or a business (charter R5 asks)."""

    capacity = forms.ChoiceField(
        label=_("Whom do you report for?"),
        choices=[
            ("resident", _lazy_card(_("Myself or my family"), _("As a resident; your name is not asked."))),
            ("business", _lazy_card(_("A business or organisation"), _("As its owner or one of its staff."))),
        ],
        widget=forms.RadioSelect,
        initial="resident",
    )

    def __init__(self, *args: Any, harm: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.harm = harm

    def clean_capacity(self) -> str:
        capacity: str = self.cleaned_data["capacity"]
        if capacity == "business" and self.harm == Harm.FALSE_CLAIM:
            raise forms.ValidationError(CriticismIsNoHarm.message)
        return capacity


class SubkindForm(forms.Form):
    """Which infringement of a business."""

    subkind = forms.ChoiceField(
        label=_("What is being done to the business?"),
        help_text=_("Bad reviews, criticism and news reports are not on this list: they are no infringement."),
        choices=[(kind.value, label) for kind, label in INFRINGEMENT_LABELS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the one that fits best.")},
    )


class ItemForm(forms.Form):
    """The thing itself."""

    text = CleanTextField(
        label=_("What did you get or see?"),
        help_text=_(
            "Paste the message, or describe what you saw. Leave out your own name and account if you want to stay unknown."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
        required=False,
    )
    url = CleanUrlField(
        label=_("A link to it, if there is one"),
        help_text=_("Copy it from the message or the address bar. Do not open it again."),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not values.get("text") and not values.get("url"):
            self.add_error("text", _("Please paste the message or the link, or describe what you saw."))
        return values


class ChannelForm(forms.Form):
    """Where it was met."""

    channel = forms.ChoiceField(
        label=_("Where did you meet it?"),
        choices=list(CHANNEL_LABELS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one; “Somewhere else” is fine.")},
    )


class EffectForm(forms.Form):
    """What it did."""

    what_happened = CleanTextField(
        label=_("What did it do to you?"),
        help_text=_("For example: “I clicked and gave my card number.” You may leave this empty."),
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        required=False,
    )
    loss_amount = forms.DecimalField(
        label=_("Money lost, in yuan"),
        required=False,
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    occurred_on = forms.DateField(
        label=_("Day it happened"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_occurred_on(self) -> date | None:
        day: date | None = self.cleaned_data["occurred_on"]
        if day and day.year < 1990:
            raise forms.ValidationError(_("This day lies too far back."))
        return day


class PlaceForm(forms.Form):
    """Where it happened; never where the reporter lives."""

    place = forms.ChoiceField(
        label=_("Which place does it concern?"),
        help_text=_("So that the right department gets it. If it is only online, leave it open."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("Only online, or not sure")), *place_choices()]


class ContactForm(forms.Form):
    """An address for news; optional, sealed, apart from the report."""

    email = forms.EmailField(
        label=_("Do you want an e-mail when there is news?"),
        help_text=_(
            "You need not give one: the receipt code is enough. If you do, it is kept encrypted and apart from your report, every "
            "look at it is logged, and it is erased after half a year at the latest."
        ),
        required=False,
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class QuickForm(forms.Form):
    """Paste and send."""

    text = CleanTextField(
        label=_("Paste the message, link or number"),
        widget=forms.Textarea(attrs={"rows": 7, "autocomplete": "off"}),
        error_messages={"required": _("Please paste the message, link or number first.")},
    )
    harm = forms.ChoiceField(
        label=_("What is it about?"),
        help_text=_("If you are not sure, leave it: the anti-fraud desk looks at it and hands it on."),
        initial=NOT_SURE,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["harm"].choices = [
            (NOT_SURE, _("I am not sure")),
            *plain_harms(without=frozenset({Harm.BUSINESS_INFRINGEMENT})),
        ]

    @property
    def chosen_harm(self) -> str:
        """The harm to store, known once the form is valid."""
        chosen: str = self.cleaned_data["harm"]
        return Harm.TELECOM_FRAUD.value if chosen == NOT_SURE else chosen


class BodyReportForm(forms.Form):
    """A report by a public body, on one page for its staff (charter R5)."""

    body = forms.ChoiceField(label=_("For which body do you report?"))
    is_about_reporting_body = forms.ChoiceField(
        label=_("Is this about your own body?"),
        help_text=_(
            "About itself a body may report only impersonation, phishing and security hazards. Criticism is no harm."
        ),
        choices=[("no", _("No")), ("yes", _("Yes, it pretends to be us, or concerns our own systems"))],
        widget=forms.RadioSelect,
    )
    harm = forms.ChoiceField(label=_("What is it about?"), choices=plain_harms)
    subkind = forms.ChoiceField(
        label=_("Kind of infringement of a business"),
        required=False,
        choices=[("", "—"), *[(kind.value, label) for kind, label in INFRINGEMENT_LABELS.items()]],
    )
    text = ItemForm.base_fields["text"]
    url = ItemForm.base_fields["url"]
    channel = forms.ChoiceField(label=_("Where was it met?"), choices=list(CHANNEL_LABELS.items()), initial="other")
    what_happened = EffectForm.base_fields["what_happened"]
    place = forms.ChoiceField(label=_("Which place does it concern?"), required=False)

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = bodies
        self.fields["place"].choices = [("", _("Only online, or not sure")), *place_choices()]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if (
            values.get("is_about_reporting_body") == "yes"
            and values.get("harm")
            and values["harm"] not in SELF_REPORTABLE
        ):
            self.add_error("is_about_reporting_body", NotAboutYourself.message)
        return values


class UploadForm(forms.Form):
    """A file of reports, handed in by a watchpost."""

    file = forms.FileField(
        label=_("File with reports"),
        help_text=_("CSV, XLSX or NDJSON, up to 64 MB. You see first what would be stored; nothing is stored yet."),
        error_messages={"required": _("Choose a file first."), "empty": _("This file is empty.")},
    )
    harm = forms.ChoiceField(label=_("What are the reports about, where a row does not say?"))

    def __init__(self, *args: Any, harms: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        without = frozenset(harm for harm in Harm if harms and harm not in harms)
        self.fields["harm"].choices = plain_harms(without=without)
