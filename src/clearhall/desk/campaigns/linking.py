"""How the tables follow the rules: reads what the rules need in a fixed number of queries, and writes what they say.

Everything here runs inside a transaction of the caller that holds the campaigns (`access.hold_campaigns`).
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet

from clearhall.desk.campaigns.events import CampaignEvent
from clearhall.desk.campaigns.models import Campaign, CampaignDecision, CampaignGroup, NamedByGroup
from clearhall.desk.campaigns.rules import (
    LEAST_REPORTS,
    MOST_GROUPS,
    Component,
    Decision,
    Key,
    Link,
    Naming,
    components,
    linking_key,
    with_campaigns,
)
from clearhall.desk.ledger.actions import Record
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import Actor
from clearhall.desk.look.numbers import Call, call_numbers
from clearhall.desk.official.queries import register
from clearhall.desk.reports.groups import GroupIndicator, group_sizes, harms_of_groups, large_groups
from clearhall.engine.indicators import registrable_domain

RECENT = timedelta(days=7)
MOST_KEYS = 100  # indicators of one group that can link it; a group whose copies all carry another link needs no more
_MOST_VALUES = 10_000  # values in one statement; SQLite takes 32,766


def subject_of(campaign_id: int) -> str:
    """The subject under which the records of a campaign stand in the log."""
    return f"campaign:{ids.encode(campaign_id)}"


def official_channels() -> frozenset[str]:
    """Numbers and domains that lead nowhere bad: the lines set for this place, the desk's own site, and the register of official names."""
    numbers = {re.sub(r"\D", "", one.number) for one in call_numbers(*Call)}
    own = registrable_domain(urlsplit(settings.CLEARHALL.public_url).hostname or "") or ""
    official = register()
    digits = {re.sub(r"\D", "", number) for number in official.phones}
    return (frozenset(numbers | {own}) | official.domains | digits) - {""}


def namings_of(found: Iterable[GroupIndicator]) -> dict[tuple[int, Key], int]:
    """By group and key, the sequence of the first report that names it; `found` in order."""
    official = official_channels()
    first: dict[tuple[int, Key], int] = {}
    for one in found:
        key = linking_key(one.kind, one.value, domain=one.domain, official=official)
        if key is not None:
            first.setdefault((one.group, key), one.sequence)
    return first


def keep_namings(first: Mapping[tuple[int, Key], int]) -> None:
    """Store what groups name, as far as it is new and not common already. Three queries."""
    known = {(row[0], Key(row[1], row[2])) for row in _named_rows({key for _group, key in first})}
    groups = _by_groups(NamedByGroup.objects.order_by().values_list("group"), {group for group, _key in first})
    _add_namings(
        _within_limits(
            {pair: since for pair, since in first.items() if pair not in known},
            by_key=Counter(key for _group, key in known),
            by_group=Counter(group for (group,) in groups),
        )
    )


def naming_changes(first: Mapping[tuple[int, Key], int], *, until: int) -> tuple[list[int], list[NamedByGroup]]:
    """What to remove and what to add so that exactly what the reports up to the sequence `until` name is stored."""
    wanted = {(row.group, Key(row.kind, row.value)): row for row in _within_limits(first)}
    rows = NamedByGroup.objects.filter(since__lte=until).values_list("pk", "group", "kind", "value")
    gone = []
    for pk, group, kind, value in rows.iterator(chunk_size=10_000):
        if wanted.pop((group, Key(kind, value)), None) is None:
            gone.append(pk)
    return gone, list(wanted.values())


def change_namings(gone: Sequence[int], new: Sequence[NamedByGroup]) -> None:
    """Do what `naming_changes` found, or a part of it."""
    NamedByGroup.objects.filter(pk__in=gone).delete()
    _add_namings(new)


def _add_namings(rows: Iterable[NamedByGroup]) -> None:
    NamedByGroup.objects.bulk_create(list(rows), batch_size=2_000, ignore_conflicts=True)


def _within_limits(
    first: Mapping[tuple[int, Key], int],
    *,
    by_key: Counter[Key] | None = None,
    by_group: Counter[int] | None = None,
) -> Iterator[NamedByGroup]:
    """The rows to keep, in order of time, beside those that are counted already."""
    by_key, by_group = by_key or Counter(), by_group or Counter()
    for (group, key), since in sorted(first.items(), key=lambda item: (item[1], item[0])):
        # One row more than may link says that there are more: the key is common.
        if by_key[key] <= MOST_GROUPS and by_group[group] < MOST_KEYS:
            by_key[key] += 1
            by_group[group] += 1
            yield NamedByGroup(group=group, kind=key.kind, value=key.value, since=since)


def groups_to_link() -> list[int]:
    """All groups that are or could be in a campaign."""
    named = set(NamedByGroup.objects.order_by().values_list("group", flat=True).distinct())
    held = set(CampaignGroup.objects.values_list("group", flat=True))
    return sorted(named | held | large_groups(least=LEAST_REPORTS))


@dataclass(slots=True)
class _Scene:
    """All that the rules may look at for some groups."""

    namings: list[Naming]
    counts: dict[Key, int]
    decisions: list[Decision]
    rows: dict[int, CampaignGroup]
    groups: set[int]
    locked: set[int] = field(default_factory=set)


def relink(groups: Collection[int], *, actor: Actor, at: datetime) -> list[Record]:
    """Let the campaigns of `groups`, and of all that hangs together with them, be what the rules say, and count them.

    Returns:
        What must be recorded, after all locks are taken: campaigns that were absorbed.
    """
    return _apply(_scene_of(set(groups)), counted=groups, actor=actor, at=at)


def count_campaigns(campaign_ids: Collection[int], *, at: datetime) -> None:
    """Count the reports of some campaigns anew. Three queries and one for each thousand."""
    members: dict[int, int] = dict(
        CampaignGroup.objects.filter(campaign__in=campaign_ids).values_list("group", "campaign_id")
    )
    figures = {one: Campaign(id=one, opened_at=at, counted_at=at) for one in campaign_ids}
    harms: dict[int, Counter[str]] = {one: Counter() for one in campaign_ids}
    for some in _parts(members):
        for row in harms_of_groups(some, since=at - RECENT):
            one = figures[members[row.group]]
            one.reports += row.reports
            one.recent += row.recent
            one.first_at = min(row.first_at, one.first_at or row.first_at)
            one.last_at = max(row.last_at, one.last_at or row.last_at)
            harms[one.pk][row.harm] += row.reports
    for campaign_id, counted in harms.items():
        figures[campaign_id].harm = min(counted, key=lambda harm: (-counted[harm], harm), default="")
    columns = ["reports", "recent", "first_at", "last_at", "harm", "counted_at"]
    # As an insert that meets its row: Django builds it in a tenth of the time of an update of many rows.
    Campaign.objects.bulk_create(
        figures.values(), update_conflicts=True, unique_fields=["id"], update_fields=columns, batch_size=1_000
    )


def _scene_of(groups: set[int]) -> _Scene:
    """Two rings round `groups`: what names the same, its campaigns, and the neighbours of those that are kept apart."""
    rows: dict[int, CampaignGroup] = {}
    for _ring in range(2):
        keys = {Key(kind, value) for _group, kind, value, _since in _named_by(groups)}
        groups = groups | {row[0] for row in _named_rows(keys)}
        campaign_ids = set(_by_groups(CampaignGroup.objects.values_list("campaign_id", flat=True), groups))
        for some in _parts(campaign_ids):
            rows |= {row.group: row for row in CampaignGroup.objects.filter(campaign_id__in=some)}
        groups |= rows.keys()
    decisions = _decisions(groups)
    namings = [Naming(group, Key(kind, value), since) for group, kind, value, since in _named_by(groups)]
    counts = Counter(Key(row[1], row[2]) for row in _named_rows({one.key for one in namings}))
    return _without_locked(_Scene(namings, dict(counts), decisions, rows, groups))


def _without_locked(scene: _Scene) -> _Scene:
    """Leave out what stands in locked campaigns: nothing joins it and nothing leaves it."""
    campaign_ids = {row.campaign_id for row in scene.rows.values()}
    for some in _parts(campaign_ids):
        scene.locked |= set(Campaign.objects.filter(pk__in=some, is_locked=True).values_list("pk", flat=True))
    held = {group for group, row in scene.rows.items() if row.campaign_id in scene.locked}
    scene.groups -= held
    return scene


def _apply(scene: _Scene, *, counted: Collection[int], actor: Actor, at: datetime) -> list[Record]:
    parts = components(scene.groups, namings=scene.namings, group_counts=scene.counts, decisions=scene.decisions)
    single = {links[0].group for links in parts if len(links) == 1}
    sizes: dict[int, int] = {}
    for some in _parts(single):
        sizes |= group_sizes(some)
    standing = {group: row.campaign_id for group, row in scene.rows.items() if group in scene.groups}
    decided = {group for one in scene.decisions for group in (one.group, one.other)}
    found, alone = with_campaigns(parts, standing=standing, reports=sizes, decided=decided)
    changed = _write_members(found, alone, scene.rows, at=at)
    records = _write_merges(found, actor=actor, at=at)
    touched = changed | {row.campaign_id for group in counted if (row := scene.rows.get(group)) is not None}
    for some in _parts(touched):
        count_campaigns(some, at=at)
    return records


def _write_members(
    found: Sequence[Component], alone: Iterable[int], rows: dict[int, CampaignGroup], *, at: datetime
) -> set[int]:
    """Write the links that differ from the rows. Returns the campaigns that changed, those that lost a group too."""
    new, moved, gone = [], [], [group for group in alone if group in rows]
    fresh = iter(ids.new_ids(sum(one.campaign_id is None for one in found)))
    campaigns, changed = [], {rows[group].campaign_id for group in gone}
    for one in found:
        campaign_id = one.campaign_id
        if campaign_id is None:
            campaign_id = next(fresh)
            campaigns.append(Campaign(id=campaign_id, opened_at=at))
        changed |= set(one.absorbed)
        for link in one.links:
            wanted = _row(link, campaign_id, at=at)
            row = rows.get(link.group)
            if row is None:
                new.append(wanted)
            elif _said(row) != _said(wanted):
                changed.add(row.campaign_id)
                moved.append(wanted)
            else:
                continue
            changed.add(campaign_id)
            rows[link.group] = wanted
    Campaign.objects.bulk_create(campaigns, batch_size=1_000)
    for some in _parts([*gone, *(row.group for row in moved)]):
        CampaignGroup.objects.filter(pk__in=some).delete()
    # Written anew and not updated: one statement for many rows with other values each takes Django a second a thousand.
    CampaignGroup.objects.bulk_create([*new, *moved], batch_size=1_000)
    return changed


def _write_merges(found: Sequence[Component], *, actor: Actor, at: datetime) -> list[Record]:
    """Let absorbed campaigns, and what they had absorbed, point to what they are part of now."""
    records = []
    for one in found:
        if one.absorbed:
            Campaign.objects.filter(Q(pk__in=one.absorbed) | Q(merged_into__in=one.absorbed)).update(
                merged_into=one.campaign_id
            )
            assert one.campaign_id is not None
            absorbed = {"absorbed": [ids.encode(campaign_id) for campaign_id in one.absorbed]}
            subject = subject_of(one.campaign_id)
            records.append(Record(CampaignEvent.MERGED, subject, actor, at, after=absorbed))
    return records


def _row(link: Link, campaign_id: int, *, at: datetime) -> CampaignGroup:
    kind, value = link.key or ("", "")
    return CampaignGroup(
        group=link.group, campaign_id=campaign_id, why=link.why, linked_to=link.to, kind=kind, value=value, at=at
    )


def _said(row: CampaignGroup) -> tuple[Any, ...]:
    return row.campaign_id, str(row.why), row.linked_to, str(row.kind), row.value


def _decisions(groups: Collection[int]) -> list[Decision]:
    """Decisions that hold, in their order: those about `groups`, and others where these are very many."""
    rows = CampaignDecision.objects.filter(ended_at__isnull=True).order_by("pk")
    about = rows.filter(Q(group__in=groups) | Q(other__in=groups)) if len(groups) <= _MOST_VALUES else rows
    return [Decision(*row) for row in about.values_list("group", "other", "is_together")]


def _named_by(groups: Collection[int]) -> Iterator[tuple[int, str, str, int]]:
    for some in _parts(groups):
        yield from _columns(NamedByGroup.objects.filter(group__in=some))


def _named_rows(keys: Collection[Key]) -> Iterator[tuple[int, str, str, int]]:
    """What is stored of some keys."""
    wanted = set(keys)
    for some in _parts({key.value for key in wanted}):
        for row in _columns(NamedByGroup.objects.filter(value__in=some)):
            if Key(row[1], row[2]) in wanted:
                yield row


def _columns(rows: Any) -> Iterator[tuple[int, str, str, int]]:
    return iter(rows.order_by().values_list("group", "kind", "value", "since").iterator(chunk_size=10_000))


def _by_groups(rows: QuerySet[Any, Any], groups: Collection[int]) -> Iterator[Any]:
    for some in _parts(groups):
        yield from rows.filter(group__in=some)


def _parts(values: Collection[Any]) -> Iterator[list[Any]]:
    """The values in lists that one statement can take."""
    listed = sorted(values)
    for start in range(0, len(listed), _MOST_VALUES):
        yield listed[start : start + _MOST_VALUES]
