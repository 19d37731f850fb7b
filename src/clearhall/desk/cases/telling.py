"""What the reporter hears of a step: a message in the mailbox, in the language of the report, in the same transaction.

A message that says a case was closed must not exist without the closing, nor the closing without it.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from clearhall.desk.bodies.models import Body
from clearhall.desk.cases.models import Case
from clearhall.desk.cases.states import ClosingState
from clearhall.desk.lib.actors import Actor
from clearhall.desk.mailbox.actions import send_from_desk
from clearhall.desk.reports.models import Report
from clearhall.engine.text import Language


def page_language(report_language: str) -> str:
    """The language the desk answers in: Chinese for Chinese reports in either script, English for the rest."""
    if report_language == Language.ZH_HANT:
        return "zh-hant"
    return "zh-hans" if report_language.startswith("zh") else "en"


def body_name(body: Body, language: str) -> str:
    return body.name_zh if language.startswith("zh") else body.name_en


def tell_reporters(case: Case, write: Callable[[str], str], *, actor: Actor, at: datetime) -> None:
    """Send what `write(language)` returns to the mailbox of every report of the case."""
    language = page_language(case.language)
    with override(language):
        text = write(language)
    for report_id in Report.objects.filter(case=case).order_by("pk").values_list("pk", flat=True):
        send_from_desk(report_id, text=text, actor=actor, at=at)


def handed_over(to: Body) -> Callable[[str], str]:
    return lambda language: (
        _("Your report has been handed to %(body)s, which works on it from now on. You need do nothing.")
        % {"body": body_name(to, language)}
    )


def closed(case: Case, reason: str) -> Callable[[str], str]:
    """The sentence for the closing state, then the caseworker's own words."""

    def write(language: str) -> str:
        named = body_name(case.handed_to, language) if case.handed_to else case.handed_to_outside
        sentence = _closing_sentence(ClosingState(case.closing_state), named)
        return f"{sentence}\n\n{reason}" if reason else sentence

    return write


def _closing_sentence(state: ClosingState, competent: str) -> str:
    match state:
        case ClosingState.RESOLVED:
            return _("Your case has been closed: resolved. You find the public answer with your receipt.")
        case ClosingState.NO_ACTION_POSSIBLE:
            return _("Your case has been closed although nothing could be done about it.")
        case ClosingState.NOT_OUR_COMPETENCE:
            return _(
                "Your case has been closed because no body of this desk is responsible. Responsible is: %(body)s"
            ) % {"body": competent}
        case ClosingState.DUPLICATE:
            return _("Your case has been closed because we already work on the same matter. Your report counts there.")
        case ClosingState.UNFOUNDED:
            return _("Your case has been closed: we looked into it and did not find what you reported.")
        case ClosingState.WITHDRAWN:
            return _("You have withdrawn your report. The case is closed.")
