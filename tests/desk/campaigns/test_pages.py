"""The staff pages: who sees what, what is escaped, what a form does, and that they cost the same for 2 groups and for 60."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clearhall.desk.accounts.queries import actor_for
from clearhall.desk.campaigns import actions
from clearhall.desk.campaigns.models import Campaign, CampaignDecision
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import Role
from clearhall.desk.lib.clock import now
from clearhall.desk.reports.models import Report
from tests.desk.campaigns.conftest import PHONE, campaign_of, link, members
from tests.factories import NOON

pytestmark = pytest.mark.django_db
EVIL = "<script>alert('x')</script>\u202eгa{{ page }}"


@pytest.fixture
def signed_in(client, desk):
    client.force_login(desk.person())
    return client


def url(page, campaign_id=None):
    return reverse(f"campaigns:{page}", kwargs={"campaign_id": campaign_id} if campaign_id else None)


def text_of(answer):
    return answer.content.decode()


@pytest.fixture
def shared(desk):
    """Two groups with the police and one with the market, all linking to one site."""
    groups = [
        desk.report("bad.test", text="Parcel held"),
        desk.report("bad.test", PHONE, text="Toll unpaid", at=NOON + timedelta(days=1)),
        desk.report("bad.test", PHONE, text="Secret of the market", body=desk.market),
    ]
    link()
    return members(*groups).pk


def test_the_page_says_what_is_linked_why_since_when_and_where(signed_in, shared):
    page = text_of(signed_in.get(url("campaign", shared)))
    assert "3 reports in 3 versions of the text, with 2 bodies. First seen on 2026-03-04, last on 2026-03-05." in page
    assert "The first group of this campaign." in page
    assert "Links to the same site as group 1." in page
    assert "bad[.]test" in page
    assert "bad.test" not in page
    assert "police office" in page
    assert "market office" in page
    assert "03-05" in page


def test_a_text_with_another_body_is_not_shown(signed_in, client, desk, shared):
    page = text_of(signed_in.get(url("campaign", shared)))
    assert "Parcel held" in page
    assert "Secret of the market" not in page
    assert "With another body" in page
    client.force_login(desk.person(desk.market))
    page = text_of(client.get(url("campaign", shared)))
    assert "Secret of the market" in page
    assert "Parcel held" not in page


def test_what_only_foreign_groups_share_is_not_shown(signed_in, desk):
    groups = [desk.report("near.test"), desk.report("near.test", PHONE, body=desk.market)]
    groups.append(desk.report(PHONE, body=desk.market))
    link()
    page = text_of(signed_in.get(url("campaign", members(*groups).pk)))
    assert "near[.]test" in page
    assert "Gives the same telephone number as group 2." in page
    assert PHONE[1] not in page


def test_a_campaign_without_a_report_of_theirs_is_absent_in_the_list_the_page_and_every_act(client, desk, shared):
    foreign = [desk.report("foreign.test", body=desk.market) for _ in range(2)]
    link()
    hidden = members(*foreign).pk
    client.force_login(desk.person(desk.police))
    listed = text_of(client.get(url("index")))
    assert ids.encode(shared) in listed
    assert ids.encode(hidden) not in listed
    assert client.get(url("campaign", hidden)).status_code == 404
    for act, values in (("merge", {"other": ids.encode(shared)}), ("split", {"group": "x"}), ("lock", {})):
        assert client.post(url(act, hidden), values).status_code == 404
    answer = client.post(url("merge", shared), {"other": ids.encode(hidden)})
    assert (answer.status_code, "not yours to see" in text_of(answer)) == (422, True)
    client.force_login(desk.person(desk.city))
    assert client.get(url("campaign", hidden)).status_code == 200  # a role above reaches the bodies below
    assert LedgerEntry.objects.count() == 0


def test_a_case_handed_over_takes_the_campaign_with_it_at_once(signed_in, desk, shared):
    for report in Report.objects.filter(case__body=desk.police).select_related("case"):
        report.case.body = desk.market
        report.case.save()
    assert signed_in.get(url("campaign", shared)).status_code == 404
    assert ids.encode(shared) not in text_of(signed_in.get(url("index")))


@pytest.mark.parametrize(
    ("role", "sees", "shapes"),
    [
        (Role.CASEWORKER, True, True),
        (Role.REVIEWER, True, True),
        (Role.PUBLISHER, True, False),
        (Role.AUDITOR, True, False),
        (Role.ADMINISTRATOR, False, False),
    ],
)
def test_what_each_role_may(client, desk, shared, role, sees, shapes):
    client.force_login(desk.person(desk.police, role))
    assert client.get(url("index")).status_code == (200 if sees else 404)
    page = client.get(url("campaign", shared))
    assert page.status_code == (200 if sees else 404)
    assert ("Lock this campaign" in text_of(page)) is shapes
    expected = 302 if shapes else 403 if sees else 404
    assert client.post(url("lock", shared), {"locked": "yes"}).status_code == expected
    assert Campaign.objects.get(pk=shared).is_locked is shapes


def test_strangers_are_sent_to_sign_in(client, shared):
    for page in (url("index"), url("campaign", shared)):
        assert "/account/sign-in/" in client.get(page).url


def test_what_was_reported_is_escaped_and_named_in_brackets(signed_in, desk):
    groups = [desk.report("a.test", text=EVIL), desk.report("a.test", text=EVIL)]
    link()
    for page in (url("index"), url("campaign", members(*groups).pk)):
        shown = text_of(signed_in.get(page))
        assert "<script>alert" not in shown
        assert "[U+202E]" in shown
        assert "{{ page }}" in shown


def test_split_by_the_form_leads_to_the_new_campaign(signed_in, shared):
    chosen = min(campaign_of_groups(shared))
    answer = signed_in.post(url("split", shared), {"group": ids.encode(chosen)}, follow=True)
    assert "The chosen groups are a campaign of their own now." in text_of(answer)
    assert campaign_of(chosen).pk != shared
    assert LedgerEntry.objects.get().event == "campaign:split"


@pytest.mark.parametrize(
    ("chosen", "status", "said"),
    [
        ([], 422, "Please choose at least one group"),
        (["all"], 422, "At least one group must stay"),
        (["nonsense"], 422, "Select a valid choice"),
        (["other"], 409, "no longer in this campaign"),
    ],
)
def test_a_split_that_cannot_be_is_said_at_the_form(signed_in, shared, chosen, status, said):
    groups = campaign_of_groups(shared)
    typed = {"all": [ids.encode(one) for one in groups], "other": [ids.encode(ids.new_id())], "nonsense": ["x'--"]}
    values = typed[chosen[0]] if chosen else []
    answer = signed_in.post(url("split", shared), {"group": values})
    assert (answer.status_code, said in text_of(answer)) == (status, True)
    assert not CampaignDecision.objects.exists()


@pytest.mark.parametrize("typed", ["", "nonsense", "0" * 13, "\u0000", "7" * 41])
def test_a_number_that_is_none_is_said_at_the_field(signed_in, shared, typed):
    answer = signed_in.post(url("merge", shared), {"other": typed})
    assert answer.status_code == 422
    assert "error" in text_of(answer)
    assert not CampaignDecision.objects.exists()


def test_merge_by_the_form_and_the_old_address_leads_on(signed_in, desk, shared):
    pair = [desk.report(("crypto", "bc1q")) for _ in range(2)]
    link()
    other = members(*pair).pk
    same = signed_in.post(url("merge", shared), {"other": ids.encode(shared)})
    assert (same.status_code, "number of this campaign" in text_of(same)) == (422, True)
    answer = signed_in.post(url("merge", other), {"other": ids.encode(shared).lower()}, follow=True)
    assert "The two campaigns are one now." in text_of(answer)
    assert signed_in.get(url("campaign", other)).url == url("campaign", shared)
    again = signed_in.post(url("merge", other), {"other": ids.encode(shared)})
    assert again.status_code == 404


def test_who_locks_what_was_just_locked_is_told_and_undoes_nothing(signed_in, desk, shared):
    actions.set_lock(shared, locked=True, actor=desk.actor(), at=NOON)
    answer = signed_in.post(url("lock", shared), {"locked": "yes"})
    assert (answer.status_code, "Somebody else has just done that" in text_of(answer)) == (409, True)
    split = signed_in.post(url("split", shared), {"group": ids.encode(campaign_of_groups(shared)[0])})
    assert (split.status_code, "Unlock it first" in text_of(split)) == (409, True)
    assert signed_in.post(url("lock", shared), {"locked": "no"}).status_code == 302
    assert not Campaign.objects.get(pk=shared).is_locked


def test_the_list_filters_and_stands_in_order_of_growth(signed_in, desk):
    signed_in.force_login(desk.person(desk.city))
    old = desk.report("old.test", harm="telecom_fraud", at=now() - timedelta(days=40))
    for _ in range(5):
        desk.report("old.test", group=old, harm="telecom_fraud", at=now() - timedelta(days=40))
    new = desk.report("new.test", at=now())
    desk.report("new.test", group=new, at=now())
    desk.report("new.test", group=new, at=now(), body=desk.market)
    actions.rebuild_campaigns(at=now())
    first, second = (ids.encode(campaign_of(group).pk) for group in (new, old))
    page = text_of(signed_in.get(url("index")))
    assert page.index(first) < page.index(second)
    for query, seen in (
        ("harm=telecom_fraud", {second}),
        ("days=30", {first}),
        ("days=90", {first, second}),
        (f"body={desk.market.pk}", {first}),
        (f"body={desk.police.pk}", {first, second}),
        (f"body={desk.city.pk}", {first, second}),
        ("harm=nonsense&days=x&body=-1", {first, second}),
    ):
        shown = text_of(signed_in.get(f"{url('index')}?{query}"))
        assert {key for key in (first, second) if key in shown} == seen, query


def test_the_list_is_paged_by_key(signed_in, desk):
    for number in range(60):
        group = desk.report(at=now())
        for _ in range(2 + number % 2):
            desk.report(group=group, at=now())
    actions.rebuild_campaigns(at=now())
    page = signed_in.get(url("index"))
    older = page.context["older"]
    second = signed_in.get(older)
    keys = [row.shown_key for answer in (page, second) for row in answer.context["rows"]]
    assert (len(keys), len(set(keys))) == (60, 60)
    assert signed_in.get(f"{url('index')}?cursor=damaged").status_code == 422


def test_list_and_page_cost_the_same_for_few_groups_and_for_many(signed_in, desk, django_assert_max_num_queries):
    def cost(address):
        with django_assert_max_num_queries(30) as found:
            assert signed_in.get(address).status_code == 200
        return len(found)

    groups = [desk.report("a.test", at=now()) for _ in range(2)]
    link()
    key = members(*groups).pk
    cost(url("index"))
    few = cost(url("index")), cost(url("campaign", key))
    for number in range(30):
        desk.report("a.test", ("phone", f"138000000{number % 9:02}"), at=now())
        desk.report(f"b{number}.test", at=now())
        desk.report(f"b{number}.test", at=now())
    link()
    assert (cost(url("index")), cost(url("campaign", key))) == few


def test_the_case_page_names_the_campaign_only_to_who_may_see_it(client, desk, shared):
    case = Report.objects.filter(case__body=desk.police).first().case
    alone = desk.report()
    client.force_login(desk.person())
    page = text_of(client.get(reverse("cases:case", kwargs={"case_id": case.pk})))
    assert url("campaign", shared) in page
    page = text_of(client.get(reverse("cases:case", kwargs={"case_id": Report.objects.get(pk=alone).case_id})))
    assert "campaign-title" not in page


def test_a_campaign_of_a_year_is_drawn_by_weeks(signed_in, desk):
    group = desk.report(at=now() - timedelta(days=400))
    for days in (300, 200, 0):
        desk.report(group=group, at=now() - timedelta(days=days))
    actions.rebuild_campaigns(at=now())
    page = text_of(signed_in.get(url("campaign", campaign_of(group).pk)))
    assert "By week" in page


def campaign_of_groups(campaign_id):
    return sorted(Campaign.objects.get(pk=campaign_id).members.values_list("group", flat=True))


def test_the_actor_of_a_person_is_what_the_log_keeps(desk, shared):
    person = desk.person()
    actions.set_lock(shared, locked=True, actor=actor_for(person), at=NOON)
    assert LedgerEntry.objects.get().actor == f"person:{person.handle}"
