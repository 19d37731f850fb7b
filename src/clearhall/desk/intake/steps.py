"""The guided form as a list of questions: which there are for these answers, and what they come to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clearhall.desk.intake import forms
from clearhall.desk.intake.types import NewReport
from clearhall.desk.taxonomy.harms import Harm

Answers = Mapping[str, str]

# Only the person concerned (or a parent) reports these, so the question whom it is for would be odd.
PERSONAL = frozenset({Harm.HARASSMENT, Harm.MINOR_HARM})


@dataclass(frozen=True, slots=True)
class Step:
    """One question. `name` is in the address; `applies` says whether these answers lead to it."""

    name: str
    title: Promise | str
    form: type[Form]
    applies: Callable[[Answers], bool] = lambda answers: True


ALL_STEPS = (
    Step("harm", _("What it is about"), forms.HarmForm),
    Step("capacity", _("Reported for"), forms.CapacityForm, lambda answers: answers.get("harm", "") not in PERSONAL),
    Step(
        "kind",
        _("What is being done"),
        forms.SubkindForm,
        lambda answers: answers.get("harm") == Harm.BUSINESS_INFRINGEMENT,
    ),
    Step("item", _("Message and link"), forms.ItemForm),
    Step("channel", _("Where you met it"), forms.ChannelForm),
    Step("effect", _("What it did"), forms.EffectForm),
    Step("place", _("Place"), forms.PlaceForm),
    Step("contact", _("News by e-mail"), forms.ContactForm),
)


def steps_for(answers: Answers) -> list[Step]:
    """The questions that these answers lead to, in order."""
    return [step for step in ALL_STEPS if step.applies(answers)]


def bound_form(step: Step, answers: Answers) -> Form:
    """The step's form, filled with `answers` as if they had just been sent."""
    return _form(step, answers, is_bound=True)


def fresh_form(step: Step, answers: Answers) -> Form:
    """The step's form to show, with the answers given before in it."""
    return _form(step, answers, is_bound=False)


def _form(step: Step, answers: Answers, *, is_bound: bool) -> Form:
    options = {"harm": answers.get("harm", "")} if step.form is forms.CapacityForm else {}
    if is_bound:
        return step.form(data=dict(answers), **options)
    known = {name: answers[name] for name in step.form.base_fields if name in answers}
    return step.form(initial=known or None, **options)


def first_unanswered(answers: Answers) -> Step | None:
    """The first question whose answer is missing or wrong, or None when the report can be sent."""
    return next((step for step in steps_for(answers) if not bound_form(step, answers).is_valid()), None)


def report_from(answers: Answers, *, client_id: str) -> NewReport:
    """The report that complete answers come to."""
    values: dict[str, Any] = {}
    for step in steps_for(answers):
        form = bound_form(step, answers)
        form.is_valid()
        values |= form.cleaned_data
    return NewReport(
        client_id=client_id,
        **{name: value for name, value in values.items() if name not in ("capacity", "email") and value is not None},
    )
