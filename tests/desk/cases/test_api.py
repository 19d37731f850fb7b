"""Cases by JSON: who may read which, paging by key, and nothing about who reported."""

from datetime import timedelta

import pytest

from clearhall.desk.accounts.events import Scope
from clearhall.desk.cases.models import Case
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import Role
from tests.factories import NOON, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client, desk):
    client.force_login(desk.person())
    return client


def test_staff_read_the_cases_of_their_body_page_by_page(staff, desk):
    cases = [make_case(body=desk.police, due_at=NOON + timedelta(days=number)) for number in range(5)]
    make_case(body=desk.market)
    seen, cursor = [], ""
    while cursor is not None:
        answer = staff.get("/api/v1/cases", {"size": 2, "cursor": cursor}).json()
        seen += [case["key"] for case in answer["cases"]]
        cursor = answer["next"]
    assert seen == [ids.encode(case.pk) for case in cases]


def test_one_case_comes_with_its_text_and_nothing_of_its_reporter(staff, desk):
    case = make_case(body=desk.police)
    answer = staff.get(f"/api/v1/cases/{ids.encode(case.pk)}").json()
    assert answer["texts"] == [case.reports.get().text]
    assert (answer["state"], answer["urgency"], answer["lateness"]) == ("received", "high", "long_overdue")
    assert not {"reporter", "contact", "receipt", "client_id", "source", "assignee"} & set(answer)


@pytest.mark.parametrize("key", ["foreign", "absent", "not-a-key", "%00"])
def test_another_bodys_case_answers_404_like_one_that_is_not_there(staff, desk, key):
    foreign = make_case(body=desk.market)
    key = {"foreign": ids.encode(foreign.pk), "absent": ids.encode(ids.new_id())}.get(key, key)
    answer = staff.get(f"/api/v1/cases/{key}")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "case_not_found"


def test_without_token_or_sign_in_nothing_is_told(client, desk):
    case = make_case(body=desk.police)
    for path in ("/api/v1/cases", f"/api/v1/cases/{ids.encode(case.pk)}"):
        assert client.get(path).status_code == 401
        assert client.get(path, headers={"Authorization": "Bearer nonsense"}).status_code == 401


def test_an_administrator_reads_no_case(client, desk):
    client.force_login(desk.person(desk.city, Role.ADMINISTRATOR))
    assert client.get("/api/v1/cases").status_code == 401


def test_a_damaged_cursor_is_named(staff):
    answer = staff.get("/api/v1/cases?cursor=zzz")
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "cursor")


def test_the_api_writes_nothing(staff, desk):
    case = make_case(body=desk.police)
    for method in (staff.post, staff.put, staff.patch, staff.delete):
        assert method(f"/api/v1/cases/{ids.encode(case.pk)}").status_code == 405
    assert Case.objects.get().state == "received"


def test_the_scope_for_reading_cases_exists():
    assert Scope.CASES_READ == "cases:read"
