"""The words of Check: how things hide, what to do now, and what to look for in a message nobody knows."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from clearhall.desk.look.numbers import Call
from clearhall.desk.taxonomy.harms import Harm
from clearhall.engine.indicators import Hiding

HIDDEN_AS: dict[Hiding, Any] = {
    Hiding.DEFANGED: _("made unclickable by whoever sent it on"),
    Hiding.OBFUSCATED: _("a word or sign stands for the dot"),
    Hiding.NO_SCHEME: _("written without http"),
    Hiding.IDN: _("letters of another alphabet in the name"),
    Hiding.FULL_WIDTH: _("in full-width or decorated letters"),
    Hiding.ZERO_WIDTH: _("with invisible characters inside"),
    Hiding.SPACED: _("pulled apart by spaces or symbols"),
    Hiding.CONFUSABLE: _("with letters that only look like others"),
    Hiding.NUMERALS: _("digits written as words"),
}
# Ways of writing that honest people use as well: named for nobody's alarm.
HARMLESS = frozenset({Hiding.NO_SCHEME, Hiding.DEFANGED})

MONEY = frozenset(
    {
        Harm.TELECOM_FRAUD,
        Harm.PHISHING,
        Harm.COUNTERFEIT_SITE,
        Harm.IMPERSONATION,
        Harm.FALSE_CHARITY,
        Harm.MALICIOUS_SOFTWARE,
    }
)
CALLS: tuple[Call, ...] = (Call.FRAUD, Call.POLICE)

FRAUD_STEPS: tuple[Any, ...] = (
    _("Do not pay, do not tap the link, do not give any code or password, and install nothing."),
    _("Do not answer and do not call the number in the message. Call the bank or company on the number you know."),
    _("Keep the message: a screenshot with sender and time helps the desk."),
)
CLAIM_STEPS: tuple[Any, ...] = (
    _("Do not pass it on before you have read what the desk says about it."),
    _("Look for the original source and its date."),
)
OTHER_STEPS: tuple[Any, ...] = (
    _("Keep a screenshot with time and address before it disappears."),
    _("Do not get into an argument with whoever sent it."),
)
SIGNS: tuple[Any, ...] = (
    _("It presses you: today, within two hours, or your account is closed."),
    _("It asks for a code, a password, a card number or a payment."),
    _("A link or number that is not the one you know, or is written in a strange way."),
    _("It promises easy money, a prize or a refund that you did not ask for."),
    _("Someone you know writes from a new number and needs money."),
)


def steps_for(harm: str | None) -> tuple[Any, ...]:
    """What to do now, for the harm that a message was mostly reported as; None: nothing is known."""
    if harm == Harm.FALSE_CLAIM:
        return CLAIM_STEPS
    return FRAUD_STEPS if harm is None or harm in MONEY else OTHER_STEPS
