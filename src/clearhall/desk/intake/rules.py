"""What a report must be to be accepted: cleaning, ranges, and charter R5. Functions of their arguments alone."""

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from clearhall.desk.intake.errors import CriticismIsNoHarm, NotAboutYourself, NotAccredited, ReportRefused
from clearhall.desk.intake.types import NewReport, Sender
from clearhall.desk.lib.limits import limit
from clearhall.desk.reports.states import Channel
from clearhall.desk.taxonomy.harms import SELF_REPORTABLE, BusinessInfringement, Harm
from clearhall.engine.text import TextEmpty, TextTooLong, clean, detect_language

MOST_LOSS = Decimal("9999999999.99")  # what the column holds; a larger loss is a typing error
EARLIEST = date(1990, 1, 1)
_CHANNELS = frozenset(Channel.values)
_HARMS = frozenset(Harm)
_INFRINGEMENTS = frozenset(BusinessInfringement)
_CLIENT_ID = re.compile(r"[\x21-\x7e]+")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?!\d)", re.IGNORECASE)
_WEB_SCHEMES = ("http", "https", "hxxp", "hxxps")


@dataclass(frozen=True, slots=True)
class CleanReport:
    """A report that may be stored: every text cleaned, every code known, `client_id` never empty."""

    text: str
    harm: str
    subkind: str
    what_happened: str
    url: str
    channel: str
    place: str
    occurred_on: date | None
    loss_amount: Decimal | None
    is_about_reporting_body: bool | None
    client_id: str
    language: str


def checked(new: NewReport, *, sender: Sender, at: datetime) -> CleanReport:
    """`new`, cleaned.

    Raises:
        ReportRefused: a field is empty, too long, out of range or not a known code; the error names it.
        NotAboutYourself, CriticismIsNoHarm: charter R5.
        NotAccredited: the watchpost may not report this.
    """
    check_capacity(new, sender=sender)
    url = clean_url(new.url)
    text = clean_text(new.text, field="text") or url
    if not text:
        raise ReportRefused(_("Please paste the message or the link, or describe what you saw."), field="text")
    if new.channel not in _CHANNELS:
        raise ReportRefused(
            _("Where you met it must be one of: %(known)s.") % {"known": _listed(_CHANNELS)}, field="channel"
        )
    return CleanReport(
        text=text,
        harm=str(new.harm),
        subkind=str(new.subkind),
        what_happened=clean_text(new.what_happened, field="what_happened"),
        url=url,
        channel=str(new.channel),
        place=new.place.strip()[:21],
        occurred_on=_day(new.occurred_on, at=at),
        loss_amount=_loss(new.loss_amount),
        is_about_reporting_body=new.is_about_reporting_body,
        client_id=_client_id(new.client_id, sender=sender),
        language=str(detect_language(text)),
    )


def check_capacity(new: NewReport, *, sender: Sender) -> None:
    """Whether this sender may report this harm at all. Raises as `checked` does."""
    if new.harm not in _HARMS:
        raise ReportRefused(_("The harm must be one of: %(known)s.") % {"known": _listed(_HARMS)}, field="harm")
    if (new.harm == Harm.BUSINESS_INFRINGEMENT) != bool(new.subkind) or (
        new.subkind and new.subkind not in _INFRINGEMENTS
    ):
        raise ReportRefused(
            _("An infringement of a business, and nothing else, has a kind, one of: %(known)s.")
            % {"known": _listed(_INFRINGEMENTS)},
            field="subkind",
        )
    if sender.kind == "business" and new.harm == Harm.FALSE_CLAIM:
        raise CriticismIsNoHarm(field="harm")
    if sender.kind == "body":
        if new.is_about_reporting_body is None:
            raise ReportRefused(
                _("A public body must say whether this is about itself."), field="is_about_reporting_body"
            )
        if new.is_about_reporting_body and new.harm not in SELF_REPORTABLE:
            raise NotAboutYourself(field="harm")
    elif new.is_about_reporting_body is not None:
        raise ReportRefused(_("Only a public body says whether this is about itself."), field="is_about_reporting_body")
    if sender.is_suspended:
        raise NotAccredited(_("This watchpost is suspended and cannot report at present."))
    if sender.harms and new.harm not in sender.harms:
        raise NotAccredited(
            _("This watchpost is accredited for other harms: %(known)s.") % {"known": _listed(sender.harms)},
            field="harm",
        )


def new_client_id() -> str:
    """A client id for a sender who has none: nobody can guess it."""
    return secrets.token_urlsafe(24)


def clean_text(raw: str, *, field: str) -> str:
    """`raw` as it may be stored, "" when nothing is left of it. Raises ReportRefused when it is too long."""
    if not raw:
        return ""
    try:
        return clean(raw, max_chars=limit("report_text")).text.strip()
    except TextEmpty:
        return ""
    except TextTooLong as error:
        raise ReportRefused(
            _("This has %(length)s characters; the desk takes %(limit)s. Please shorten it or attach it as a file.")
            % {"length": error.length, "limit": error.limit},
            field=field,
        ) from None


def clean_url(raw: str) -> str:
    """`raw` as one web link, with or without a scheme, defanged or not; "" for none. Raises ReportRefused."""
    if len(raw) > limit("url"):
        raise ReportRefused(_("This link is longer than %(limit)s characters.") % {"limit": limit("url")}, field="url")
    url = clean_text(raw, field="url")
    if len(url.split()) > 1:
        raise ReportRefused(_("Put one link here and everything else into the text."), field="url")
    scheme = _SCHEME.match(url)
    if scheme and scheme[1].lower() not in _WEB_SCHEMES:
        raise ReportRefused(
            _("A web link starts with http:// or https://. Put anything else into the text."), field="url"
        )
    return url


def _day(day: date | None, *, at: datetime) -> date | None:
    if day is not None and not EARLIEST <= day <= (at + timedelta(days=1)).date():
        raise ReportRefused(_("This day lies in the future or too far back."), field="occurred_on")
    return day


def _loss(amount: Decimal | None) -> Decimal | None:
    if amount is None:
        return None
    try:
        if not amount.is_finite() or not 0 <= amount <= MOST_LOSS:
            raise InvalidOperation
        return amount.quantize(Decimal("0.01"))
    except InvalidOperation:
        raise ReportRefused(_("The loss must be an amount in yuan, 0 or more."), field="loss_amount") from None


def _client_id(given: str, *, sender: Sender) -> str:
    if not given:
        return new_client_id()
    if len(given) > limit("client_id") or not _CLIENT_ID.fullmatch(given):
        raise ReportRefused(
            _("A client id has 1 to %(limit)s letters, digits or signs, without spaces.")
            % {"limit": limit("client_id")},
            field="client_id",
        )
    if sender.source == "public" and len(given) < FEWEST_PUBLIC_ID:
        raise ReportRefused(
            _("Without a token, a client id must be one that nobody can guess, such as a random UUID."),
            field="client_id",
        )
    return given


FEWEST_PUBLIC_ID = 32  # all senders without a token share one namespace, and an id leads back to the receipt


def _listed(codes: frozenset[str]) -> str:
    return ", ".join(sorted(codes))
