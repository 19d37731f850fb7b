"""Campaigns by JSON: the same doors as on the pages, paging, and nothing that a page would not show."""

from datetime import timedelta

import pytest

from clearhall.desk.accounts.actions import issue_token
from clearhall.desk.accounts.events import Scope
from clearhall.desk.accounts.queries import actor_for
from clearhall.desk.campaigns import actions
from clearhall.desk.campaigns.models import Campaign
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import Role, job
from clearhall.desk.lib.clock import now
from tests.desk.campaigns.conftest import PHONE, link, members
from tests.factories import NOON

pytestmark = pytest.mark.django_db
LIST = "/api/v1/campaigns"


@pytest.fixture
def shared(desk):
    groups = [desk.report("bad.test", text="Parcel held"), desk.report("bad.test", PHONE, at=NOON + timedelta(days=1))]
    link()
    return members(*groups).pk


def bearer(desk, body, scope=Scope.CASES_READ):
    admin = actor_for(desk.person(desk.city, Role.ADMINISTRATOR))
    end = now() + timedelta(days=30)
    plain = issue_token("t", scopes=[scope], expires_at=end, body_id=body.pk, actor=admin, at=now())
    return {"Authorization": f"Bearer {plain}"}


def one(campaign_id):
    return f"{LIST}/{ids.encode(campaign_id)}"


def test_a_bodys_token_reads_its_campaigns_and_how_they_hang_together(client, desk, shared):
    headers = bearer(desk, desk.police)
    listed = client.get(LIST, headers=headers).json()
    assert [row["key"] for row in listed["campaigns"]] == [ids.encode(shared)]
    assert (listed["campaigns"][0]["reports"], listed["campaigns"][0]["groups"]) == (2, 2)
    answer = client.get(one(shared), headers=headers).json()
    assert answer["shared"] == [{"kind": "domain", "shown": "bad[.]test", "groups": [1, 2]}]
    assert [group["number"] for group in answer["group_list"]] == [1, 2]
    assert answer["days"] == [{"day": "2026-03-04", "reports": 1}, {"day": "2026-03-05", "reports": 1}]
    assert "Parcel held" not in str(answer)


def test_a_signed_in_caseworker_reads_the_same(client, desk, shared):
    client.force_login(desk.person())
    assert client.get(one(shared)).json()["key"] == ids.encode(shared)


@pytest.mark.parametrize("key", ["foreign", "absent", "not-a-key", "%00"])
def test_another_bodys_campaign_answers_404_like_one_that_is_not_there(client, desk, shared, key):
    key = {"foreign": ids.encode(shared), "absent": ids.encode(ids.new_id())}.get(key, key)
    headers = bearer(desk, desk.market)
    answer = client.get(f"{LIST}/{key}", headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "campaign_not_found")
    assert client.get(LIST, headers=headers).json()["campaigns"] == []


def test_without_the_right_token_nothing_is_told(client, desk, shared):
    for path in (LIST, one(shared)):
        assert client.get(path).status_code == 401
        assert client.get(path, headers={"Authorization": "Bearer nonsense"}).status_code == 401
        assert client.get(path, headers=bearer(desk, desk.police, Scope.REPORTS_WRITE)).status_code == 403
    client.force_login(desk.person(desk.city, Role.ADMINISTRATOR))
    assert client.get(LIST).status_code == 401


def test_the_list_is_paged_by_key(client, desk):
    for number in range(5):
        for _copy in range(2):
            desk.report(f"bad{number}.test")
    link()
    headers, seen, cursor = bearer(desk, desk.police), [], ""
    while cursor is not None:
        answer = client.get(LIST, {"size": 2, "cursor": cursor}, headers=headers).json()
        seen += [row["key"] for row in answer["campaigns"]]
        cursor = answer["next"]
    assert sorted(seen) == sorted(ids.encode(pk) for pk in Campaign.objects.values_list("pk", flat=True))
    assert client.get(LIST, {"cursor": "broken"}, headers=headers).status_code == 422


def test_the_key_of_an_absorbed_campaign_gives_the_one_it_is_part_of(client, desk, shared):
    groups = [desk.report("other.test"), desk.report("other.test")]
    link()
    other = members(*groups).pk
    actions.merge_campaigns(shared, other_id=other, actor=job("test"), at=NOON)
    assert client.get(one(other), headers=bearer(desk, desk.police)).json()["key"] == ids.encode(shared)
