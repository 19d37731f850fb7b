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
OFFICIAL_STEPS: tuple[Any, ...] = (
    _("Dial the number or type the address yourself; do not go there by a link that somebody sent you."),
    _("No bank, office or police asks for a code, a password or a transfer to a “safe account”."),
)
SIGNS: tuple[Any, ...] = (
    _("It presses you: today, within two hours, or your account is closed."),
    _("It asks for a code, a password, a card number or a payment."),
    _("A link or number that is not the one you know, or is written in a strange way."),
    _("It promises easy money, a prize or a refund that you did not ask for."),
    _("Someone you know writes from a new number and needs money."),
)


_PAID = _(
    "Money sent: call your bank at once on the number printed on your card, have the payment stopped, then call the police. "
    "The first half hour counts most."
)
_TYPED = _("Password or card number given: change the password in the real app, and have the card blocked.")
_CODE = _("A code from a text message given: somebody may be paying with it right now. Call your bank.")
_INSTALLED = _(
    "Something installed or the screen shared: switch off the network, remove it, change passwords elsewhere."
)
_EVIDENCE = _("Keep messages, account numbers and receipts. Delete nothing.")
_ANY_MONEY = (_PAID, _CODE, _TYPED, _INSTALLED)

# If it has happened already, what first. The help page of the harm says more.
HAPPENED: dict[Harm, tuple[Any, ...]] = {
    Harm.TELECOM_FRAUD: _ANY_MONEY,
    Harm.PHISHING: (_TYPED, _CODE, _PAID),
    Harm.COUNTERFEIT_SITE: (_PAID, _TYPED, _EVIDENCE),
    Harm.IMPERSONATION: (
        _PAID,
        _("Call whom the message names, on a number that you already had, and tell them of it."),
        _INSTALLED,
    ),
    Harm.FALSE_CHARITY: (_PAID, _EVIDENCE),
    Harm.FALSE_ADVERTISING: (
        _("Ask the seller in writing for your money back, and keep the answer."),
        _EVIDENCE,
    ),
    Harm.UNSAFE_GOODS: (
        _("Stop using it. If somebody feels ill, call the ambulance."),
        _("Keep the goods, the packaging and the receipt."),
    ),
    Harm.MINOR_HARM: (
        _("Stay calm with the child, and do not take the phone away as a punishment: you would hear nothing more."),
        _PAID,
        _EVIDENCE,
    ),
    Harm.PERSONAL_DATA_EXPOSURE: (
        _("Take a screenshot with address and time, then ask the site to take it down."),
        _("Numbers or passwords are out: have cards blocked and change passwords."),
    ),
    Harm.HARASSMENT: (
        _("Do not answer and do not pay: whoever pays once is asked again."),
        _EVIDENCE,
        _("Tell somebody whom you trust. You need not bear it alone."),
    ),
    Harm.MALICIOUS_SOFTWARE: (_INSTALLED, _PAID),
    Harm.PERMISSION_OVERREACH: (_("Take the permissions back in the settings of your phone, or remove the app."),),
    Harm.NETWORK_HAZARD: (
        _("Is it your own device or site: take it off the network until somebody has looked at it."),
    ),
    Harm.BUSINESS_INFRINGEMENT: (_("Pay nothing under pressure."), _EVIDENCE),
    Harm.FALSE_CLAIM: (_("Passed on already: tell those who got it from you what the desk says."),),
    Harm.DEMAND: (),
}


def steps_for(harm: str | None) -> tuple[Any, ...]:
    """What to do now, for the harm that a message was mostly reported as; None: nothing is known."""
    if harm == Harm.FALSE_CLAIM:
        return CLAIM_STEPS
    return FRAUD_STEPS if harm is None or harm in MONEY else OTHER_STEPS


def if_it_happened(harm: str | None) -> tuple[Any, ...]:
    """What to do first when it has happened already; None: nothing is known, so money comes first."""
    return HAPPENED[Harm(harm)] if harm else _ANY_MONEY
