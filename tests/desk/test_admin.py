"""The reference-data pages: there for administrators at the top with their second factor, not there for anybody else."""

import pytest
from django.apps import apps
from django.test import Client

from clearhall.desk.bodies.models import Place
from clearhall.desk.config.admin import reference_data
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.actors import Role
from tests.desk.accounts.helpers import requiring_second_factor, signed_in
from tests.factories import make_body, make_person, make_place

pytestmark = pytest.mark.django_db
PAGES = ["/admin/", "/admin/login/", "/admin/bodies/place/", "/admin/bodies/calendar/", "/admin/bodies/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["stranger", "nobody", "caseworker", "auditor", "administrator below"])
def test_nobody_else_learns_that_it_is_there(page, who):
    top = make_body("top")
    person = {
        "nobody": lambda: make_person(),
        "caseworker": lambda: make_person(body=top),
        "auditor": lambda: make_person(body=top, roles=(Role.AUDITOR,)),
        "administrator below": lambda: make_person(body=make_body("low", parent=top), roles=(Role.ADMINISTRATOR,)),
    }.get(who)
    client = signed_in(person()) if person else Client()
    assert client.get(page).status_code == 404


@pytest.fixture
def admin():
    return signed_in(make_person(body=make_body("top"), roles=(Role.ADMINISTRATOR,)))


def test_an_administrator_at_the_top_mends_a_place_and_the_log_says_so(admin):
    place = make_place()
    assert admin.get("/admin/bodies/place/").status_code == 200
    answer = admin.post(
        f"/admin/bodies/place/{place.pk}/change/",
        {"name_zh": "新名", "name_en": "New name", "residents": 5, "code": "ZZ"},
    )
    assert answer.status_code == 302
    place.refresh_from_db()
    assert (place.name_en, place.code) == ("New name", "LJ")
    assert LedgerEntry.objects.get().event == "place:changed"


@pytest.mark.parametrize("page", ["place/add/", "calendar/add/", "place/{}/delete/"])
def test_nothing_is_added_or_deleted_here(admin, page):
    assert admin.get(f"/admin/bodies/{page.format(make_place().pk)}").status_code in {403, 404}
    assert Place.objects.exists()


def test_without_the_second_factor_it_is_not_there(admin, monkeypatch):
    requiring_second_factor(monkeypatch)
    assert admin.get("/admin/").status_code == 404


def test_no_report_case_or_person_is_in_it():
    assert {model.__name__ for model in reference_data._registry} == {"Place", "Calendar"}
    assert apps.get_model("admin.LogEntry").objects.count() == 0
