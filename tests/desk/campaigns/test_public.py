"""What strangers may know of a campaign, and who follows it: nothing of a single report, and nothing that makes anything urgent."""

from datetime import timedelta

import pytest

from clearhall.desk.campaigns import actions, follows, jobs
from clearhall.desk.campaigns.models import Campaign, Follow
from clearhall.desk.campaigns.public import matter_of
from clearhall.desk.campaigns.words import public_sentences
from clearhall.desk.cases.models import Case
from clearhall.desk.cases.queries import Standing
from clearhall.desk.lib.actors import job
from clearhall.desk.lib.limits import limit
from clearhall.desk.official.actions import add_organisation
from clearhall.desk.official.entries import entry
from clearhall.desk.reports.models import Report
from clearhall.desk.reports.queries import Naming
from tests.desk.campaigns.conftest import PHONE, campaign_of, campaigns, link, members
from tests.factories import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=2)
SITE = Naming("domain", "bad.test", "bad.test")


def many(desk, number, *names, **options):
    """One group of so many reports; returns the group."""
    group = desk.report(*names, **options)
    for _more in range(number - 1):
        desk.report(*names, group=group, **options)
    return group


@pytest.mark.parametrize(("number", "said"), [(4, None), (5, 5), (7, 5), (8, 10), (13, 15)])
def test_a_message_is_known_from_five_reports_on_and_its_number_is_rounded(desk, number, said):
    found = matter_of([many(desk, number)], at=LATER)
    assert (found.reports if found else None) == said


def test_a_new_wording_is_known_by_the_rare_site_it_names(desk):
    many(desk, 4, "bad.test")
    desk.report("bad.test", PHONE)
    link()
    found = matter_of([], namings=[SITE], at=LATER)
    assert found is not None
    assert (found.reports, found.versions, found.is_campaign) == (5, None, True)
    assert matter_of([], namings=[Naming("domain", "other.test", "other.test")], at=LATER) is None


def test_erased_reports_are_not_counted(desk):
    group = many(desk, 5)
    Report.objects.filter(pk=Report.objects.filter(group=group).first().pk).update(erased_at=NOON)
    assert matter_of([group], at=LATER) is None


@pytest.mark.parametrize(
    ("states", "standing"),
    [
        (["received"] * 5, Standing.WAITS),
        (["received"] * 4 + ["closed"], Standing.IN_WORK),
        (["closed"] * 5, Standing.CLOSED),
    ],
)
def test_how_the_work_stands_is_said_of_all_cases_together(desk, states, standing):
    group = many(desk, 5)
    cases = list(Case.objects.filter(reports__group=group).order_by("pk"))
    for case, state in zip(cases, states, strict=True):
        closed = {"closed_at": LATER, "closing_state": "resolved"} if state == "closed" else {}
        Case.objects.filter(pk=case.pk).update(state=state, **closed)
    assert matter_of([group], at=LATER).standing is standing


def test_no_sentence_names_a_text_a_day_a_body_or_an_exact_number(desk):
    group = many(desk, 12, "bad.test", text="A secret of somebody")
    link()
    said = " ".join(public_sentences(matter_of([group], at=LATER)))
    assert "About 10 reports of it have come in since March 2026." in said
    for secret in ("12", "secret", "bad", "police", "2026-03-04"):
        assert secret not in said


def test_following_gives_one_code_that_opens_it_until_it_is_ended(desk):
    matter = matter_of([many(desk, 5)], at=LATER)
    code = follows.follow(matter, client_id="a" * 20, at=LATER)
    assert follows.follow(matter, client_id="a" * 20, at=LATER) == code
    assert Follow.objects.count() == 1
    assert follows.find_follow_code("a" * 20) == code
    follow_id = follows.find_follow(" ".join(code[start : start + 4] for start in range(0, 16, 4)))
    assert follows.followed(follow_id, at=LATER).matter == matter
    assert follows.find_follow("0" * 16) is None
    follows.end_follow(follow_id)
    assert follows.find_follow(code) is None
    assert follows.followed(follow_id, at=LATER) is None


def test_a_follow_outlives_its_time_by_nothing(desk):
    follows.follow(matter_of([many(desk, 5)], at=LATER), client_id="a" * 20, at=NOON)
    end = NOON + timedelta(days=limit("follow_days"))
    assert jobs.erase_follows(at=end - timedelta(seconds=1)) == 0
    assert jobs.erase_follows(at=end) == 1
    assert not Follow.objects.exists()


def test_followers_are_counted_beside_the_reports_and_raise_nothing(desk):
    group = many(desk, 5, "bad.test")
    link()
    case = Case.objects.filter(reports__group=group).first()
    before = (case.urgency, case.due_at), list(Campaign.objects.values_list("reports", "recent"))
    for number in range(30):
        follows.follow(matter_of([group], at=LATER), client_id=f"{number:020d}", at=LATER)
    actions.count_again(at=LATER + timedelta(hours=3))
    case.refresh_from_db()
    assert ((case.urgency, case.due_at), list(Campaign.objects.values_list("reports", "recent"))) == before


def test_official_sites_and_numbers_link_nothing(desk):
    said = {"keeper": "city", "name_zh": "行", "name_en": "Bank", "sites": "bank.test", "phones": PHONE[1]}
    add_organisation(entry("bank", **said), actor=job("test"), at=NOON)
    for _number in range(3):
        desk.report("bank.test", PHONE)
    link()
    assert not campaigns()


def test_what_becomes_official_later_comes_apart_at_the_next_rebuild(desk):
    groups = [desk.report("bank.test"), desk.report("bank.test")]
    link()
    members(*groups)
    said = {"keeper": "city", "name_zh": "行", "name_en": "Bank", "sites": "bank.test"}
    add_organisation(entry("bank", **said), actor=job("test"), at=NOON)
    actions.rebuild_campaigns(at=LATER)
    assert campaign_of(groups[0]) is None
