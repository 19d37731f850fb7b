"""The telephone numbers a person in danger needs before any form. They are settings, because they differ from place to place."""

import re
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Call(StrEnum):
    """Whom one calls; the value is the name of the setting (lib/options.py) that holds the number."""

    POLICE = "emergency_number"
    FRAUD = "fraud_hotline"
    AMBULANCE = "medical_number"
    FIRE = "fire_number"
    CHILDREN = "minors_hotline"
    CITY = "city_hotline"
    CONSUMERS = "consumer_hotline"
    CONTENT = "content_hotline"


LABELS: dict[Call, Promise] = {
    Call.POLICE: _("Police"),
    Call.FRAUD: _("Anti-fraud line"),
    Call.AMBULANCE: _("Ambulance"),
    Call.FIRE: _("Fire brigade"),
    Call.CHILDREN: _("Line for children and young people"),
    Call.CITY: _("City hall"),
    Call.CONSUMERS: _("Consumer line"),
    Call.CONTENT: _("Line for harmful online content"),
}


@dataclass(frozen=True)
class CallNumber:
    """One number to call; `number` as people read it, `href` as telephones take it."""

    call: Call
    number: str

    @property
    def label(self) -> Promise:
        return LABELS[self.call]

    @property
    def href(self) -> str:
        return "tel:" + re.sub(r"[^\d+*#]", "", self.number)


def number_for(call: Call) -> CallNumber | None:
    """Return the number set for `call`; None when the place has none (an empty setting)."""
    number = str(getattr(settings.CLEARHALL, call.value)).strip()
    return CallNumber(call, number) if number else None


def call_numbers(*calls: Call) -> tuple[CallNumber, ...]:
    """Return the numbers for `calls` in that order, without those not set; by default police, fraud line, ambulance."""
    wanted = calls or (Call.POLICE, Call.FRAUD, Call.AMBULANCE)
    return tuple(found for call in wanted if (found := number_for(call)))
