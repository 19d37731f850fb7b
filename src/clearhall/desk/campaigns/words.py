"""What a campaign page says, as sentences in the reader's language."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clearhall.desk.campaigns import rules
from clearhall.desk.campaigns.public import PublicMatter
from clearhall.desk.campaigns.rules import Why
from clearhall.desk.cases.queries import Standing
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
        case rules.PICTURE:
            return _("Carries the same picture as group %(number)s.") % other
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


def public_sentences(matter: PublicMatter) -> list[str]:
    """What may be said of a known matter to anybody: how many, since which month, in how many wordings, and how the work stands."""
    counted = {"count": matter.reports, "month": date_format(matter.first_at, "YEAR_MONTH_FORMAT")}
    said = [_("About %(count)s reports of it have come in since %(month)s.") % counted]
    if matter.recent is None:
        said.append(_("A few of them came within the last seven days."))
    elif matter.recent:
        said.append(_("About %(count)s of them came within the last seven days.") % {"count": matter.recent})
    else:
        said.append(_("None of them came within the last seven days."))
    if matter.versions is None:
        said.append(_("It is sent in a few wordings that lead to the same place."))
    elif matter.versions > 1:
        said.append(
            _("It is sent in about %(count)s wordings that lead to the same place.") % {"count": matter.versions}
        )
    said.append(str(_standing(matter.standing)))
    return said


def _standing(standing: Standing) -> str:
    match standing:
        case Standing.WAITS:
            return _("It has arrived at the desk and waits for somebody to look at it.")
        case Standing.IN_WORK:
            return _("The desk is working on it.")
        case Standing.CLOSED:
            return _("The desk has dealt with it.")
