"""What people decide of campaigns: split, merge, lock; kept through rebuilds, recorded once, refused without a trace."""

import threading

import pytest
from django.db import connection

from clearhall.desk.campaigns import actions
from clearhall.desk.campaigns.errors import (
    AllChosen,
    CampaignLocked,
    CampaignNotFound,
    GroupElsewhere,
    LockedAlready,
    MergedAlready,
    NoSuchOther,
    NothingChosen,
    SameCampaign,
)
from clearhall.desk.campaigns.models import Campaign, CampaignDecision, CampaignGroup
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import Role
from clearhall.desk.lib.errors import NotAllowed
from tests.desk.campaigns.conftest import PHONE, campaign_of, campaigns, link, members
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def everything():
    return (
        list(Campaign.objects.order_by("pk").values()),
        list(CampaignGroup.objects.order_by("pk").values()),
        list(CampaignDecision.objects.order_by("pk").values()),
        LedgerEntry.objects.count(),
    )


@pytest.fixture
def actor(desk):
    return desk.actor()


@pytest.fixture
def three(desk):
    groups = [desk.report("a.test") for _ in range(3)]
    link()
    return groups


@pytest.fixture
def pair(desk):
    groups = [desk.report(PHONE) for _ in range(2)]
    link()
    return groups


def test_a_split_holds_when_more_comes_in_and_when_all_is_made_anew(desk, actor, three):
    old = members(*three)
    new = actions.split_campaign(old.pk, groups=three[1:], actor=actor, at=NOON)
    assert members(three[0]).pk == old.pk
    assert members(*three[1:]).pk == new.pk
    assert (campaign_of(three[0]).reports, new.reports) == (1, 2)
    entry = LedgerEntry.objects.get()
    assert (entry.event, entry.subject, entry.actor) == (
        "campaign:split",
        f"campaign:{ids.encode(old.pk)}",
        actor.label,
    )
    late = desk.report("a.test")
    link()
    assert members(three[0], late).pk == old.pk
    actions.rebuild_campaigns(at=NOON)
    assert members(three[0], late).pk == old.pk
    assert members(*three[1:]).pk == new.pk


def test_a_merge_holds_when_all_is_made_anew_and_the_younger_key_leads_to_the_older(actor, three, pair):
    older, younger = members(*three), members(*pair)
    kept = actions.merge_campaigns(younger.pk, other_id=older.pk, actor=actor, at=NOON)
    assert kept.pk == older.pk
    assert members(*three, *pair).pk == older.pk
    assert kept.reports == 5
    younger.refresh_from_db()
    assert younger.merged_into_id == older.pk
    entry = LedgerEntry.objects.get()
    assert (entry.event, entry.actor) == ("campaign:merged", actor.label)
    CampaignGroup.objects.filter(group=three[2]).delete()
    actions.rebuild_campaigns(at=NOON)
    assert members(*three, *pair).pk == older.pk


def test_the_last_decision_counts_and_the_ones_before_are_kept(actor, three):
    old = members(*three)
    new = actions.split_campaign(old.pk, groups=three[:1], actor=actor, at=NOON)
    actions.merge_campaigns(old.pk, other_id=new.pk, actor=actor, at=NOON)
    assert members(*three).pk == old.pk
    ended = CampaignDecision.objects.filter(ended_at__isnull=False)
    assert [row.is_together for row in ended] == [False]
    again = actions.split_campaign(old.pk, groups=three[2:], actor=actor, at=NOON)
    actions.rebuild_campaigns(at=NOON)
    assert members(three[2]).pk == again.pk
    members(*three[:2])


def test_nothing_joins_or_leaves_a_locked_campaign_until_it_is_unlocked(desk, actor, three):
    held = members(*three)
    actions.set_lock(held.pk, locked=True, actor=actor, at=NOON)
    late = desk.report("a.test")
    desk.report("a.test", group=three[0])
    link()
    assert members(*three).reports == 4  # copies of its messages still count
    assert campaign_of(late) is None
    actions.rebuild_campaigns(at=NOON)
    members(*three)
    actions.set_lock(held.pk, locked=False, actor=actor, at=NOON)
    assert members(*three, late).pk == held.pk
    assert list(LedgerEntry.objects.order_by("index").values_list("event", flat=True)) == [
        "campaign:locked",
        "campaign:unlocked",
    ]


def test_what_cannot_be_done_changes_nothing(desk, actor, three, pair):
    here, there = members(*three).pk, members(*pair).pk
    stranger = [desk.report("foreign.test", body=desk.market) for _ in range(2)]
    link()
    foreign = members(*stranger).pk
    outsider = desk.actor(desk.market)
    reader = desk.actor(desk.police, Role.AUDITOR)
    absent = ids.new_id()
    before = everything()
    for error, act in (
        (SameCampaign, lambda: actions.merge_campaigns(here, other_id=here, actor=actor, at=NOON)),
        (NoSuchOther, lambda: actions.merge_campaigns(here, other_id=absent, actor=actor, at=NOON)),
        (NoSuchOther, lambda: actions.merge_campaigns(here, other_id=foreign, actor=actor, at=NOON)),
        (CampaignNotFound, lambda: actions.merge_campaigns(foreign, other_id=here, actor=actor, at=NOON)),
        (CampaignNotFound, lambda: actions.merge_campaigns(here, other_id=there, actor=outsider, at=NOON)),
        (NotAllowed, lambda: actions.merge_campaigns(here, other_id=there, actor=reader, at=NOON)),
        (NothingChosen, lambda: actions.split_campaign(here, groups=[], actor=actor, at=NOON)),
        (AllChosen, lambda: actions.split_campaign(here, groups=three, actor=actor, at=NOON)),
        (GroupElsewhere, lambda: actions.split_campaign(here, groups=[three[0], pair[0]], actor=actor, at=NOON)),
        (GroupElsewhere, lambda: actions.split_campaign(here, groups=[absent], actor=actor, at=NOON)),
        (CampaignNotFound, lambda: actions.split_campaign(absent, groups=three, actor=actor, at=NOON)),
        (NotAllowed, lambda: actions.split_campaign(here, groups=three[:1], actor=reader, at=NOON)),
        (NotAllowed, lambda: actions.set_lock(here, locked=True, actor=reader, at=NOON)),
        (CampaignNotFound, lambda: actions.set_lock(here, locked=True, actor=outsider, at=NOON)),
        (LockedAlready, lambda: actions.set_lock(here, locked=False, actor=actor, at=NOON)),
    ):
        with pytest.raises(error):
            act()
        assert everything() == before


def test_a_locked_campaign_is_neither_split_nor_merged(actor, three, pair):
    here, there = members(*three).pk, members(*pair).pk
    actions.set_lock(here, locked=True, actor=actor, at=NOON)
    before = everything()
    for act in (
        lambda: actions.split_campaign(here, groups=three[:1], actor=actor, at=NOON),
        lambda: actions.merge_campaigns(here, other_id=there, actor=actor, at=NOON),
        lambda: actions.merge_campaigns(there, other_id=here, actor=actor, at=NOON),
    ):
        with pytest.raises(CampaignLocked):
            act()
        assert everything() == before


def test_the_same_merge_a_second_time_is_refused(actor, three, pair):
    here, there = members(*three).pk, members(*pair).pk
    actions.merge_campaigns(here, other_id=there, actor=actor, at=NOON)
    before = everything()
    with pytest.raises(MergedAlready):
        actions.merge_campaigns(there, other_id=here, actor=actor, at=NOON)
    with pytest.raises(NoSuchOther):
        actions.merge_campaigns(here, other_id=there, actor=actor, at=NOON)
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_split_the_same_group_off_one_is_told(desk):
    groups = [desk.report("a.test") for _ in range(3)]
    link()
    campaign_id, actors = members(*groups).pk, [desk.actor(), desk.actor()]
    barrier, results = threading.Barrier(2), []

    def run(actor):
        try:
            barrier.wait(10)
            results.append(actions.split_campaign(campaign_id, groups=groups[2:], actor=actor, at=NOON))
        except Exception as error:  # noqa: BLE001 - whatever it was is what the test looks at
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[actor]) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(type(result).__name__ for result in results) == ["Campaign", "GroupElsewhere"]
    assert sorted(map(sorted, campaigns().values())) == [groups[:2], groups[2:]]
    assert LedgerEntry.objects.count() == 1
