"""What was found, as sentences in the reader's language. Numbers below the limit `shown_count` are "a few" (charter R12)."""

from django.utils.translation import gettext as _

from clearhall.desk.lib.limits import limit
from clearhall.engine.indicators import IndicatorKind
from clearhall.engine.similarity import Level, Match, Reason


def found_sentence(level: Level, *, recent: int, reports: int) -> str:
    """How often a message was reported, `recent` of it within a week."""
    few = limit("shown_count")
    if level is Level.SUGGEST:
        if reports < few:
            return _("A few reports of similar messages are known.")
        return _("%(count)s reports of similar messages are known.") % {"count": reports}
    if recent >= few:
        return _("The same message was reported %(count)s times this week.") % {"count": recent}
    if recent:
        return _("The same message was reported a few times this week.")
    if reports >= few:
        return _("The same message was reported %(count)s times, but not this week.") % {"count": reports}
    return _("The same message was reported a few times, but not this week.")


def naming_sentence(kind: str, *, reports: int, is_capped: bool = False) -> str:
    """How many reports name an indicator: whole sentences, because languages count and point differently; "" for none."""
    if not reports:
        return ""
    if reports < limit("shown_count"):
        return _few_name(kind)
    counted = {"count": f"{reports}+" if is_capped else reports}
    match kind:
        case IndicatorKind.PHONE:
            return _("%(count)s reports name this number.") % counted
        case IndicatorKind.URL | IndicatorKind.DOMAIN | IndicatorKind.IP:
            return _("%(count)s reports name this site.") % counted
        case IndicatorKind.BANK_CARD:
            return _("%(count)s reports name this bank card.") % counted
        case IndicatorKind.CRYPTO:
            return _("%(count)s reports name this wallet.") % counted
        case IndicatorKind.EMAIL:
            return _("%(count)s reports name this e-mail address.") % counted
        case _other:
            return _("%(count)s reports name this contact.") % counted


def _few_name(kind: str) -> str:
    match kind:
        case IndicatorKind.PHONE:
            return _("A few reports name this number.")
        case IndicatorKind.URL | IndicatorKind.DOMAIN | IndicatorKind.IP:
            return _("A few reports name this site.")
        case IndicatorKind.BANK_CARD:
            return _("A few reports name this bank card.")
        case IndicatorKind.CRYPTO:
            return _("A few reports name this wallet.")
        case IndicatorKind.EMAIL:
            return _("A few reports name this e-mail address.")
        case _other:
            return _("A few reports name this contact.")


def reason_sentence(found: Match) -> str:
    """The engine's finding as a sentence; `found.detail` says the same in English."""
    percent = {"percent": round(100 * found.similarity)}
    match found.reason:
        case Reason.SAME_WORDING:
            return _("The wording is the same.")
        case Reason.SAME_CHARACTERS:
            return _("The texts are short and the same, character for character.")
        case Reason.CONTAINED:
            return _("One text contains almost all of the other, shorter one (%(percent)s %% alike).") % percent
        case _other:
            return _("About %(percent)s %% of the wording is the same.") % percent
