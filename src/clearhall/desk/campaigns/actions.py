"""Every change to campaigns: what the worker links, and what people decide. One transaction each; people's are recorded in the log.

A decision of a person is kept for ever. It is written as pairs of groups, because groups stay what they are while campaigns come and go.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from clearhall.desk.campaigns.access import campaign_for_update, hold_campaigns, visible_campaigns
from clearhall.desk.campaigns.errors import (
    AllChosen,
    CampaignLocked,
    GroupElsewhere,
    LockedAlready,
    MergedAlready,
    NoSuchOther,
    NothingChosen,
    SameCampaign,
)
from clearhall.desk.campaigns.events import CampaignEvent
from clearhall.desk.campaigns.linking import (
    RECENT,
    change_namings,
    count_campaigns,
    groups_to_link,
    keep_namings,
    naming_changes,
    namings_of,
    relink,
    subject_of,
)
from clearhall.desk.campaigns.models import Campaign, CampaignDecision, CampaignGroup, NamedByGroup, Progress
from clearhall.desk.campaigns.pictures import picture_namings
from clearhall.desk.campaigns.rules import PICTURE, Key, Why
from clearhall.desk.ledger.actions import Record, record_many
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import Actor, job
from clearhall.desk.pictures.queries import pictures_after, pictures_between, shown_still
from clearhall.desk.reports.groups import indicators_between, indicators_of_reports, named_still, reports_after
from clearhall.desk.reports.queries import count_reports
from clearhall.engine.indicators import IndicatorKind

LINKER = job("campaigns")
PAGE = 1_000  # reports linked in one transaction: a tenth of a second, in which SQLite lets nobody else write
CAMPAIGNS_A_RUN = 500  # counted anew in one run


def link_page(*, at: datetime, page: int = PAGE) -> int:
    """Link the next reports in the order of their commits. Returns how many; 0 when all are linked."""
    if not reports_after(Progress.objects.values_list("next_sequence", flat=True).first() or 0, most=1):
        return 0  # mostly there is nothing, and nobody need wait for that
    with transaction.atomic():
        progress = hold_campaigns()
        new = reports_after(progress.next_sequence, most=page)
        if not new:
            return 0
        keep_namings(namings_of(indicators_between(new[0].sequence, new[-1].sequence)))
        records = relink({one.group for one in new}, actor=LINKER, at=at)
        progress.next_sequence = new[-1].sequence + 1
        progress.save(update_fields=["next_sequence"])
        _record(records)
    return len(new)


def link_pictures(*, at: datetime, page: int = PAGE) -> int:
    """Link the next pictures that were read, and what was read in them. Returns how many; 0 when all are linked."""
    if not pictures_after(Progress.objects.values_list("next_picture", flat=True).first() or 0, most=1):
        return 0
    with transaction.atomic():
        progress = hold_campaigns()
        new = pictures_after(progress.next_picture, most=page)
        if not new:
            return 0
        named = namings_of(indicators_of_reports({one.report_id for one in new}))
        keep_namings({**named, **picture_namings(new)})
        records = relink({one.group for one in new}, actor=LINKER, at=at)
        progress.next_picture = new[-1].sequence + 1
        progress.save(update_fields=["next_picture"])
        _record(records)
    return len(new)


def rebuild_campaigns(*, at: datetime, progress: Callable[[int, int], object] = lambda _done, _total: None) -> int:
    """Make all campaigns anew from the reports: the same members keep the same key, and every decision holds. Returns reports read.

    It reads without a lock and writes in short transactions, so that a desk goes on meanwhile; cut off, it is begun again.

    Args:
        progress: told how many reports were read and groups linked, and how many there are in all.
    """
    named: dict[tuple[int, Key], int] = {}
    start, read, total = 0, 0, count_reports()
    while new := reports_after(start, most=PAGE):
        between = new[0].sequence, new[-1].sequence
        found = {**namings_of(indicators_between(*between)), **picture_namings(pictures_between(*between))}
        for pair, since in found.items():
            named.setdefault(pair, since)
        start, read = new[-1].sequence + 1, read + len(new)
        progress(read, total)
    gone, missing = naming_changes(named, until=start - 1)
    for place in range(0, max(len(gone), len(missing)), PAGE):
        with transaction.atomic():
            hold_campaigns()
            change_namings(gone[place : place + PAGE], missing[place : place + PAGE])
    groups = groups_to_link()
    for place in range(0, len(groups), PAGE):
        with transaction.atomic():
            hold_campaigns()
            _record(relink(groups[place : place + PAGE], actor=LINKER, at=at))
        progress(read + min(place + PAGE, len(groups)), read + len(groups))
    with transaction.atomic():
        standing = hold_campaigns()
        standing.next_sequence = max(start, standing.next_sequence)
        standing.save(update_fields=["next_sequence"])
    return read


def count_again(*, at: datetime) -> int:
    """Count the campaigns that grew within seven days and were not counted for an hour. Returns how many."""
    with transaction.atomic():
        hold_campaigns()
        old = Campaign.objects.filter(recent__gt=0, counted_at__lt=at - RECENT / (7 * 24)).order_by("counted_at")
        found = list(old.values_list("pk", flat=True)[:CAMPAIGNS_A_RUN])
        if found:
            count_campaigns(found, at=at)
    return len(found)


def forget_erased() -> int:
    """Remove what only erased reports named: from what can link, and from the reasons of links. Returns how many rows."""
    forgotten = 0
    pictures, domains = Q(kind=PICTURE), Q(kind=IndicatorKind.DOMAIN)
    for unnamed in (
        domains & ~named_still(is_domain=True),
        ~domains & ~pictures & ~named_still(is_domain=False),
        pictures & ~shown_still(),
    ):
        names = NamedByGroup.objects.filter(unnamed)
        reasons = CampaignGroup.objects.filter(unnamed, why=Why.SHARED).exclude(value="")
        gone, emptied = (
            list(names.values_list("pk", flat=True)[:PAGE]),
            list(reasons.values_list("pk", flat=True)[:PAGE]),
        )
        with transaction.atomic():  # looked for before: nobody waits for that
            hold_campaigns()
            forgotten += names.filter(pk__in=gone).delete()[0] + reasons.filter(pk__in=emptied).update(value="")
    return forgotten


@transaction.atomic
def merge_campaigns(campaign_id: int, *, other_id: int, actor: Actor, at: datetime) -> Campaign:
    """Make two campaigns one, for good. The older key stays; the other leads to it. Returns the campaign that stays.

    Raises:
        SameCampaign, NoSuchOther: on the field `other`.
        CampaignNotFound, NotAllowed: see `access.campaign_for_update`.
        CampaignLocked: one of them is locked.
        MergedAlready: somebody else was first.
    """
    if other_id == campaign_id:
        raise SameCampaign(field="other")
    campaign = _to_change(campaign_id, actor=actor)
    other = visible_campaigns(actor).filter(pk=other_id).first()
    if other is None:
        raise NoSuchOther(field="other")
    other = campaign_for_update(other_id, actor=actor)
    if other.is_locked:
        raise CampaignLocked(field="other")
    here, there = _groups_of(campaign.pk), _groups_of(other.pk)
    _end_decisions(here, there, is_together=False, at=at)
    anchor, *rest = sorted(here | there)
    _decide([(anchor, group) for group in rest], is_together=True, actor=actor, at=at)
    _record(relink(here | there, actor=actor, at=at))
    return Campaign.objects.get(pk=min(campaign.pk, other.pk))


@transaction.atomic
def split_campaign(campaign_id: int, *, groups: Collection[int], actor: Actor, at: datetime) -> Campaign:
    """Put some groups into a campaign of their own, for good: they never come back by themselves. Returns the new campaign.

    Raises:
        NothingChosen, AllChosen: on the field `group`.
        GroupElsewhere: a group has left the campaign meanwhile.
        CampaignNotFound, NotAllowed, CampaignLocked, MergedAlready: as for `merge_campaigns`.
    """
    chosen = set(groups)
    if not chosen:
        raise NothingChosen(field="group")
    campaign = _to_change(campaign_id, actor=actor)
    held = _groups_of(campaign.pk)
    if chosen - held:
        raise GroupElsewhere(field="group")
    rest = held - chosen
    if not rest:
        raise AllChosen(field="group")
    _end_decisions(chosen, rest, is_together=True, at=at)
    for part in (chosen, rest):
        anchor, *others = sorted(part)
        _decide([(anchor, group) for group in others], is_together=True, actor=actor, at=at)
    _decide([(min(chosen), min(rest))], is_together=False, actor=actor, at=at)
    new = Campaign.objects.create(opened_at=at)
    CampaignGroup.objects.filter(group__in=chosen).update(campaign=new)
    records = relink(held, actor=actor, at=at)
    count_campaigns([new.pk, campaign.pk], at=at)
    after = {"new": ids.encode(new.pk), "groups": len(chosen)}
    _record([Record(CampaignEvent.SPLIT, subject_of(campaign.pk), actor, at, after=after), *records])
    new.refresh_from_db()
    return new


@transaction.atomic
def set_lock(campaign_id: int, *, locked: bool, actor: Actor, at: datetime) -> Campaign:
    """Lock a campaign, so that no group joins or leaves it until it is unlocked; or unlock it.

    Raises:
        LockedAlready: it stands so already.
        CampaignNotFound, NotAllowed, MergedAlready: as for `merge_campaigns`.
    """
    campaign = _to_change(campaign_id, actor=actor, even_locked=True)
    if campaign.is_locked == locked:
        raise LockedAlready
    campaign.is_locked = locked
    campaign.save(update_fields=["is_locked"])
    records = [] if locked else relink(_groups_of(campaign.pk), actor=LINKER, at=at)
    event = CampaignEvent.LOCKED if locked else CampaignEvent.UNLOCKED
    lock = Record(event, subject_of(campaign.pk), actor, at, before={"locked": not locked}, after={"locked": locked})
    _record([lock, *records])
    return campaign


def _to_change(campaign_id: int, *, actor: Actor, even_locked: bool = False) -> Campaign:
    hold_campaigns()
    if Campaign.objects.filter(pk=campaign_id, merged_into__in=visible_campaigns(actor)).exists():
        raise MergedAlready
    campaign = campaign_for_update(campaign_id, actor=actor)
    if campaign.is_locked and not even_locked:
        raise CampaignLocked
    return campaign


def _groups_of(campaign_id: int) -> set[int]:
    return set(CampaignGroup.objects.filter(campaign_id=campaign_id).values_list("group", flat=True))


def _decide(pairs: Iterable[tuple[int, int]], *, is_together: bool, actor: Actor, at: datetime) -> None:
    """Keep what a person said of pairs of groups."""
    rows = [
        CampaignDecision(group=group, other=other, is_together=is_together, actor_label=actor.label, at=at)
        for group, other in pairs
    ]
    CampaignDecision.objects.bulk_create(rows, batch_size=1_000)


def _end_decisions(some: set[int], others: set[int], *, is_together: bool, at: datetime) -> None:
    """End the decisions between two sets that the new one contradicts."""
    between = Q(group__in=some, other__in=others) | Q(group__in=others, other__in=some)
    CampaignDecision.objects.filter(between, ended_at__isnull=True, is_together=is_together).update(ended_at=at)


def _record(records: Sequence[Record]) -> None:
    if records:
        record_many(records)
