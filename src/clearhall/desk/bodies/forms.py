"""What is typed about bodies and calendars. Rules live in the actions."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clearhall.desk.bodies import calendar_text
from clearhall.desk.bodies.actions import BodyDetails, CalendarVersion
from clearhall.desk.bodies.models import Body, Calendar, Level
from clearhall.desk.bodies.queries import body_choices, named
from clearhall.desk.lib.errors import Invalid
from clearhall.desk.taxonomy.harms import harm_choices

LEVELS = [
    ("province", _("Province")),
    ("city", _("City")),
    ("county", _("County or district")),
]
WEEKDAYS = {
    "1": _("Monday"),
    "2": _("Tuesday"),
    "3": _("Wednesday"),
    "4": _("Thursday"),
    "5": _("Friday"),
    "6": _("Saturday"),
    "7": _("Sunday"),
}


class BodyForm(forms.Form):
    """`code` and `parent` only for a new body."""

    code = forms.CharField(
        label=_("Short code"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens. It stands in the log and never changes."),
    )
    parent = forms.TypedChoiceField(label=_("Comes below"), coerce=int)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    level = forms.ChoiceField(label=_("Level"), choices=LEVELS)
    place = forms.TypedChoiceField(
        label=_("Place"), coerce=int, help_text=_("It handles reports from there and from the places below.")
    )
    calendar_code = forms.ChoiceField(label=_("Working hours"))
    public_phone = forms.CharField(label=_("Public telephone number"), max_length=40, required=False)

    def __init__(
        self,
        *args: Any,
        places: Iterable[Any],
        calendars: Iterable[str],
        parents: Iterable[Body] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(place.pk, f"{named(place)} ({place.code})") for place in places]
        codes = sorted({*calendars, "office", *filter(None, [(self.initial or {}).get("calendar_code")])})
        self.fields["calendar_code"].choices = [(code, code) for code in codes]
        if parents is None:
            del self.fields["code"], self.fields["parent"]
        else:
            self.fields["parent"].choices = body_choices(parents)

    def details(self) -> BodyDetails:
        given = self.cleaned_data
        return BodyDetails(
            name_zh=given["name_zh"],
            name_en=given["name_en"],
            level=Level(given["level"]),
            place_id=given["place"],
            calendar_code=given["calendar_code"],
            public_phone=given["public_phone"],
        )


class MoveForm(forms.Form):
    parent = forms.TypedChoiceField(label=_("New place in the tree: below"), coerce=int)

    def __init__(self, *args: Any, parents: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = body_choices(parents)


class CompetencesForm(forms.Form):
    harms = forms.MultipleChoiceField(
        label=_("Harms this body handles"), choices=harm_choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class CalendarForm(forms.Form):
    """One version of a calendar as text. `code` only for a new calendar."""

    code = forms.CharField(label=_("Short code"), max_length=40)
    valid_from = forms.DateField(
        label=_("Holds from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    time_zone = forms.CharField(label=_("Time zone"), max_length=60)
    holidays = forms.CharField(
        label=_("Days off"),
        help_text=_("Days like 2026-10-01, one a line."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    make_up_days = forms.CharField(
        label=_("Make-up working days"),
        help_text=_(
            "Days that are worked although the week says not, each with its hours: 2026-10-10 09:00-12:00, 13:00-18:00"
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["code"]
        for day, name in WEEKDAYS.items():
            self.fields[f"day{day}"] = forms.CharField(
                label=name,
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs={"placeholder": "09:00-12:00, 13:00-18:00"}),
            )

    def week_fields(self) -> list[Any]:
        return [self[f"day{day}"] for day in WEEKDAYS]

    def version(self, code: str) -> CalendarVersion | None:
        """What was typed; None, with errors on the form, when a part cannot be read."""
        given = self.cleaned_data
        try:
            return CalendarVersion(
                code=given.get("code", code),
                valid_from=given["valid_from"],
                time_zone=given["time_zone"],
                week={
                    day: spans
                    for day in WEEKDAYS
                    if (spans := calendar_text.read_spans(given[f"day{day}"], field=f"day{day}"))
                },
                holidays=calendar_text.read_days(given["holidays"], field="holidays"),
                make_up_days=calendar_text.read_days_with_spans(given["make_up_days"], field="make_up_days"),
            )
        except Invalid as error:
            self.add_error(error.field, str(error))
            return None

    @staticmethod
    def initial_from(row: Calendar | None, *, valid_from: date) -> dict[str, Any]:
        """The form filled with a version to start from, or with plain office hours."""
        week = row.week if row else {day: [["09:00", "12:00"], ["13:00", "18:00"]] for day in "12345"}
        return {
            "code": row.code if row else "",
            "valid_from": valid_from,
            "time_zone": row.time_zone if row else "Asia/Shanghai",
            "holidays": "\n".join(row.holidays) if row else "",
            "make_up_days": calendar_text.write_days_with_spans(row.make_up_days) if row else "",
        } | {f"day{day}": calendar_text.write_spans(week.get(day, [])) for day in WEEKDAYS}
