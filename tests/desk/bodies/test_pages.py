"""Pages of bodies and calendars: all staff read, administrators change their own branch, many rows cost what few do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clearhall.desk.bodies.models import Body, Calendar
from clearhall.desk.lib.actors import Role
from clearhall.desk.lib.clock import now
from tests.desk.accounts.helpers import signed_in
from tests.factories import make_body, make_person

pytestmark = pytest.mark.django_db
READ = ["/bodies/", "/bodies/tree.csv", "/bodies/at/city/", "/bodies/calendars/"]
CHANGE = ["/bodies/at/city/change/", "/bodies/at/city/move/", "/bodies/at/city/harms/"]
WEEK = {f"day{day}": "09:00-12:00, 13:00–18:00" if day < 6 else "" for day in range(1, 8)}


@pytest.fixture
def tree():
    top = make_body("top", level="province")
    return {"top": top, "city": make_body("city", parent=top), "other": make_body("other", parent=top)}


@pytest.mark.parametrize("page", READ + CHANGE)
@pytest.mark.parametrize("role", [None, *Role])
def test_each_page_opens_for_its_roles_only(tree, page, role):
    assert Client().get(page).status_code == 302
    client = signed_in(make_person(body=tree["top"] if role else None, roles=(role,) if role else ()))
    opens = role is not None and (page in READ or role is Role.ADMINISTRATOR)
    assert client.get(page).status_code == (200 if opens else 404)


@pytest.mark.parametrize("page", [*CHANGE, "/bodies/at/city/switch/"])
def test_the_administrator_of_another_branch_changes_nothing_here(tree, page):
    client = signed_in(make_person(body=tree["other"], roles=(Role.ADMINISTRATOR,)))
    before = list(Body.objects.order_by("pk").values())
    assert client.get("/bodies/at/city/").status_code == 200
    assert "/change/" not in client.get("/bodies/at/city/").content.decode()
    assert client.post(page, {"parent": tree["other"].pk}).status_code == 404
    assert list(Body.objects.order_by("pk").values()) == before


@pytest.fixture
def admin(tree):
    return signed_in(make_person(body=tree["top"], roles=(Role.ADMINISTRATOR,)))


def test_a_body_is_added_given_harms_moved_and_switched_off(admin, tree):
    form = {
        "code": "new-desk",
        "parent": tree["city"].pk,
        "name_zh": "新局",
        "name_en": "New desk",
        "level": "county",
        "place": tree["city"].place_id,
        "calendar_code": "office",
        "public_phone": "0555-0100",
    }
    assert admin.post("/bodies/new/", form)["Location"] == "/bodies/at/new-desk/harms/"
    admin.post("/bodies/at/new-desk/harms/", {"harms": ["phishing"]})
    admin.post("/bodies/at/new-desk/move/", {"parent": tree["other"].pk})
    admin.post("/bodies/at/new-desk/switch/")
    body = Body.objects.get(code="new-desk")
    assert (body.parent_id, body.is_active, body.competences.get().harm) == (tree["other"].pk, False, "phishing")
    assert "not active" in admin.get("/bodies/").content.decode()


def test_what_is_refused_is_said_at_its_field(admin, tree):
    form = {"code": "city", "parent": tree["city"].pk, "name_zh": "x", "name_en": "x", "level": "county",
            "place": tree["city"].place_id, "calendar_code": "office"}  # fmt: skip
    page = admin.post("/bodies/new/", form)
    assert "Another body has this code" in page.content.decode()
    assert "code" in page.context["form"].errors


@pytest.mark.parametrize("page", ["/bodies/", "/bodies/at/top/"])
def test_pages_cost_the_same_for_2_bodies_and_for_20(admin, tree, page):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            admin.get(page)
        return len(caught)

    admin.get(page)
    few = queries()
    for number in range(18):
        make_body(f"more-{number}", parent=tree["top"], harms=("phishing", "demand"))
    assert queries() == few


def test_a_calendar_is_previewed_and_then_saved(admin):
    form = {"code": "office", "valid_from": (now() + timedelta(days=2)).date().isoformat(), "time_zone": "Asia/Shanghai",
            "holidays": "2027-01-01\n2027-01-02", "make_up_days": "2027-01-09 09:00-12:00"} | WEEK  # fmt: skip
    page = admin.post("/bodies/calendars/new/", form | {"preview": ""}).content.decode()
    assert "The next 14 days" in page
    assert not Calendar.objects.exists()
    assert admin.post("/bodies/calendars/new/", form | {"save": ""})["Location"] == "/bodies/calendars/of/office/"
    row = Calendar.objects.get()
    assert row.week["1"] == [["09:00", "12:00"], ["13:00", "18:00"]]
    assert row.make_up_days == {"2027-01-09": [["09:00", "12:00"]]}
    assert admin.get("/bodies/calendars/of/office/").status_code == 200
    assert "2027-01-01" in admin.get("/bodies/calendars/of/office/new/").content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day1", "nine to five"),
        ("day2", "18:00-09:00"),
        ("holidays", "tomorrow"),
        ("make_up_days", "2027-01-09"),
        ("time_zone", "Nowhere/Town"),
        ("valid_from", "soon"),
    ],
)
def test_a_calendar_that_cannot_be_read_is_refused_on_the_page(admin, field, value):
    form = (
        {"code": "office", "valid_from": "2027-01-01", "time_zone": "Asia/Shanghai"} | WEEK | {field: value, "save": ""}
    )
    page = admin.post("/bodies/calendars/new/", form)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not Calendar.objects.exists()


def test_calendars_are_changed_from_the_top_only(tree):
    client = signed_in(make_person(body=tree["city"], roles=(Role.ADMINISTRATOR,)))
    assert client.get("/bodies/calendars/new/").status_code == 404


def test_a_name_that_looks_like_a_formula_runs_in_no_spreadsheet(admin, tree):
    Body.objects.filter(code="city").update(name_en="=HYPERLINK(1)")
    assert ",'=HYPERLINK(1)," in admin.get("/bodies/tree.csv").content.decode()
