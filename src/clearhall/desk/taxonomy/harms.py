"""The sixteen harms, their permitted outcomes, urgency, clocks and DSA category, and the constraint made from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Harm(StrEnum):
    """A concrete harm that can be reported. Codes are stored and published: never rename or reuse one."""

    TELECOM_FRAUD = "telecom_fraud"
    PHISHING = "phishing"
    COUNTERFEIT_SITE = "counterfeit_site"
    IMPERSONATION = "impersonation"
    FALSE_CHARITY = "false_charity"
    FALSE_ADVERTISING = "false_advertising"
    UNSAFE_GOODS = "unsafe_goods"
    MINOR_HARM = "minor_harm"
    PERSONAL_DATA_EXPOSURE = "personal_data_exposure"
    HARASSMENT = "harassment"
    MALICIOUS_SOFTWARE = "malicious_software"
    PERMISSION_OVERREACH = "permission_overreach"
    NETWORK_HAZARD = "network_hazard"
    BUSINESS_INFRINGEMENT = "business_infringement"
    FALSE_CLAIM = "false_claim"
    DEMAND = "demand"


class Outcome(StrEnum):
    """What the desk may publish or set in motion for a case."""

    PUBLIC_ANSWER = "public_answer"
    FACT_CHECK = "fact_check"
    ALERT = "alert"
    SCAM_INDICATOR = "scam_indicator"
    NOTICE = "notice"
    OWNER_NOTIFICATION = "owner_notification"


class Urgency(IntEnum):
    """How soon someone must look; stored so that a plain ascending sort puts the most urgent first."""

    IMMEDIATE = 0
    HIGH = 1
    NORMAL = 2
    LOW = 3

    @property
    def label(self) -> Any:
        return URGENCY_LABELS[self]


URGENCY_LABELS = MappingProxyType(
    {Urgency.IMMEDIATE: _("Immediate"), Urgency.HIGH: _("High"), Urgency.NORMAL: _("Normal"), Urgency.LOW: _("Low")}
)

OUTCOME_LABELS = MappingProxyType(
    {
        Outcome.PUBLIC_ANSWER: _("Public answer"),
        Outcome.FACT_CHECK: _("Fact-check"),
        Outcome.ALERT: _("Alert"),
        Outcome.SCAM_INDICATOR: _("Scam indicator"),
        Outcome.NOTICE: _("Notice"),
        Outcome.OWNER_NOTIFICATION: _("Notice to the owner of the site"),
    }
)


@dataclass(frozen=True, slots=True)
class HarmRule:
    """One row of the taxonomy.

    Attributes:
        label, hint: name of the harm and a sentence a resident understands.
        outcomes: the only outcomes a case with this harm can have.
        urgency: where a new case starts; volume of reports never raises it.
        first_response_h, resolution_h: working hours of the body that handles it until a person has looked / until closing.
        dsa_category, dsa_keyword: nearest codes of the EU DSA transparency database (its schema, version 2); None where it
            has none (a demand to a body is no content moderation).
        body_may_report_about_itself: charter R5.
        is_blurred: evidence is shown only after a person asks for it.
    """

    label: Any
    hint: Any
    outcomes: frozenset[Outcome]
    urgency: Urgency
    first_response_h: int
    resolution_h: int
    dsa_category: str | None
    dsa_keyword: str | None
    body_may_report_about_itself: bool = False
    is_blurred: bool = False


def _rule(
    label: Any,
    hint: Any,
    *outcomes: Outcome,
    urgency: Urgency,
    hours: tuple[int, int],
    dsa: tuple[str | None, str | None],
    about_itself: bool = False,
    blurred: bool = False,
) -> HarmRule:
    category, keyword = dsa
    return HarmRule(
        label=label,
        hint=hint,
        outcomes=frozenset(outcomes),
        urgency=urgency,
        first_response_h=hours[0],
        resolution_h=hours[1],
        dsa_category=category and f"STATEMENT_CATEGORY_{category}",
        dsa_keyword=keyword and f"KEYWORD_{keyword}",
        body_may_report_about_itself=about_itself,
        is_blurred=blurred,
    )


_ANSWER, _ALERT, _INDICATOR, _NOTICE = Outcome.PUBLIC_ANSWER, Outcome.ALERT, Outcome.SCAM_INDICATOR, Outcome.NOTICE

# Hours are working hours of the handling body: 8 is one working day. Defaults of this project; playbooks may shorten them.
RULES: Mapping[Harm, HarmRule] = MappingProxyType(
    {
        Harm.TELECOM_FRAUD: _rule(
            _("Telecom or online fraud"),
            _("Someone tries to get money or codes by phone, message or chat."),
            _ANSWER,
            _ALERT,
            _INDICATOR,
            _NOTICE,
            urgency=Urgency.HIGH,
            hours=(4, 40),
            dsa=("SCAMS_AND_FRAUD", "OTHER"),
        ),
        Harm.PHISHING: _rule(
            _("Phishing"),
            _("A message or page that asks for a password, card or code in another's name."),
            _ANSWER,
            _ALERT,
            _INDICATOR,
            _NOTICE,
            urgency=Urgency.HIGH,
            hours=(4, 24),
            dsa=("SCAMS_AND_FRAUD", "PHISHING"),
            about_itself=True,
        ),
        Harm.COUNTERFEIT_SITE: _rule(
            _("Counterfeit website or app"),
            _("A site or app that copies a real one."),
            _ANSWER,
            _ALERT,
            _INDICATOR,
            _NOTICE,
            urgency=Urgency.HIGH,
            hours=(4, 40),
            dsa=("SCAMS_AND_FRAUD", "INAUTHENTIC_LISTINGS"),
        ),
        Harm.IMPERSONATION: _rule(
            _("Impersonation of an organisation"),
            _("A page or account that pretends to be an authority, a company or an official channel."),
            _ANSWER,
            _ALERT,
            _INDICATOR,
            _NOTICE,
            urgency=Urgency.NORMAL,
            hours=(8, 40),
            dsa=("SCAMS_AND_FRAUD", "IMPERSONATION_ACCOUNT_HIJACKING"),
            about_itself=True,
        ),
        Harm.FALSE_CHARITY: _rule(
            _("False charity or unlawful fund-raising"),
            _("Someone collects donations without being entitled to."),
            _ANSWER,
            _ALERT,
            _INDICATOR,
            _NOTICE,
            urgency=Urgency.NORMAL,
            hours=(8, 80),
            dsa=("SCAMS_AND_FRAUD", "OTHER"),
        ),
        Harm.FALSE_ADVERTISING: _rule(
            _("False advertising or unlicensed trade"),
            _("An offer that promises what it cannot keep, or a trader without a licence."),
            _ANSWER,
            _ALERT,
            _NOTICE,
            urgency=Urgency.NORMAL,
            hours=(16, 120),
            dsa=("CONSUMER_INFORMATION", "MISLEADING_INFO_GOODS_SERVICES"),
        ),
        Harm.UNSAFE_GOODS: _rule(
            _("Unsafe or counterfeit goods"),
            _("Something sold online that is dangerous or a fake."),
            _ANSWER,
            _ALERT,
            _NOTICE,
            urgency=Urgency.NORMAL,
            hours=(8, 120),
            dsa=("UNSAFE_AND_PROHIBITED_PRODUCTS", "UNSAFE_PRODUCTS"),
        ),
        Harm.MINOR_HARM: _rule(
            _("Harm to a child or young person"),
            _("Someone or something online hurts or endangers a person under 18."),
            _ANSWER,
            _ALERT,
            _NOTICE,
            urgency=Urgency.IMMEDIATE,
            hours=(1, 16),
            dsa=("PROTECTION_OF_MINORS", "OTHER"),
            blurred=True,
        ),
        Harm.PERSONAL_DATA_EXPOSURE: _rule(
            _("Personal data exposed"),
            _("Names, numbers or documents of people can be seen or bought."),
            _ANSWER,
            _ALERT,
            _NOTICE,
            Outcome.OWNER_NOTIFICATION,
            urgency=Urgency.HIGH,
            hours=(4, 40),
            dsa=("DATA_PROTECTION_AND_PRIVACY_VIOLATIONS", "OTHER"),
        ),
        Harm.HARASSMENT: _rule(
            _("Harassment or doxxing of me"),
            _("You yourself are threatened, pursued or exposed online."),
            _ANSWER,
            _NOTICE,
            urgency=Urgency.HIGH,
            hours=(2, 40),
            dsa=("CYBER_VIOLENCE", "CYBER_HARASSMENT"),
            blurred=True,
        ),
        Harm.MALICIOUS_SOFTWARE: _rule(
            _("Malicious software or forced pop-ups"),
            _("A program or page that takes over a device or cannot be closed."),
            _ANSWER,
            _ALERT,
            _INDICATOR,
            _NOTICE,
            urgency=Urgency.NORMAL,
            hours=(8, 80),
            dsa=("SCAMS_AND_FRAUD", "OTHER"),
        ),
        Harm.PERMISSION_OVERREACH: _rule(
            _("An app asks for too much"),
            _("An app or site takes rights or data that it does not need."),
            _ANSWER,
            _NOTICE,
            Outcome.OWNER_NOTIFICATION,
            urgency=Urgency.LOW,
            hours=(16, 160),
            dsa=("DATA_PROTECTION_AND_PRIVACY_VIOLATIONS", "MISSING_PROCESSING_GROUND"),
        ),
        Harm.NETWORK_HAZARD: _rule(
            _("Security hole in a public website or system"),
            _("A weakness that lets strangers in or data out."),
            _ANSWER,
            _ALERT,
            Outcome.OWNER_NOTIFICATION,
            urgency=Urgency.HIGH,
            hours=(4, 40),
            dsa=("DATA_PROTECTION_AND_PRIVACY_VIOLATIONS", "OTHER"),
            about_itself=True,
        ),
        Harm.BUSINESS_INFRINGEMENT: _rule(
            _("Infringement of a business"),
            _("A business is copied, extorted or its name or secrets are used."),
            _ANSWER,
            _ALERT,
            _NOTICE,
            urgency=Urgency.NORMAL,
            hours=(8, 120),
            dsa=("INTELLECTUAL_PROPERTY_INFRINGEMENTS", "TRADEMARK_INFRINGEMENT"),
        ),
        Harm.FALSE_CLAIM: _rule(
            _("Dangerous false claim"),
            _("A statement that is wrong and can hurt people who believe it. It is answered, never removed."),
            Outcome.FACT_CHECK,
            _ALERT,
            urgency=Urgency.NORMAL,
            hours=(8, 24),
            dsa=("NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS", "MISINFORMATION_DISINFORMATION"),
        ),
        Harm.DEMAND: _rule(
            _("Demand or question to a public body"),
            _("You want something done or answered. Criticism is welcome."),
            _ANSWER,
            urgency=Urgency.LOW,
            hours=(16, 80),
            dsa=(None, None),
        ),
    }
)


class BusinessInfringement(StrEnum):
    """Closed list of what can be done to a business. Criticism, a bad review and a news report are not on it (charter R5)."""

    NAME_OR_MARK_USED = "name_or_mark_used"
    PAGE_OR_APP_COPIED = "page_or_app_copied"
    COUNTERFEIT_GOODS = "counterfeit_goods"
    STAFF_IMPERSONATED = "staff_impersonated"
    FORGED_DOCUMENT = "forged_document"
    EXTORTION = "extortion"
    TRADE_SECRET_EXPOSED = "trade_secret_exposed"  # noqa: S105 (a kind of harm, no password)
    CUSTOMER_DATA_TAKEN = "customer_data_taken"
    WORK_COPIED = "work_copied"
    PAID_ATTACK = "paid_attack"


OUTCOMES_BY_HARM: Mapping[Harm, frozenset[Outcome]] = MappingProxyType(
    {harm: rule.outcomes for harm, rule in RULES.items()}
)
SELF_REPORTABLE: frozenset[Harm] = frozenset(harm for harm, rule in RULES.items() if rule.body_may_report_about_itself)


def harm_choices() -> list[tuple[str, Any]]:
    return [(harm.value, rule.label) for harm, rule in RULES.items()]


def known_harm(field: str = "harm") -> models.Q:
    """Database condition: the column holds one of the sixteen harms."""
    return models.Q(**{f"{field}__in": sorted(Harm)})


def permitted_outcome(harm: str = "harm", outcome: str = "outcome") -> models.Q:
    """Database condition: the pair of columns is in the taxonomy. Charter R3 and R4 rest on it."""
    condition = models.Q()
    for code, outcomes in sorted(OUTCOMES_BY_HARM.items()):
        condition |= models.Q(**{harm: code.value, f"{outcome}__in": sorted(item.value for item in outcomes)})
    return condition
