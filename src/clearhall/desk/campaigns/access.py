"""The only door to a campaign: fetch, lock and permission in one call. One without a report of theirs is absent to people."""

from types import MappingProxyType

from django.db.models import Exists, OuterRef, QuerySet

from clearhall.desk.campaigns.errors import CampaignNotFound
from clearhall.desk.campaigns.events import CampaignPermission
from clearhall.desk.campaigns.models import Campaign, CampaignGroup, Progress
from clearhall.desk.lib.actors import Actor, Role
from clearhall.desk.lib.errors import NotAllowed
from clearhall.desk.lib.permissions import PermissionTable
from clearhall.desk.reports.groups import with_bodies

# Who sees a case sees its campaign; who works on cases shapes it.
PERMISSIONS = PermissionTable(
    MappingProxyType(
        {
            CampaignPermission.VIEW: frozenset({Role.CASEWORKER, Role.REVIEWER, Role.PUBLISHER, Role.AUDITOR}),
            CampaignPermission.SHAPE: frozenset({Role.CASEWORKER, Role.REVIEWER}),
        }
    )
)


def hold_campaigns() -> Progress:
    """Wait until nobody else changes campaigns, to the end of the transaction."""
    Progress.objects.get_or_create(pk=1)
    return Progress.objects.select_for_update().get(pk=1)


def campaign_for_update(campaign_id: int, *, actor: Actor) -> Campaign:
    """The campaign, for changing it; call `hold_campaigns` first.

    Raises:
        CampaignNotFound: no such campaign, or the actor may not know of it.
        NotAllowed: the actor may see it but not change it.
    """
    campaign = campaign_to_view(campaign_id, actor=actor)
    if not visible_campaigns(actor, permission=CampaignPermission.SHAPE).filter(pk=campaign_id).exists():
        raise NotAllowed(details=f"needs the permission {CampaignPermission.SHAPE} at a body of the campaign")
    return campaign


def campaign_to_view(campaign_id: int, *, actor: Actor) -> Campaign:
    """The campaign, not locked. Raises CampaignNotFound for absent and foreign alike."""
    campaign = visible_campaigns(actor).filter(pk=campaign_id).first()
    if campaign is None:
        raise CampaignNotFound
    return campaign


def visible_campaigns(actor: Actor, *, permission: CampaignPermission = CampaignPermission.VIEW) -> QuerySet[Campaign]:
    """Campaigns with at least one report in a case of a body where the actor holds `permission`; looked up as it is now."""
    living = Campaign.objects.filter(reports__gt=0, merged_into__isnull=True)
    return living if actor.is_job else living.filter(is_at(PERMISSIONS.bodies(actor, permission)))


def is_at(body_ids: frozenset[int]) -> Exists:
    """Whether a report of the campaign is with one of these bodies: a condition for campaigns."""
    report = with_bodies(body_ids).filter(group=OuterRef("group"))
    return Exists(CampaignGroup.objects.filter(Exists(report), campaign=OuterRef("pk")))


def visible_bodies(actor: Actor) -> frozenset[int]:
    """Keys of the bodies whose reports the actor may read in a campaign."""
    return PERMISSIONS.bodies(actor, CampaignPermission.VIEW)
