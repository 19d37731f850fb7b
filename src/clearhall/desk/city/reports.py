"""The invented reports: campaigns, single messages, resends by watchposts and noise, over 120 days up to a given
day. Pure data."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from math import exp, log
from random import Random

from clearhall.desk.city.bodies import CITY_TIME
from clearhall.desk.city.campaigns import CAMPAIGNS, Campaign
from clearhall.desk.city.people import WATCHPOSTS
from clearhall.desk.city.places import CITY, COUNTIES
from clearhall.desk.city.rhythm import OFFICE_HOURS, RESIDENT_HOURS, day_weight, season_weight
from clearhall.desk.city.template import Template
from clearhall.desk.city.templates_en import SAYINGS_EN, TEMPLATES_EN
from clearhall.desk.city.templates_zh import SAYINGS_ZH, TEMPLATES_ZH
from clearhall.desk.city.variants import traditional, vary
from clearhall.desk.city.wording import fill

SEED = 9801
DAYS = 120
COUNT = 3000
HARM_SHARES: dict[str, float] = {
    "telecom_fraud": 17,
    "phishing": 9,
    "counterfeit_site": 5,
    "impersonation": 7,
    "false_charity": 4,
    "false_advertising": 9,
    "unsafe_goods": 8,
    "minor_harm": 6,
    "personal_data_exposure": 7,
    "harassment": 5,
    "malicious_software": 5,
    "permission_overreach": 4,
    "network_hazard": 4,
    "business_infringement": 5,
    "false_claim": 7,
    "demand": 12,
}
"""Relative weight of each harm among single reports; campaigns come on top. The keys are the closed taxonomy."""
_ENGLISH_AMONG_SINGLES = 0.30
_TRADITIONAL = 0.07
_NOISE = 48
_RESENT = 46
_MONEY_LOST = 0.3
_OFFICE_SOURCES = ("business", "watchpost")
_NO_LOSS = "\0"
_LINK = re.compile(
    r"(?<![@\w.-])(?:https?://)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:example|test|invalid)(?:/[A-Za-z0-9?=/]*)?"
)
_NEVER_RESENT = frozenset({"demand", "harassment", "minor_harm", "business_infringement", "personal_data_exposure"})
_KINDS: dict[str, tuple[str, ...]] = {
    "telecom_fraud": ("bank", "bank", "telecom", "volunteers"),
    "phishing": ("bank", "telecom", "telecom"),
    "impersonation": ("bank", "telecom", "school"),
    "minor_harm": ("school",),
    "false_charity": ("charity",),
}


@dataclass(frozen=True, slots=True)
class InventedReport:
    """One invented report as intake would receive it.

    `client_id` is a UUID. `received_at` carries the zone of the city. `harm` is what the reporter chose, one of
    `HARM_SHARES`. `text` is the reported item, never empty; `what_happened` is the reporter's own account and may be
    empty; `url` is empty when none was given. `language` is zh-hans, zh-hant or en. `loss_amount` is whole yuan, None
    when nothing was lost. `source` is resident, anonymous, named, business or watchpost. `campaign` is a campaign's
    key, None for a single message. `watchpost` is the code of the sender, None for others. `subkind`
    is the kind of infringement of a business, empty for all other harms. `same_as` is the client id
    of the report that a watchpost sent again. Who wrote the reported item is not in it: nobody is traced.
    """

    client_id: str
    received_at: datetime
    harm: str
    text: str
    what_happened: str
    url: str
    place_code: str
    channel: str
    language: str
    loss_amount: int | None
    source: str
    campaign: str | None
    watchpost: str | None = None
    same_as: str | None = None
    subkind: str = ""
    is_noise: bool = False


def invent_reports(*, today: date, now: datetime, seed: int = SEED, count: int = COUNT) -> list[InventedReport]:
    """Return the reports of the `DAYS` days that end with `today`, oldest first.

    Same `seed`, `today` and `count`: same reports, except that those of `today` after `now` are left out, so that
    nothing lies in the future. At the end of the day there are exactly `count`.

    Raises:
        ValueError: `now` carries no zone, or `count` is too small to hold the campaigns (2,400).
    """
    if now.tzinfo is None:
        raise ValueError("now: must carry a time zone")
    if count < 2400:
        raise ValueError(f"count: {count} is too small to hold the campaigns, use 2400 or more")
    rng = Random(f"clearhall:{seed}:{today.isoformat()}")
    drafts = list(_campaign_reports(rng, today))
    drafts += _noise(rng, today)
    resent = sorted(_resends(rng, today, drafts), key=lambda each: each.received_at)
    drafts += _singles(rng, today, count - len(drafts) - len(resent))
    drafts += resent
    drafts.sort(key=lambda each: (each.received_at, each.text, each.client_id))
    return [each for each in _with_final_ids(drafts, rng) if each.received_at <= now]


def _with_final_ids(drafts: list[InventedReport], rng: Random) -> list[InventedReport]:
    """Number the reports in their order; a resend keeps pointing to its first."""
    ids = {draft.client_id: str(uuid.UUID(int=rng.getrandbits(128), version=4)) for draft in drafts}
    return [
        replace(draft, client_id=ids[draft.client_id], same_as=ids[draft.same_as] if draft.same_as else None)
        for draft in drafts
    ]


def _days(today: date) -> list[date]:
    return [today - timedelta(days=ago) for ago in range(DAYS)]


@lru_cache(maxsize=2)
def _hours(office: bool) -> tuple[int, ...]:
    return tuple(accumulate(OFFICE_HOURS if office else RESIDENT_HOURS))


def _moment(rng: Random, day: date, source: str) -> datetime:
    hour = rng.choices(range(24), cum_weights=_hours(source in _OFFICE_SOURCES))[0]
    return datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), CITY_TIME)


_PLACES = (*COUNTIES, CITY)
_PLACE_WEIGHTS = tuple(accumulate((*(place.inhabitants for place in COUNTIES), CITY.inhabitants // 25)))


def _place(rng: Random) -> str:
    return rng.choices(_PLACES, cum_weights=_PLACE_WEIGHTS)[0].code


def _source(rng: Random, harm: str) -> str:
    if harm == "business_infringement":
        return "business" if rng.random() < 0.9 else "watchpost"
    if harm in ("demand", "harassment"):
        return rng.choices(("resident", "anonymous", "named"), (48, 24, 28))[0]
    return rng.choices(("resident", "anonymous", "named", "watchpost"), (38, 34, 14, 14))[0]


def _watchpost(rng: Random, harm: str) -> str:
    kinds = _KINDS.get(harm)
    fitting = [post for post in WATCHPOSTS if kinds is None or post.kind in kinds]
    return rng.choices(fitting, [post.share for post in fitting])[0].code


def _loss(rng: Random, bounds: tuple[int, int]) -> int:
    low, high = bounds
    amount = exp(rng.uniform(log(low), log(high)))
    step = 100 if amount >= 3000 else 10 if amount >= 200 else 1
    return max(low, round(amount / step) * step)


def _told(rng: Random, *, harm: str, language: str, source: str, own: tuple[str, ...], loss: int | None) -> str:
    """Return what the reporter says: the loss whenever there was one, else words of the template or of its harm."""
    sayings = SAYINGS_EN if language == "en" else SAYINGS_ZH
    amount = "" if loss is None else (f"{loss:,}" if rng.random() < 0.4 else str(loss))

    def say(pool: tuple[str, ...]) -> str:
        return fill(rng.choice(pool), rng=rng, language=language, fixed={"loss": amount or _NO_LOSS})

    if source == "watchpost" and loss is None:
        return say(sayings.watchpost)
    told = say(own) if own and source not in _OFFICE_SOURCES and rng.random() < 0.6 else ""
    if loss is not None:
        return told if amount in told else say(sayings.lost_office if source in _OFFICE_SOURCES else sayings.lost)
    return told if told and _NO_LOSS not in told else say(sayings.by_harm[harm])


def _url(rng: Random, text: str) -> str:
    found = _LINK.search(text)
    if found is None or rng.random() < 0.2:
        return ""
    link = found.group()
    return link if "://" in link else f"https://{link}"


def _report(
    rng: Random,
    *,
    number: str,
    day: date,
    harm: str,
    language: str,
    template: Template,
    campaign: Campaign | None = None,
) -> InventedReport:
    gentle = campaign is not None and campaign.this_week is not None
    source = _source(rng, harm)
    asks_loss = "{loss}" in template.text
    likely = 0.12 if source == "watchpost" else _MONEY_LOST
    loss = _loss(rng, template.loss) if template.loss and (asks_loss or rng.random() < likely) else None
    text = fill(template.text, rng=rng, language=language, fixed={"loss": str(loss)} if asks_loss else None)
    url = _url(rng, text)
    told = _told(rng, harm=harm, language=language, source=source, own=template.told, loss=loss)
    if campaign is not None:
        text = vary(text, rng=rng, language=language, gentle=gentle)
    if language == "zh-hans" and not gentle and rng.random() < _TRADITIONAL:
        language, text, told = "zh-hant", traditional(text), traditional(told)
    return InventedReport(
        client_id=number,
        received_at=_moment(rng, day, source),
        harm=harm,
        text=text,
        what_happened=told,
        url=url,
        place_code=_place(rng),
        channel=rng.choice(template.channels),
        language=language,
        loss_amount=loss,
        source=source,
        campaign=campaign.key if campaign else None,
        watchpost=_watchpost(rng, harm) if source == "watchpost" else None,
        subkind=template.subkind,
    )


def _campaign_days(rng: Random, campaign: Campaign, today: date) -> list[date]:
    if campaign.this_week is not None:
        # Whole days within the last seven times 24 hours whatever the hour is now, then whole days before them.
        recent = rng.choices(range(1, 7), (9, 10, 9, 7, 4, 3), k=campaign.this_week)
        earlier = rng.choices(range(8, 16), (8, 7, 5, 4, 3, 2, 2, 1), k=campaign.size - campaign.this_week)
        return [today - timedelta(days=ago) for ago in (*recent, *earlier)]
    size = round(campaign.size * rng.uniform(0.875, 1.125))
    weights = []
    for ago in range(DAYS):
        distance = campaign.peak_days_ago - ago  # days after the peak; negative while it rises
        growth = exp(-((distance / campaign.rise_days) ** 2)) if distance < 0 else exp(-distance / campaign.fall_days)
        weights.append(growth * day_weight(today - timedelta(days=ago)) ** 0.5)
    return [today - timedelta(days=ago) for ago in rng.choices(range(DAYS), weights, k=size)]


def _campaign_reports(rng: Random, today: date) -> Iterator[InventedReport]:
    for campaign in CAMPAIGNS:
        template = Template((campaign.channel,), campaign.text, loss=campaign.loss, subkind=campaign.subkind)
        for index, day in enumerate(_campaign_days(rng, campaign, today)):
            yield _report(
                rng,
                number=f"{campaign.key}:{index}",
                day=day,
                harm=campaign.harm,
                language=campaign.language,
                template=template,
                campaign=campaign,
            )


def _singles(rng: Random, today: date, number: int) -> Iterator[InventedReport]:
    days = _days(today)
    harms, shares = list(HARM_SHARES), list(HARM_SHARES.values())
    for index, day in enumerate(rng.choices(days, [day_weight(day) for day in days], k=number)):
        english = rng.random() < _ENGLISH_AMONG_SINGLES
        # The first of the single reports go through every harm once, so that none is missing on any day.
        harm = harms[index] if index < len(harms) else rng.choices(harms, shares)[0]
        pool = (TEMPLATES_EN if english else TEMPLATES_ZH)[harm]
        template = rng.choices(pool, [each.weight * season_weight(each.season, day) for each in pool])[0]
        yield _report(
            rng,
            number=f"single:{index}",
            day=day,
            harm=harm,
            language="en" if english else "zh-hans",
            template=template,
        )


def _noise(rng: Random, today: date) -> Iterator[InventedReport]:
    """Yield slips and trials: reports with nothing in them that any body could act on."""
    for index in range(_NOISE):
        english = rng.random() < 0.25
        text = fill(
            rng.choice((SAYINGS_EN if english else SAYINGS_ZH).noise), rng=rng, language="en" if english else "zh-hans"
        )
        source = rng.choice(("resident", "anonymous"))
        yield InventedReport(
            client_id=f"noise:{index}",
            received_at=_moment(rng, rng.choice(_days(today)), source),
            harm=rng.choice(("telecom_fraud", "phishing", "demand", "false_claim")),
            text=text,
            what_happened="",
            url="",
            place_code=_place(rng),
            channel=rng.choice(("web", "app")),
            language="en" if english else "zh-hans",
            loss_amount=None,
            source=source,
            campaign=None,
            is_noise=True,
        )


def _resends(rng: Random, today: date, drafts: list[InventedReport]) -> Iterator[InventedReport]:
    """Yield what several watchposts sent again within a day and a half, word for word."""
    latest = datetime.combine(today, time(23, 59, 59), CITY_TIME)
    counted = {campaign.key for campaign in CAMPAIGNS if campaign.this_week is not None}
    fit = [
        each for each in drafts if each.harm not in _NEVER_RESENT and each.campaign not in counted and not each.is_noise
    ]
    for first in rng.sample(fit, _RESENT):
        posts = [post.code for post in WATCHPOSTS if post.code != first.watchpost]
        for code in rng.sample(posts, rng.choice((1, 1, 2, 3))):
            at = first.received_at + timedelta(minutes=rng.randrange(20, 36 * 60))
            yield replace(
                first,
                client_id=f"{first.client_id}:{code}",
                received_at=min(at, latest),
                what_happened="",
                loss_amount=None,
                source="watchpost",
                watchpost=code,
                same_as=first.client_id,
            )
