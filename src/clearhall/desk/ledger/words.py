"""What an event is called in plain words. Names are set by the features above; an event without words shows its name."""

from typing import Any

from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, Any] = {
    "report:received": _("A report was received"),
    "report:erased": _("Personal data in a report was erased"),
    "report:regrouped": _("A report was put into another group"),
    "case:opened": _("A case was opened"),
    "case:taken": _("A caseworker took the case"),
    "case:released": _("A caseworker gave the case back to the queue"),
    "case:assigned": _("The case was assigned to a caseworker"),
    "case:handed_over": _("The case was handed to another body"),
    "case:noted": _("A note was added to the case"),
    "case:asked": _("The desk asked the reporter something"),
    "case:answered_by_reporter": _("The reporter wrote to the desk"),
    "case:harm_changed": _("The kind of harm was corrected"),
    "case:closed": _("The case was closed"),
    "case:reopened": _("The case was opened again"),
    "case:answer_published": _("A public answer was published"),
    "case:answer_corrected": _("A public answer was corrected"),
    "case:withdrawn": _("The reporter withdrew the report"),
    "body:created": _("A body joined the desk"),
    "body:changed": _("The entry of a body was changed"),
    "body:competence_changed": _("What a body is responsible for was changed"),
    "body:calendar_changed": _("A working calendar was changed"),
    "person:invited": _("A person was invited to the staff"),
    "person:link_made": _("A person got a link to set a password"),
    "person:password_set": _("A person set a password"),
    "person:role_given": _("A person was given a role"),
    "person:role_taken": _("A role of a person ended"),
    "person:second_factor_added": _("A person added a second factor"),
    "person:second_factor_removed": _("A second factor of a person was removed"),
    "person:deactivated": _("A person left the staff"),
    "person:erased": _("The data of a former member of staff was erased"),
    "token:issued": _("An access token was issued"),
    "token:revoked": _("An access token was revoked"),
}


def event_words(event: str) -> str:
    """The event in words of the current language, or its name."""
    return str(EVENTS.get(event, event))
