"""The steps of the case page: for each its form, the action it calls with it, and what is said when it was done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from clearhall.desk.cases import actions
from clearhall.desk.cases.actions import Answer, Closing
from clearhall.desk.cases.forms import (
    AnswerForm,
    AskForm,
    AskForTimeForm,
    AssignForm,
    CloseForm,
    DecideTimeForm,
    HandOverForm,
    HarmForm,
    NoFields,
    NoteForm,
    PauseForm,
    RefuseForm,
    StepForm,
)
from clearhall.desk.cases.page import CasePage
from clearhall.desk.cases.states import ClosingState, Decision, Move, PauseGround
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import Actor
from clearhall.desk.lib.errors import Invalid
from clearhall.desk.taxonomy.harms import Harm

Call = Callable[[CasePage, Mapping[str, Any], Actor, datetime], Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One step that a page offers; `move` is None for what is no move of the table."""

    move: Move | None
    form: type[StepForm]
    call: Call
    done: Any
    leaves: bool = False  # the actor may not see the case any more


def _close(page: CasePage, values: Mapping[str, Any], actor: Actor, at: datetime) -> Any:
    typed = values["duplicate_of"].strip()
    other_id = ids.find_key(typed) if typed else None
    if typed and other_id is None:
        raise Invalid(_("That is not a case number. It has 13 letters and digits."), field="duplicate_of")
    closing = Closing(
        how=ClosingState(values["how"]),
        reason=values["reason"],
        answer=_changed(page, Answer(values["text_zh"], values["text_en"])),
        duplicate_of_id=other_id,
        competent_name=values["competent_name"],
    )
    return actions.close_case(page.case.pk, closing, actor=actor, at=at)


def _changed(page: CasePage, answer: Answer) -> Answer:
    """Nothing when it is what is published already: closing is then no correction."""
    held = page.answer
    answer = answer.cleaned()
    return Answer() if held and (held.text_zh, held.text_en) == (answer.text_zh, answer.text_en) else answer


def _answer(page: CasePage, values: Mapping[str, Any], actor: Actor, at: datetime) -> Any:
    answer = Answer(values["text_zh"], values["text_en"])
    replaced = ids.find_key(values.get("replaces", ""))
    if replaced is None:
        return actions.publish_outcome(page.case.pk, answer, actor=actor, at=at)
    return actions.correct_outcome(page.case.pk, answer, replaces_id=replaced, actor=actor, at=at)


def _pause(page: CasePage, values: Mapping[str, Any], actor: Actor, at: datetime) -> Any:
    until = make_aware(datetime.combine(values["until"], time.min))
    ground = PauseGround(values["ground"])
    return actions.pause_clock(page.case.pk, ground=ground, until=until, reason=values["reason"], actor=actor, at=at)


def _dismiss(page: CasePage, _values: Mapping[str, Any], actor: Actor, at: datetime) -> Any:
    if page.suggestion is None:  # dismissed by a colleague meanwhile, or another model is in use
        return None
    return actions.dismiss_suggestion(page.case.pk, harm=page.suggestion.harm, actor=actor, at=at)


STEPS: dict[str, Step] = {
    "take": Step(
        Move.TAKE,
        NoFields,
        lambda page, _v, actor, at: actions.take_case(page.case.pk, actor=actor, at=at),
        _("The case is yours."),
    ),
    "close": Step(Move.CLOSE, CloseForm, _close, _("The case is closed and the reporter is told.")),
    "ask": Step(
        Move.ASK,
        AskForm,
        lambda page, v, actor, at: actions.ask_reporter(page.case.pk, text=v["text"], actor=actor, at=at),
        _("Your question is in the reporter's mailbox."),
    ),
    "answer": Step(Move.PUBLISH, AnswerForm, _answer, _("The answer is published.")),
    "note": Step(
        Move.NOTE,
        NoteForm,
        lambda page, v, actor, at: actions.add_case_note(page.case.pk, text=v["text"], actor=actor, at=at),
        _("The note is kept."),
    ),
    "hand-over": Step(
        Move.HAND_OVER,
        HandOverForm,
        lambda page, v, actor, at: actions.hand_over_case(
            page.case.pk, to_body_id=int(v["body"]), reason=v["reason"], actor=actor, at=at
        ),
        _("The case is handed over and the reporter is told."),
        leaves=True,
    ),
    "refuse": Step(
        Move.REFUSE,
        RefuseForm,
        lambda page, v, actor, at: actions.refuse_case(page.case.pk, reason=v["reason"], actor=actor, at=at),
        _("The case is back where it came from and the reporter is told."),
        leaves=True,
    ),
    "pause": Step(Move.PAUSE, PauseForm, _pause, _("The time to close stands still. The reporter is told.")),
    "resume": Step(
        Move.RESUME,
        NoFields,
        lambda page, _v, actor, at: actions.resume_clock(page.case.pk, actor=actor, at=at),
        _("The time to close runs again."),
    ),
    "ask-for-time": Step(
        Move.ASK_FOR_TIME,
        AskForTimeForm,
        lambda page, v, actor, at: actions.ask_for_time(
            page.case.pk, hours=v["hours"], reason=v["reason"], actor=actor, at=at
        ),
        _("The request is made. A reviewer decides."),
    ),
    "decide-time": Step(
        Move.DECIDE_TIME,
        DecideTimeForm,
        lambda page, v, actor, at: actions.decide_time(
            page.case.pk, decision=Decision(v["decision"]), reason=v["reason"], actor=actor, at=at
        ),
        _("Your decision is kept."),
    ),
    "assign": Step(
        Move.ASSIGN,
        AssignForm,
        lambda page, v, actor, at: actions.assign_case(page.case.pk, to_person_id=int(v["person"]), actor=actor, at=at),
        _("The case is assigned."),
    ),
    "harm": Step(
        Move.RECLASSIFY,
        HarmForm,
        lambda page, v, actor, at: actions.reclassify_case(
            page.case.pk, harm=Harm(v["harm"]), reason=v["reason"], actor=actor, at=at
        ),
        _("The kind of harm is changed; urgency and due times follow."),
    ),
    "release": Step(
        Move.RELEASE,
        NoFields,
        lambda page, _v, actor, at: actions.release_case(page.case.pk, actor=actor, at=at),
        _("The case is back in the queue."),
    ),
    "dismiss-suggestion": Step(
        None, NoFields, _dismiss, _("The suggestion is dismissed. The next model learns from it.")
    ),
    "read": Step(
        None,
        NoFields,
        lambda page, _v, actor, at: actions.mark_news_read(page.case.pk, actor=actor, at=at),
        _("Marked as read."),
    ),
}
STEP_OF_MOVE = {step.move: name for name, step in STEPS.items() if step.move is not None}
