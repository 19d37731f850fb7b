"""Linking as reports come in, and making all of it anew: same members, same keys, at a fixed number of queries."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clearhall.cli import main
from clearhall.desk.campaigns import actions, jobs
from clearhall.desk.campaigns.models import Campaign, CampaignGroup, NamedByGroup, Progress
from clearhall.desk.campaigns.rules import MOST_GROUPS
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib import ids
from clearhall.desk.reports.actions import erase_report
from clearhall.desk.reports.models import Report
from clearhall.desk.upkeep.schedule import SCHEDULE
from tests.desk.campaigns.conftest import PHONE, campaign_of, campaigns, link, members
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def test_groups_that_name_the_same_rare_site_become_a_campaign_with_figures(desk):
    first = desk.report("bad.test", at=NOON - timedelta(days=9))
    desk.report(group=first, at=NOON)
    second = desk.report("bad.test", harm="telecom_fraud", body=desk.market, at=NOON - timedelta(days=1))
    alone = desk.report("other.test")
    link()
    found = members(first, second)
    assert (found.reports, found.recent, found.harm) == (3, 2, "phishing")
    assert (found.first_at, found.last_at) == (NOON - timedelta(days=9), NOON)
    row = CampaignGroup.objects.get(group=second)
    assert (row.why, row.linked_to, row.kind, row.value) == ("shared", first, "domain", "bad.test")
    assert campaign_of(alone) is None


def test_one_message_reported_three_times_is_a_campaign_and_twice_is_none(desk):
    group = desk.report()
    desk.report(group=group)
    link()
    assert campaigns() == {}
    desk.report(group=group)
    link()
    assert members(group).reports == 3


def test_a_popular_site_of_hundreds_of_groups_glues_nothing_however_they_come_in(desk):
    groups = [desk.report("mall.test") for _ in range(MOST_GROUPS)]
    link(page=7)
    assert len(campaigns()) == 1
    pair = [desk.report("mall.test", PHONE), desk.report("mall.test", PHONE)]
    link()
    more = [desk.report("mall.test") for _ in range(200 - MOST_GROUPS)]
    link(page=50)
    assert list(campaigns().values()) == [set(pair)]
    assert all(campaign_of(group) is None for group in (*groups, *more))
    assert NamedByGroup.objects.filter(value="mall.test").count() == MOST_GROUPS + 1


def test_a_campaign_that_grew_on_what_became_common_keeps_its_key_where_most_of_it_stays(desk):
    core = [desk.report("mall.test", PHONE) for _ in range(3)]
    others = [desk.report("mall.test") for _ in range(2)]
    link()
    key = members(*core, *others).pk
    for _ in range(MOST_GROUPS):
        desk.report("mall.test")
    link()
    assert members(*core).pk == key
    assert campaign_of(others[0]) is None


def test_campaigns_that_meet_keep_the_older_key_and_the_other_leads_to_it(desk):
    one = [desk.report("a.test"), desk.report("a.test")]
    link()
    two = [desk.report("b.test"), desk.report("b.test")]
    link()
    older, younger = campaign_of(one[0]).pk, campaign_of(two[0]).pk
    bridge = desk.report("a.test", "b.test")
    link()
    assert members(*one, *two, bridge).pk == older
    absorbed = Campaign.objects.get(pk=younger)
    assert (absorbed.merged_into_id, absorbed.reports) == (older, 0)
    entry = LedgerEntry.objects.get()
    assert (entry.event, entry.subject) == ("campaign:merged", f"campaign:{ids.encode(older)}")


@pytest.mark.parametrize("page", [1, 3, 1000])
def test_a_rebuild_finds_the_same_members_and_keys_whatever_the_pages_were(desk, page):
    for number in range(12):
        desk.report(f"site{number % 4}.test", ("phone", f"1380000000{number % 3}"), at=NOON + timedelta(minutes=number))
        desk.report(f"lonely{number}.test")
        desk.report(f"pair{number // 2}.test")
    link(page=page)
    before, rows = campaigns(), list(CampaignGroup.objects.order_by("group").values())
    assert len(before) == 7
    assert actions.rebuild_campaigns(at=NOON + timedelta(days=1)) == 36
    assert campaigns() == before
    assert list(CampaignGroup.objects.order_by("group").values()) == rows
    CampaignGroup.objects.all().delete()
    NamedByGroup.objects.all().delete()
    NamedByGroup.objects.create(group=1, kind="domain", value="site0.test", since=0)  # no report says so
    actions.rebuild_campaigns(at=NOON + timedelta(days=1))
    assert sorted(map(sorted, campaigns().values())) == sorted(map(sorted, before.values()))
    assert NamedByGroup.objects.count() == 48
    assert not NamedByGroup.objects.filter(group=1).exists()


def test_a_rebuild_in_small_pages_finds_long_chains(desk, monkeypatch):
    """Each group shares a site with the next alone, and no group knows the ends."""
    groups = [desk.report(f"link{number}.test", f"link{number + 1}.test") for number in range(30)]
    monkeypatch.setattr(actions, "PAGE", 3)
    told = []
    actions.rebuild_campaigns(at=NOON, progress=lambda done, total: told.append((done, total)))
    members(*groups)
    assert told[-1] == (60, 60)
    assert [done for done, _total in told] == sorted(done for done, _total in told)


def test_rebuild_by_command_says_what_it_found(desk):
    desk.report("a.test")
    desk.report("a.test")
    done = CliRunner().invoke(main, ["campaigns", "rebuild"])
    assert done.exit_code == 0
    assert "Read 2 reports: 1 campaigns." in done.stdout
    link()
    assert Progress.objects.get().next_sequence > Report.objects.order_by("-sequence").first().sequence


def test_rebuild_of_an_empty_desk_is_no_error(db):
    assert CliRunner().invoke(main, ["campaigns", "rebuild"]).exit_code == 0


def test_a_page_of_reports_costs_the_same_for_two_and_for_two_hundred(desk):
    def cost(number):
        for place in range(number):
            desk.report(f"site{place % 60}.test", ("crypto", f"wallet{place % 30}"))
        with CaptureQueriesContext(connection) as found:
            assert actions.link_page(at=NOON) == number
        reads = sum(query["sql"].startswith("SELECT") for query in found.captured_queries)
        return reads, len(found)

    cost(60)
    (reads_few, all_few), (reads_many, all_many) = cost(4), cost(200)
    assert reads_few == reads_many
    assert all_many - all_few <= 4  # rows are written some hundreds a statement


def test_nothing_new_costs_two_queries_and_writes_nothing(desk, django_assert_num_queries):
    desk.report()
    link()
    with django_assert_num_queries(2):
        assert actions.link_page(at=NOON) == 0


def test_figures_fall_when_a_campaign_stops_growing(desk):
    group = desk.report("a.test")
    desk.report("a.test", group=group)
    desk.report("a.test")
    link()
    assert campaign_of(group).recent == 3
    jobs.link_new_reports(at=NOON + timedelta(days=8))
    assert (campaign_of(group).recent, campaign_of(group).reports) == (0, 3)


def test_what_erased_reports_named_is_forgotten(desk):
    first, second, third = desk.report("a.test"), desk.report("a.test", PHONE), desk.report(PHONE)
    link()
    members(first, second, third)
    erase_report(third, at=NOON)
    assert jobs.forget_erased(at=NOON) == 2
    assert CampaignGroup.objects.get(group=third).value == ""
    assert CampaignGroup.objects.get(group=second).value == "a.test"
    assert not NamedByGroup.objects.filter(group=third).exists()
    for group in (first, second):
        erase_report(group, at=NOON)
    assert jobs.forget_erased(at=NOON) == 4
    assert not NamedByGroup.objects.exists()
    assert not CampaignGroup.objects.exclude(value="").exists()


def test_the_worker_links_every_few_seconds():
    every = {job.name: job.every.total_seconds() for job in SCHEDULE}
    assert every["campaigns.link_new_reports"] <= 10
    assert all(callable(job.load()) for job in SCHEDULE if job.name.startswith("campaigns."))
