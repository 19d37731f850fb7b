"""Bodies that must not see each other, and reports that name things, made straight in the tables."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest

from clearhall.desk.accounts.queries import actor_for
from clearhall.desk.bodies.models import Body
from clearhall.desk.campaigns import actions
from clearhall.desk.campaigns.models import Campaign, CampaignGroup
from clearhall.desk.lib.actors import Role
from clearhall.desk.reports.models import Report, ReportIndicator
from tests.factories import NOON, make_body, make_case, make_person

PHONE = ("phone", "13800001111")


@dataclass
class Desk:
    city: Body
    police: Body
    market: Body
    number: count = field(default_factory=lambda: count(1))

    def person(self, body: Body | None = None, *roles: Role):
        return make_person(body=body or self.police, roles=roles or (Role.CASEWORKER,))

    def actor(self, body: Body | None = None, *roles: Role):
        return actor_for(self.person(body, *roles))

    def report(self, *names, group=None, body=None, at=NOON, harm="phishing", text="Pay at once") -> int:
        """Store a report that names `names` (a domain, or a pair of kind and value) and return its group."""
        case = make_case(body=body or self.police, harm=harm, opened_at=at, text=text)
        report = case.reports.get()
        if group is not None:
            Report.objects.filter(pk=report.pk).update(group=group)
        rows = [("domain", name, name) if isinstance(name, str) else (*name, "") for name in names]
        ReportIndicator.objects.bulk_create(
            ReportIndicator(report=report, kind=kind, value=value, domain=domain, start=0, end=1)
            for kind, value, domain in rows
        )
        return group or report.pk


@pytest.fixture
def desk(db):
    city = make_body("city")
    return Desk(city, make_body("police", parent=city), make_body("market", parent=city))


def link(**options):
    """Link all that came in."""
    while actions.link_page(at=NOON + timedelta(hours=1), **options):
        pass


def campaigns():
    """The members of each living campaign, as sets of groups."""
    found = {}
    for group, campaign_id in CampaignGroup.objects.values_list("group", "campaign_id"):
        found.setdefault(campaign_id, set()).add(group)
    return found


def campaign_of(group) -> Campaign | None:
    row = CampaignGroup.objects.filter(group=group).select_related("campaign").first()
    return row.campaign if row else None


def members(*groups):
    """Assert that these groups are together and nobody else is with them; return their campaign."""
    found = {campaign_of(group) for group in groups}
    assert len(found) == 1
    campaign = found.pop()
    assert campaign is not None
    assert campaigns()[campaign.pk] == set(groups)
    return campaign
