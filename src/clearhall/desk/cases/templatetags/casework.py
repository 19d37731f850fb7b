"""`{% load casework %}`: how keys, names, states and counts of casework read on a page. No rule of casework is in here."""

from datetime import timedelta
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from clearhall.desk.cases.labels import (
    CHANNELS,
    CLOSINGS,
    INDICATORS,
    PAUSES,
    REPORTERS,
    STATES,
    TRANSFERS,
    language_name,
)
from clearhall.desk.cases.overdue import LABELS as LATENESS_LABELS
from clearhall.desk.cases.overdue import Lateness
from clearhall.desk.cases.queue import COUNT_CAP
from clearhall.desk.cases.states import CaseState, ClosingState, PauseGround, TransferAnswer
from clearhall.desk.lib import ids
from clearhall.desk.taxonomy.harms import OUTCOME_LABELS, RULES, Harm, Outcome, Urgency

register = template.Library()

_LATENESS_TONES = {
    Lateness.IN_TIME: "plain",
    Lateness.UNSEEN: "warn",
    Lateness.OVERDUE: "warn",
    Lateness.LONG_OVERDUE: "urgent",
}
_URGENCY_TONES = {Urgency.IMMEDIATE: "urgent", Urgency.HIGH: "warn", Urgency.NORMAL: "info", Urgency.LOW: "plain"}
_STATE_TONES = {
    CaseState.RECEIVED: "accent",
    CaseState.ACTIVE: "info",
    CaseState.WAITING: "warn",
    CaseState.CLOSED: "plain",
}


@register.filter
def shown_key(key: int) -> str:
    return ids.encode(key)


@register.filter
def name_of(thing: Any) -> str:
    """The name of a body or place in the language of the page; "" for none."""
    if thing is None:
        return ""
    return str(thing.name_zh if (get_language() or "").startswith("zh") else thing.name_en)


@register.filter
def capped(count: int) -> str:
    """`37`, or `1,000+` for more than are counted."""
    if count > COUNT_CAP:
        return f"{number_format(COUNT_CAP, use_l10n=True, force_grouping=True)}+"
    return str(number_format(count, use_l10n=True, force_grouping=True))


@register.filter
def harm_label(code: str) -> Any:
    return RULES[Harm(code)].label if code in set(Harm) else code


@register.filter
def outcome_label(code: str) -> Any:
    return OUTCOME_LABELS[Outcome(code)]


@register.filter
def state_label(code: str) -> Any:
    return STATES[CaseState(code)]


@register.filter
def state_tone(code: str) -> str:
    return _STATE_TONES[CaseState(code)]


@register.filter
def closing_label(code: str) -> Any:
    return CLOSINGS[ClosingState(code)] if code else ""


@register.filter
def urgency_label(value: int) -> Any:
    return Urgency(value).label


@register.filter
def urgency_tone(value: int) -> str:
    return _URGENCY_TONES[Urgency(value)]


@register.filter
def lateness_label(value: Lateness) -> Any:
    return LATENESS_LABELS[value]


@register.filter
def lateness_tone(value: Lateness) -> str:
    return _LATENESS_TONES[value]


@register.filter
def language_label(code: str) -> Any:
    return language_name(code)


@register.filter
def indicator_label(kind: str) -> Any:
    return INDICATORS.get(kind, kind)


@register.filter
def reporter_label(kind: str) -> Any:
    return REPORTERS.get(kind, kind)


@register.filter
def channel_label(channel: str) -> Any:
    return CHANNELS.get(channel, channel)


@register.filter
def pause_label(code: str) -> Any:
    """Why a clock stands still."""
    return PAUSES[PauseGround(code)]


@register.filter
def transfer_label(answer: str) -> Any:
    """What the body did that was handed a case."""
    return TRANSFERS[TransferAnswer(answer)] if answer else _("not answered yet")


@register.filter
def working_time(amount: timedelta) -> str:
    """`4 h`, `3 h 30 min`: hours are not gathered into days, because a working day is not a day."""
    minutes = round(amount.total_seconds() / 60)
    hours, minutes = divmod(minutes, 60)
    parts = [ngettext("%d hour", "%d hours", hours) % hours] if hours else []
    if minutes or not hours:
        parts.append(ngettext("%d minute", "%d minutes", minutes) % minutes)
    return " ".join(parts)


@register.filter
def step_label(kind: str) -> str:
    """What a day of a clock's working is."""
    return {
        "worked": "",
        "make_up": _("make-up day, worked"),
        "holiday": _("holiday"),
        "free": _("no working day"),
    }[kind]
