"""What staff fill in about campaigns. What an act needs is said by its action."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clearhall.desk.bodies.queries import bodies, named
from clearhall.desk.campaigns.access import visible_bodies
from clearhall.desk.campaigns.queries import PERIODS, CampaignFilter, GroupShown
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import Actor
from clearhall.desk.taxonomy.harms import harm_choices


class FilterForm(forms.Form):
    """The filters of the list, all optional, all in the address."""

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data, auto_id="filter_%s")
        everything: list[tuple[Any, Any]] = [("", _("All"))]
        reach = visible_bodies(actor)
        known = [(body.pk, named(body)) for body in bodies() if body.pk in reach]
        periods = [(days, _("the last %(days)s days") % {"days": days}) for days in PERIODS]
        for name, label, choices in (
            ("harm", _("Kind of harm"), harm_choices()),
            ("days", _("Seen in"), periods),
            ("body", _("Body"), known),
        ):
            self.fields[name] = forms.ChoiceField(label=label, choices=[*everything, *choices], required=False)

    def wanted(self) -> CampaignFilter:
        """The filter that was asked for; what is wrong in the address counts as not asked."""
        self.is_valid()
        values = self.cleaned_data
        return CampaignFilter(
            harm=values.get("harm", ""),
            days=int(values.get("days") or 0) or None,
            body_id=int(values.get("body") or 0) or None,
        )


class MergeForm(forms.Form):
    other = forms.CharField(
        label=_("Number of the other campaign"),
        max_length=40,
        help_text=_("The one that is older keeps its number. The other number leads to it from then on."),
    )

    def other_id(self) -> int | None:
        """The key that was typed, or None for what is no key."""
        return ids.find_key(self.cleaned_data["other"])


class _Groups(forms.MultipleChoiceField):
    """Groups that were on the page; whether they still are in the campaign is asked by the action."""

    def valid_value(self, value: str) -> bool:
        return ids.find_key(value) is not None


class SplitForm(forms.Form):
    def __init__(self, data: Any = None, *, groups: list[GroupShown]) -> None:
        super().__init__(data)
        self.fields["group"] = _Groups(
            label=_("Groups that do not belong here"),
            help_text=_("They become a campaign of their own and never come back by themselves."),
            choices=[(one.shown_key, _label(one)) for one in groups],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    def groups(self) -> list[int]:
        return [key for key in map(ids.find_key, self.cleaned_data["group"]) if key is not None]


def _label(group: GroupShown) -> str:
    counted = ngettext("group %(number)s, %(count)s report", "group %(number)s, %(count)s reports", group.reports) % {
        "number": group.number,
        "count": group.reports,
    }
    return f"{counted}: {group.excerpt[:60]}" if group.excerpt else str(counted)
