"""What a campaign page says, as sentences in the reader's language."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clearhall.desk.campaigns.rules import Why
from clearhall.engine.indicators import IndicatorKind


def reason_sentence(why: str, *, kind: str, number: int | None) -> str:
    """Why a group is in its campaign; `number` is that of the group it was linked to, None when it is not shown."""
    if why == Why.FIRST or number is None:
        return _("The first group of this campaign.") if why == Why.FIRST else _("Linked to a group that is not shown.")
    other = {"number": number}
    if why == Why.PERSON:
        return _("A person put it together with group %(number)s.") % other
    match kind:
        case IndicatorKind.DOMAIN:
            return _("Links to the same site as group %(number)s.") % other
        case IndicatorKind.URL:
            return _("Has the same link as group %(number)s.") % other
        case IndicatorKind.PHONE:
            return _("Gives the same telephone number as group %(number)s.") % other
        case IndicatorKind.BANK_CARD:
            return _("Gives the same bank card as group %(number)s.") % other
        case IndicatorKind.CRYPTO:
            return _("Gives the same wallet as group %(number)s.") % other
        case _other:
            return _("Gives the same messenger contact as group %(number)s.") % other


def summary_sentence(*, reports: int, groups: int, bodies: int, first_at: datetime, last_at: datetime) -> str:
    """What a campaign is, in two sentences."""
    counted = ngettext("%(count)s report", "%(count)s reports", reports) % {"count": reports}
    versions = ngettext("%(count)s version of the text", "%(count)s versions of the text", groups) % {"count": groups}
    offices = ngettext("%(count)s body", "%(count)s bodies", bodies) % {"count": bodies}
    days = {"first": date_format(first_at, "Y-m-d"), "last": date_format(last_at, "Y-m-d")}
    return _("%(reports)s in %(versions)s, with %(bodies)s. First seen on %(first)s, last on %(last)s.") % {
        "reports": counted, "versions": versions, "bodies": offices, **days,
    }  # fmt: skip
