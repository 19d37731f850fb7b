"""Campaigns by picture: a rare one links, a common one does not, and all of it is the same when campaigns are made anew."""

import pytest

from clearhall.desk.campaigns import actions, rules
from clearhall.desk.campaigns.jobs import link_new_reports
from clearhall.desk.campaigns.models import CampaignGroup, NamedByGroup
from clearhall.desk.campaigns.queries import campaign_page
from clearhall.desk.lib.ids import encode
from clearhall.desk.pictures.actions import forget_pictures
from clearhall.desk.pictures.models import Picture, PictureOrder
from clearhall.desk.reports.actions import add_indicators
from clearhall.desk.reports.bulk import IndicatorRow
from tests.desk.campaigns.conftest import campaign_of, campaigns, members
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def carry(group, family):
    """As if a picture of that family had been read in the report of `group`."""
    from clearhall.desk.files.models import Evidence

    order, _ = PictureOrder.objects.get_or_create(pk=1)
    evidence = Evidence.objects.create(
        report_id=group,
        arrived_at=NOON,
        sha256=b"",
        size_bytes=1,
        media_type="image/png",
        name="a.png",
        has_display=True,
    )
    Picture.objects.create(
        evidence=evidence,
        report_id=group,
        state="done",
        tried_at=NOON,
        sequence=order.next_sequence,
        family=encode(family),
    )
    order.next_sequence += 1
    order.save()


def snapshot():
    return sorted(CampaignGroup.objects.values_list("group", "campaign_id", "why", "linked_to", "kind", "value"))


def test_a_rare_picture_links_also_when_it_is_read_after_the_reports_were_linked(desk):
    one, two, three = (desk.report(text=f"Words {n}") for n in range(3))
    link_new_reports(at=NOON)
    assert campaigns() == {}
    carry(one, 7)
    carry(two, 7)
    carry(three, 8)
    link_new_reports(at=NOON)
    campaign = members(one, two)
    shown = campaign_page(campaign.pk, actor=desk.actor())
    assert [group.reason for group in shown.groups][1] == "Carries the same picture as group 1."
    assert [(str(shared.label), shared.shown) for shared in shown.shared] == [("Picture", encode(7))]
    assert actions.link_pictures(at=NOON) == 0


def test_what_stands_in_a_picture_links_like_what_was_pasted(desk):
    one, two = desk.report("a.test"), desk.report()
    link_new_reports(at=NOON)
    add_indicators(two, [IndicatorRow(two, "url", "http://a.test/x", "a.test", 0, 0)])
    carry(two, 9)
    link_new_reports(at=NOON)
    members(one, two)


def test_campaigns_made_anew_keep_the_links_of_pictures(desk):
    groups = [desk.report(text=f"Words {n}") for n in range(4)]
    for group in groups[:3]:
        carry(group, 7)
    link_new_reports(at=NOON)
    before = snapshot()
    assert members(*groups[:3])
    actions.rebuild_campaigns(at=NOON)
    assert snapshot() == before
    NamedByGroup.objects.all().delete()
    CampaignGroup.objects.all().delete()
    actions.rebuild_campaigns(at=NOON)
    members(*groups[:3])


def test_a_picture_that_many_carry_links_nothing(desk, monkeypatch):
    monkeypatch.setattr(rules, "MOST_GROUPS", 3)
    from clearhall.desk.campaigns import linking

    monkeypatch.setattr(linking, "MOST_GROUPS", 3)
    logo = [desk.report(text=f"Words {n}") for n in range(4)]
    for group in logo:
        carry(group, 5)
    rare = [desk.report(text=f"Others {n}") for n in range(2)]
    for group in rare:
        carry(group, 6)
    link_new_reports(at=NOON)
    assert list(campaigns().values()) == [set(rare)]


def test_a_picture_that_is_erased_links_no_longer_and_leaves_no_trace(desk):
    one, two = desk.report(), desk.report()
    carry(one, 7)
    carry(two, 7)
    link_new_reports(at=NOON)
    members(one, two)
    assert actions.forget_erased() == 0
    for group in (one, two):
        forget_pictures(group)
    assert actions.forget_erased() == 3
    assert not NamedByGroup.objects.exists()
    assert campaign_of(two).members.get(group=two).value == ""
