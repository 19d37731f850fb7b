"""What staff fill in. Shapes and lengths only: what a step needs is said by its action, which every entrance shares."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clearhall.desk.accounts.models import Person
from clearhall.desk.bodies.models import Body
from clearhall.desk.bodies.queries import bodies, places
from clearhall.desk.cases.access import visible_bodies
from clearhall.desk.cases.labels import CLOSINGS, LANGUAGES, PAUSES, STATES
from clearhall.desk.cases.page import CasePage
from clearhall.desk.cases.queue import QueueFilter, Tab
from clearhall.desk.cases.sorting import harms_permitted
from clearhall.desk.cases.states import STAFF_CLOSINGS, Decision, PauseGround
from clearhall.desk.cases.templatetags.casework import name_of
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import Actor
from clearhall.desk.lib.limits import limit
from clearhall.desk.taxonomy.harms import RULES, harm_choices

Choices = Iterable[tuple[Any, Any]]
WORDS = limit("note_text") * 2  # refused here only to bound the work; the action names the real limit


def _area(label: Any, *, rows: int, help_text: Any = "", required: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=WORDS, widget=widget, strip=False
    )


def _choice(label: Any, choices: Choices, *, help_text: Any = "", required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices), help_text=help_text, required=required)


class FilterForm(forms.Form):
    """The filters of the queue, all optional, all in the address."""

    q = forms.CharField(
        label=_("Find"),
        required=False,
        max_length=500,
        help_text=_("A case number, or exactly a link, number or name of a domain"),
    )

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data, auto_id="filter_%s")
        everything: list[tuple[Any, Any]] = [("", _("All"))]
        reach = visible_bodies(actor)
        known = [(body.pk, name_of(body)) for body in bodies() if body.pk in reach]
        self.fields |= {
            "state": _choice(_("State"), [*everything, *STATES.items()], required=False),
            "harm": _choice(_("Kind of harm"), [*everything, *harm_choices()], required=False),
            "body": _choice(_("Body"), [*everything, *known], required=False),
            "place": _choice(
                _("Place"), [*everything, *((place.pk, name_of(place)) for place in places())], required=False
            ),
            "language": _choice(_("Language of the report"), [*everything, *LANGUAGES.items()], required=False),
        }

    def wanted(self, tab: str) -> QueueFilter:
        """The filter that was asked for; what is wrong in the address counts as not asked."""
        self.is_valid()
        values = self.cleaned_data
        return QueueFilter(
            tab=Tab(tab) if tab in set(Tab) else Tab.OPEN,
            state=values.get("state", ""),
            harm=values.get("harm", ""),
            language=values.get("language", ""),
            place_id=int(values.get("place") or 0) or None,
            body_id=int(values.get("body") or 0) or None,
            search=values.get("q", ""),
        )


class StepForm(forms.Form):
    """A form of one step on the case page; its ids carry the step's name, because several stand on one page."""

    def __init__(self, data: Any = None, *, page: CasePage, step: str) -> None:
        super().__init__(data, auto_id=f"{step}_%s")
        self.page = page
        self.fill()

    def fill(self) -> None:
        """Add the fields that depend on the case."""


class NoFields(StepForm):
    """Take, release, mark as read: a button is all."""


class NoteForm(StepForm):
    text = _area(_("Note"), rows=3, help_text=_("Only colleagues read it. It never goes to the reporter."))


class AskForm(StepForm):
    text = _area(
        _("Your question"),
        rows=4,
        help_text=_("The reporter reads it with the receipt code, under the name of your body, without yours."),
    )


class PauseForm(StepForm):
    ground = forms.ChoiceField(label=_("Why"), choices=[(ground.value, PAUSES[ground]) for ground in PauseGround])
    until = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The time runs again at the beginning of this day, or when you say so before."),
    )
    reason = _area(_("Reason"), rows=3, help_text=_("For colleagues and auditors. The reporter is told until when."))


class AskForTimeForm(StepForm):
    hours = forms.IntegerField(label=_("Working hours more"), min_value=1, max_value=limit("more_hours"))
    reason = _area(_("Reason"), rows=3, help_text=_("A reviewer reads it and decides."))


class DecideTimeForm(StepForm):
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(Decision.GRANTED.value, _("Grant it")), (Decision.REFUSED.value, _("Refuse it"))],
        widget=forms.RadioSelect,
    )
    reason = _area(_("Reason"), rows=3)


class AssignForm(StepForm):
    def fill(self) -> None:
        self.fields["person"] = _choice(_("Colleague"), _people(self.page.colleagues, self.page.actor))


class HandOverForm(StepForm):
    reason = _area(
        _("Reason"), rows=3, help_text=_("For the colleagues there. The reporter is told where the case is now.")
    )
    field_order = ["body", "reason"]

    def fill(self) -> None:
        self.fields["body"] = _choice(_("Body"), _bodies(self.page.other_bodies, self.page.suggested_body))
        self.order_fields(self.field_order)


class RefuseForm(StepForm):
    reason = _area(
        _("Reason"),
        rows=3,
        help_text=_("For the colleagues there. A case can be refused once; then a body above decides."),
    )


class HarmForm(StepForm):
    reason = _area(_("Reason"), rows=3)
    field_order = ["harm", "reason"]

    def fill(self) -> None:
        found = [
            (harm.value, RULES[harm].label) for harm in harms_permitted(self.page.case) if harm != self.page.case.harm
        ]
        self.fields["harm"] = _choice(
            _("Kind of harm"), found, help_text=_("Urgency and due times follow it. What the reporter chose stays.")
        )
        if self.page.suggestion is not None:
            self.initial["harm"] = self.page.suggestion.harm.value
        self.order_fields(self.field_order)


class AnswerForm(StepForm):
    text_zh = _area(_("In Chinese"), rows=5)
    text_en = _area(_("In English"), rows=5)

    def fill(self) -> None:
        if self.page.answer is not None:
            self.initial |= {"text_zh": self.page.answer.text_zh, "text_en": self.page.answer.text_en}
            self.fields["replaces"] = forms.CharField(
                initial=ids.encode(self.page.answer.pk), widget=forms.HiddenInput, max_length=13
            )


class CloseForm(StepForm):
    how = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[(state.value, CLOSINGS[state]) for state in STAFF_CLOSINGS],
        widget=forms.RadioSelect,
        help_text=_("Say what is true. A case that was closed without being solved counts as that."),
    )
    text_zh = _area(
        _("Public answer in Chinese"), rows=4, help_text=_("A resolved case needs a public answer in one language.")
    )
    text_en = _area(_("Public answer in English"), rows=4)
    reason = _area(
        _("To the reporter"),
        rows=3,
        help_text=_("Goes to the mailbox with the closing. Needed when nothing was solved."),
    )
    duplicate_of = forms.CharField(
        label=_("Number of the other case"), required=False, max_length=40, help_text=_("For a duplicate.")
    )
    competent_name = forms.CharField(
        label=_("Who is responsible instead"),
        required=False,
        max_length=limit("body_name") * 2,
        help_text=_("For what is not ours. A body of this desk is not named here: hand the case over to it."),
    )

    def fill(self) -> None:
        if self.page.answer is not None:
            self.initial |= {"text_zh": self.page.answer.text_zh, "text_en": self.page.answer.text_en}


class BulkHandOverForm(forms.Form):
    body = forms.ChoiceField(label=_("Body"))
    reason = _area(
        _("Reason"), rows=3, help_text=_("For the colleagues there. The reporters are told where their cases are now.")
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["body"] = _choice(_("Body"), _bodies(list(bodies()), None))
        self.order_fields(["body", "reason"])


def _people(people: Sequence[Person], actor: Actor) -> list[tuple[int, Any]]:
    """Oneself first: to take a case over is the most frequent assignment."""
    chosen = [(person.pk, _("%(name)s (you)") % {"name": person}) for person in people if person.pk == actor.person_id]
    return [*chosen, *((person.pk, str(person)) for person in people if person.pk != actor.person_id)]


def _bodies(found: Sequence[Body], suggested: Body | None) -> list[tuple[Any, Any]]:
    rest = [(body.pk, name_of(body)) for body in found if suggested is None or body.pk != suggested.pk]
    if suggested is None:
        return rest
    return [
        (_("Responsible for this kind of harm there"), [(suggested.pk, name_of(suggested))]),
        (_("All bodies"), rest),
    ]
