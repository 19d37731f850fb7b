"""Campaigns by JSON, for reading: a body's own programs and signed-in staff. What they may not see on the pages answers 404 here too."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from clearhall.desk.accounts.events import Scope
from clearhall.desk.accounts.http import StaffSession, TokenAuth, actor_of
from clearhall.desk.campaigns.access import PERMISSIONS
from clearhall.desk.campaigns.errors import CampaignNotFound
from clearhall.desk.campaigns.events import CampaignPermission
from clearhall.desk.campaigns.models import Campaign
from clearhall.desk.campaigns.queries import CampaignFilter, campaign_page, campaigns_page, find_heir
from clearhall.desk.lib import ids
from clearhall.desk.lib.clock import now

router = Router(tags=["campaigns"])
READERS = [StaffSession(*PERMISSIONS.roles_by_permission[CampaignPermission.VIEW]), TokenAuth(Scope.CASES_READ)]


class CampaignRowOut(Schema):
    """One campaign of a list. Times are UTC."""

    key: str
    harm: str = Field(description="The harm of most of its reports.")
    reports: int
    recent: int = Field(description="Reports received in the seven days before they were counted last.")
    groups: int = Field(description="Groups of near copies: versions of the text.")
    first_at: datetime | None
    last_at: datetime | None
    is_locked: bool


class CampaignList(Schema):
    """A page of campaigns; `next` and `previous` are values for `cursor`, null at the ends."""

    campaigns: list[CampaignRowOut]
    next: str | None
    previous: str | None


class GroupOut(Schema):
    number: int = Field(description="By age, the first is 1.")
    key: str
    reports: int
    case: str | None = Field(
        description="Key of a case of your bodies with this message; null: with another body only."
    )
    reason: str
    value: str = Field(
        description="What links it, written so that it cannot be followed; empty where you may not see it."
    )


class SharedOut(Schema):
    kind: str
    shown: str = Field(description="Written so that it cannot be followed by accident.")
    groups: list[int] = Field(description="Numbers of the groups that name it.")


class DayOut(Schema):
    day: str
    reports: int


class CampaignOut(CampaignRowOut):
    """One campaign with its groups, what they share, and its reports by day in the desk's time zone."""

    followers: int = Field(description="People who follow it instead of reporting it again. They raise nothing.")
    days: list[DayOut]
    group_list: list[GroupOut] = Field(description="The oldest 100.")
    shared: list[SharedOut]


@router.get(
    "/campaigns", response=CampaignList, auth=READERS, summary="Campaigns of your bodies, fastest growing first"
)
def list_campaigns(
    request: HttpRequest, harm: str = "", days: int | None = None, cursor: str = "", size: int = 50
) -> CampaignList:
    """Paged by key: give `next` of one answer as `cursor` of the next request. `days`: seen within so many days."""
    wanted = CampaignFilter(harm=harm[:40], days=min(days, 36_500) if days and days > 0 else None)
    rows, page = campaigns_page(wanted, actor=actor_of(request), at=now(), cursor=cursor or None, size=size)
    return CampaignList(
        campaigns=[CampaignRowOut(**_row(row.campaign, groups=row.groups)) for row in rows],
        next=page.next_cursor,
        previous=page.previous_cursor,
    )


@router.get("/campaigns/{key}", response=CampaignOut, auth=READERS, summary="One campaign and how it hangs together")
def read_campaign(request: HttpRequest, key: str) -> CampaignOut:
    """The key of one that was absorbed gives the campaign that absorbed it. 404 for absent and foreign alike."""
    campaign_id, actor = ids.find_key(key), actor_of(request)
    if campaign_id is None:
        raise CampaignNotFound
    page = campaign_page(find_heir(campaign_id, actor=actor) or campaign_id, actor=actor)
    return CampaignOut(
        **_row(page.campaign, groups=page.group_count),
        followers=page.followers,
        days=[DayOut(day=str(day), reports=number) for day, number in sorted(page.days.items())],
        group_list=[
            GroupOut(
                number=one.number,
                key=one.shown_key,
                reports=one.reports,
                case=ids.encode(one.case_id) if one.case_id else None,
                reason=one.reason,
                value=one.value,
            )
            for one in page.groups
        ],
        shared=[SharedOut(kind=one.kind, shown=one.shown, groups=list(one.numbers)) for one in page.shared],
    )


def _row(campaign: Campaign, *, groups: int) -> dict[str, Any]:
    return {
        "key": ids.encode(campaign.pk),
        "harm": campaign.harm,
        "reports": campaign.reports,
        "recent": campaign.recent,
        "groups": groups,
        "first_at": campaign.first_at,
        "last_at": campaign.last_at,
        "is_locked": campaign.is_locked,
    }
