"""What the public may know of a campaign: rounded numbers, days, how the work stands, what was published. Never a key, a text or a body.

Nothing is said of a matter with fewer reports than the limit `hint_count`; numbers are rounded as in the statistics (decision 0003).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from clearhall.desk.campaigns.linking import RECENT, official_channels
from clearhall.desk.campaigns.models import CampaignGroup, NamedByGroup
from clearhall.desk.campaigns.rules import MOST_GROUPS, Key, linking_key
from clearhall.desk.cases.queries import Said, Standing, said_about_groups, standing_of_groups
from clearhall.desk.lib.limits import limit
from clearhall.desk.reports.queries import Naming, group_figures
from clearhall.desk.taxonomy.harms import RULES, Harm
from clearhall.engine.indices import BASE, released_count

MOST_GROUPS_READ = 500  # of one campaign, the oldest


@dataclass(frozen=True, slots=True)
class PublicMatter:
    """A campaign, or one message that many reported, as strangers may know it.

    Attributes:
        group: the near-duplicate group that stands for it; for following, never shown.
        reports: rounded to 5, at least 5.
        recent: the same for the last seven days; None from 1 to 4.
        versions: how many wordings are known, 1 where the message is alone; rounded from 5 on, None from 2 to 4.
        standing: how the work stands, over all of its cases.
        answers: what was published, the newest first.
    """

    group: int
    harm: str
    reports: int
    recent: int | None
    versions: int | None
    first_at: datetime
    last_at: datetime
    standing: Standing
    answers: tuple[Said, ...]

    @property
    def label(self) -> Any:
        return RULES[Harm(self.harm)].label

    @property
    def is_campaign(self) -> bool:
        return self.versions != 1


def matter_of(groups: Sequence[int], *, namings: Sequence[Naming] = (), at: datetime) -> PublicMatter | None:
    """What may be said of the matter to which a message belongs; None when too little is known.

    Args:
        groups: near-duplicate groups with the same message, the best first.
        namings: what the message names, for one whose wording is new: something rare leads to the campaign that names it.
    """
    campaign_id = _campaign_of(groups) or _campaign_naming(namings)
    if campaign_id is not None:
        rows = CampaignGroup.objects.filter(campaign=campaign_id).order_by("group")
        return _matter(list(rows.values_list("group", flat=True)[:MOST_GROUPS_READ]), at=at)
    return _matter(list(groups), at=at) if groups else None


def _matter(groups: list[int], *, at: datetime) -> PublicMatter | None:
    figures = group_figures(groups, since=at - RECENT)
    reports = sum(one.reports for one in figures)
    if reports < limit("hint_count"):
        return None
    return PublicMatter(
        group=groups[0],
        harm=figures[0].harm,
        reports=released_count(reports) or BASE,
        recent=released_count(sum(one.recent for one in figures)),
        versions=1 if len(groups) == 1 else released_count(len(groups)),
        first_at=min(one.first_at for one in figures),
        last_at=max(one.last_at for one in figures),
        standing=standing_of_groups(groups),
        # Many cases of one campaign are closed with the same words.
        answers=tuple({(one.text_zh, one.text_en): one for one in reversed(said_about_groups(groups))}.values())[::-1],
    )


def _campaign_of(groups: Collection[int]) -> int | None:
    rows = CampaignGroup.objects.filter(group__in=groups, campaign__reports__gt=0, campaign__merged_into__isnull=True)
    return rows.order_by("-campaign__reports", "campaign").values_list("campaign", flat=True).first()


def _campaign_naming(namings: Sequence[Naming]) -> int | None:
    """The largest campaign of groups that name one of these, where so few name it that it can link."""
    official = official_channels()
    keys = {linking_key(one.kind, one.value, domain=one.domain, official=official) for one in namings} - {None}
    if not keys:
        return None
    wanted = Q()
    for kind, value in sorted(key for key in keys if key is not None):
        wanted |= Q(kind=kind, value=value)
    groups: dict[Key, list[int]] = {}
    for kind, value, group in NamedByGroup.objects.filter(wanted).values_list("kind", "value", "group"):
        groups.setdefault(Key(kind, value), []).append(group)
    return _campaign_of([group for named in groups.values() if len(named) <= MOST_GROUPS for group in named])
