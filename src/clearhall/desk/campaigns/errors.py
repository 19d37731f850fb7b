"""What can go wrong with a campaign, by name."""

from django.utils.translation import gettext_lazy as _

from clearhall.desk.lib.errors import Invalid, NotFound, NotNow


class CampaignNotFound(NotFound):
    """No such campaign, or none of its reports is with a body of the actor's."""

    code = "campaign_not_found"


class CampaignLocked(NotNow):
    code = "campaign_locked"
    message = _("This campaign is locked. Unlock it first.")


class LockedAlready(NotNow):
    code = "campaign_locked_already"
    message = _("Somebody else has just done that. Please reload the page.")


class MergedAlready(NotNow):
    code = "campaign_merged_already"
    message = _("This campaign has become part of another one meanwhile. Please reload the page.")


class SameCampaign(Invalid):
    code = "same_campaign"
    message = _("This is the number of this campaign. Please give the number of another one.")


class NoSuchOther(Invalid):
    """The other campaign is absent or not the actor's to know of; the answer is the same."""

    code = "no_such_other_campaign"
    message = _("There is no campaign with this number, or it is not yours to see.")


class NothingChosen(Invalid):
    code = "no_group_chosen"
    message = _("Please choose at least one group of reports.")


class AllChosen(Invalid):
    code = "all_groups_chosen"
    message = _("At least one group must stay. Please leave one out.")


class GroupElsewhere(NotNow):
    code = "group_elsewhere"
    message = _("One of the chosen groups is no longer in this campaign. Please reload the page.")
