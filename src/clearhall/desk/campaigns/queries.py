"""Every read of campaigns for pages, the case page and commands. A fixed number of queries for each, however many rows."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.functional import cached_property

from clearhall.desk.bodies.queries import named, subtree_ids, tree
from clearhall.desk.campaigns.access import (
    CampaignPermission,
    campaign_to_view,
    is_at,
    visible_bodies,
    visible_campaigns,
)
from clearhall.desk.campaigns.models import Campaign, CampaignGroup, Follow, NamedByGroup
from clearhall.desk.campaigns.rules import Key, Why
from clearhall.desk.campaigns.words import reason_sentence
from clearhall.desk.cases.labels import INDICATORS
from clearhall.desk.cases.shown import defanged, visible
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import Actor
from clearhall.desk.lib.paging import Page, page_of
from clearhall.desk.reports.groups import examples_of, reports_by_body, reports_by_day

BY_GROWTH = ("-recent", "-reports", "-id")
PERIODS = (7, 30, 90)  # days
MOST_MEMBERS = 5_000  # groups of one campaign that its page looks at, the oldest ones
MOST_SHOWN = 100  # and lists
MOST_INDICATORS = 50
EXCERPT_LETTERS = 240


@dataclass(frozen=True, slots=True)
class CampaignFilter:
    """What to list. "" and None mean: all. `days`: seen within so many days; `body_id`: this body and those below it."""

    harm: str = ""
    days: int | None = None
    body_id: int | None = None


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """One line of the list; `excerpt` is of a report with a body of the actor's, "" when that was erased meanwhile."""

    campaign: Campaign
    groups: int
    excerpt: str
    shown_key: str


@dataclass(frozen=True, slots=True)
class GroupShown:
    """One group on the campaign's page.

    Attributes:
        number: by age, the first is 1; people speak of it so.
        case_id: of the report whose text is shown; None when no report of the group is with a body of the actor's.
        value: what it shares with the group it was linked to, defanged; "" where nothing is or may be shown.
    """

    key: int
    number: int
    reports: int
    case_id: int | None
    excerpt: str
    reason: str
    value: str
    since: datetime

    @property
    def shown_key(self) -> str:
        return ids.encode(self.key)


@dataclass(frozen=True, slots=True)
class SharedIndicator:
    """Something that several groups of the campaign name; `numbers` are those of the groups, by age."""

    kind: str
    label: Any
    shown: str
    numbers: tuple[int, ...]

    @property
    def groups(self) -> int:
        return len(self.numbers)


@dataclass(frozen=True)
class CampaignPage:
    """One campaign for one actor; what costs a query is read when first asked for."""

    campaign: Campaign
    actor: Actor

    @property
    def shown_key(self) -> str:
        return ids.encode(self.campaign.pk)

    @cached_property
    def may_shape(self) -> bool:
        return visible_campaigns(self.actor, permission=CampaignPermission.SHAPE).filter(pk=self.campaign.pk).exists()

    @cached_property
    def groups(self) -> list[GroupShown]:
        """The groups, the oldest first, at most MOST_SHOWN of them."""
        return [self._group(row) for row in self._members[:MOST_SHOWN]]

    @property
    def group_count(self) -> int:
        return len(self._members)

    @cached_property
    def reports(self) -> int:
        """Reports with texts, counted now."""
        return sum(self._by_body.values())

    @cached_property
    def days(self) -> dict[date, int]:
        return reports_by_day(self._keys)

    @cached_property
    def bodies(self) -> list[tuple[str, int]]:
        """Reports by body, the most first."""
        counts: Counter[int] = Counter()
        for (_group, body_id), number in self._by_body.items():
            counts[body_id] += number
        names = {body.pk: named(body) for body in tree()}
        return sorted(
            ((names[body_id], number) for body_id, number in counts.items()), key=lambda one: (-one[1], one[0])
        )

    @cached_property
    def shared(self) -> list[SharedIndicator]:
        """What at least two groups name, one of them with a body of the actor's; the most frequent first."""
        names = NamedByGroup.objects.filter(group__in=self._keys).order_by("since", "pk")
        groups: dict[Key, set[int]] = {}
        for group, kind, value in names.values_list("group", "kind", "value"):
            groups.setdefault(Key(kind, value), set()).add(group)
        found = [
            SharedIndicator(
                key.kind,
                INDICATORS.get(key.kind, key.kind),
                _safe(key),
                tuple(sorted(self._numbers[group] for group in named_by)),
            )
            for key, named_by in groups.items()
            if len(named_by) > 1 and named_by & self._visible
        ]
        return sorted(found, key=lambda one: -one.groups)[:MOST_INDICATORS]

    @cached_property
    def put_together(self) -> list[tuple[int, int]]:
        """Numbers of groups that a person put together, as pairs."""
        said = [row for row in self._members if row.why == Why.PERSON and row.linked_to in self._numbers]
        return [(self._numbers[row.group], self._numbers[row.linked_to or 0]) for row in said]

    @cached_property
    def followers(self) -> int:
        """People who follow one of its messages instead of reporting it again."""
        return Follow.objects.filter(group__in=self._keys).count()

    @cached_property
    def sizes(self) -> list[int]:
        """Reports of each group, the oldest group first."""
        return [self._sizes[group] for group in self._keys]

    @cached_property
    def _numbers(self) -> dict[int, int]:
        return {row.group: number for number, row in enumerate(self._members, start=1)}

    @cached_property
    def _members(self) -> list[CampaignGroup]:
        return list(self.campaign.members.order_by("group")[:MOST_MEMBERS])

    @property
    def _keys(self) -> list[int]:
        return [row.group for row in self._members]

    @cached_property
    def _by_body(self) -> dict[tuple[int, int], int]:
        return reports_by_body(self._keys)

    @cached_property
    def _sizes(self) -> Counter[int]:
        sizes: Counter[int] = Counter()
        for (group, _body_id), number in self._by_body.items():
            sizes[group] += number
        return sizes

    @cached_property
    def _visible(self) -> set[int]:
        """Groups with a report at a body of the actor's."""
        reach = visible_bodies(self.actor)
        return {group for group, body_id in self._by_body if body_id in reach}

    @cached_property
    def _examples(self) -> dict[int, tuple[int, str]]:
        return _examples(self._keys[:MOST_SHOWN], actor=self.actor)

    def _group(self, row: CampaignGroup) -> GroupShown:
        case_id, excerpt = self._examples.get(row.group, (None, ""))
        may_see = bool({row.group, row.linked_to} & self._visible)
        return GroupShown(
            row.group,
            self._numbers[row.group],
            self._sizes[row.group],
            case_id,
            excerpt,
            reason_sentence(row.why, kind=row.kind, number=self._numbers.get(row.linked_to or 0)),
            _safe(Key(row.kind, row.value)) if may_see and row.why == Why.SHARED else "",
            row.at,
        )


def campaigns_page(
    wanted: CampaignFilter, *, actor: Actor, at: datetime, cursor: str | None = None, size: int | None = None
) -> tuple[list[CampaignRow], Page[Campaign]]:
    """One page of the campaigns that the actor may see, those that grow most first.

    Raises:
        Invalid: a damaged cursor.
    """
    page: Page[Campaign] = page_of(_filtered(wanted, actor=actor, at=at), order=BY_GROWTH, cursor=cursor, size=size)
    members = CampaignGroup.objects.filter(campaign__in=[one.pk for one in page.rows]).order_by("group")
    groups: dict[int, list[int]] = {}
    for group, campaign_id in members.values_list("group", "campaign_id"):
        groups.setdefault(campaign_id, []).append(group)
    examples = _examples([group for listed in groups.values() for group in listed[:MOST_SHOWN]], actor=actor)
    rows = [
        CampaignRow(
            one,
            len(groups.get(one.pk, ())),
            next((examples[group][1] for group in groups.get(one.pk, ()) if group in examples), ""),
            ids.encode(one.pk),
        )
        for one in page.rows
    ]
    return rows, page


def campaign_page(campaign_id: int, *, actor: Actor) -> CampaignPage:
    """The page of one campaign. Raises CampaignNotFound for absent and foreign alike."""
    return CampaignPage(campaign_to_view(campaign_id, actor=actor), actor)


def find_heir(campaign_id: int, *, actor: Actor) -> int | None:
    """The campaign that absorbed this one, when the actor may see it."""
    heir = Campaign.objects.filter(pk=campaign_id).values_list("merged_into_id", flat=True).first()
    return heir if heir is not None and visible_campaigns(actor).filter(pk=heir).exists() else None


def campaigns_of(groups: Collection[int], *, actor: Actor) -> list[Campaign]:
    """The campaigns of some groups that the actor may see, the largest first, with `group_count`. One query."""
    rows = visible_campaigns(actor).filter(pk__in=CampaignGroup.objects.filter(group__in=groups).values("campaign"))
    return list(rows.annotate(group_count=Count("members")).order_by("-reports", "-pk"))


def growth_of(campaigns: Sequence[Campaign], *, days: int, today: date) -> dict[int, list[int]]:
    """Reports of the last `days` days of each campaign, today last; of its oldest MOST_SHOWN groups. One query for each campaign."""
    grown = {}
    for one in campaigns:
        groups = one.members.order_by("group").values_list("group", flat=True)[:MOST_SHOWN]
        counts = reports_by_day(list(groups))
        grown[one.pk] = [counts.get(today - timedelta(days=back), 0) for back in reversed(range(days))]
    return grown


def count_living() -> int:
    return Campaign.objects.filter(reports__gt=0).count()


def _filtered(wanted: CampaignFilter, *, actor: Actor, at: datetime) -> QuerySet[Campaign]:
    rows = visible_campaigns(actor)
    if wanted.harm:
        rows = rows.filter(harm=wanted.harm)
    if wanted.days:
        rows = rows.filter(last_at__gte=at - timedelta(days=wanted.days))
    if wanted.body_id:
        rows = rows.filter(is_at(subtree_ids(wanted.body_id) & visible_bodies(actor)))
    return rows


def _examples(groups: Sequence[int], *, actor: Actor) -> dict[int, tuple[int, str]]:
    found = examples_of(groups, body_ids=visible_bodies(actor), letters=EXCERPT_LETTERS)
    return {group: (case_id, visible(" ".join(text.split()))) for group, (case_id, text) in found.items()}


def _safe(key: Key) -> str:
    return visible(defanged(key.value, kind=key.kind))
