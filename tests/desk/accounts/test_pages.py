"""Pages of people and the own account: each role on each page, the same cost for many rows, nothing without its token."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clearhall.desk.accounts.models import Membership, OneTimeLink, Person
from clearhall.desk.lib.actors import Role
from tests.desk.accounts.helpers import PASSWORD, requiring_second_factor, sign_in, signed_in, with_password
from tests.factories import make_body, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return make_body("top")


@pytest.fixture
def worker(body):
    return make_person("worker", body=body)


PAGES = {  # page: roles that may open it
    "/account/": None,
    "/account/password/": None,
    "/people/": {Role.ADMINISTRATOR, Role.AUDITOR},
    "/people/new/": {Role.ADMINISTRATOR},
    "/people/{handle}/": {Role.ADMINISTRATOR, Role.AUDITOR},
    "/people/{handle}/reset/": {Role.ADMINISTRATOR},
    "/people/{handle}/deactivate/": {Role.ADMINISTRATOR},
    "/tokens/": {Role.ADMINISTRATOR},
    "/tokens/new/": {Role.ADMINISTRATOR},
}


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_for_its_roles_only(body, worker, page, role):
    url = page.format(handle=worker.handle)
    assert Client().get(url)["Location"].startswith("/account/sign-in/?next=/")
    client = signed_in(make_person(body=body if role else None, roles=(role,) if role else ()))
    expected = 200 if PAGES[page] is None or role in PAGES[page] else 404
    assert client.get(url).status_code == expected


POSTS = ["give-role", "take-role", "reset", "deactivate"]
PATHS = {"give-role": "role/", "take-role": "role/take/", "reset": "reset/", "deactivate": "deactivate/"}


@pytest.mark.parametrize("post", POSTS)
@pytest.mark.parametrize("who", ["auditor", "caseworker", "administrator elsewhere", "stranger"])
def test_acts_on_people_are_refused_to_others_and_change_nothing(body, worker, post, who):
    clients = {
        "auditor": lambda: signed_in(make_person(body=body, roles=(Role.AUDITOR,))),
        "caseworker": lambda: signed_in(make_person(body=body)),
        "administrator elsewhere": lambda: signed_in(make_person(body=make_body(), roles=(Role.ADMINISTRATOR,))),
        "stranger": Client,
    }
    client = clients[who]()
    before = (list(Membership.objects.order_by("pk").values()), Person.objects.get(pk=worker.pk).password)
    response = client.post(f"/people/{worker.handle}/{PATHS[post]}", {"body": body.pk, "role": Role.CASEWORKER.value})
    assert response.status_code == (302 if who == "stranger" else 404)
    assert (list(Membership.objects.order_by("pk").values()), Person.objects.get(pk=worker.pk).password) == before
    assert not OneTimeLink.objects.exists()


def test_an_administrator_invites_and_the_new_person_comes_in(body):
    admin = signed_in(make_person(body=body, roles=(Role.ADMINISTRATOR,)))
    shown = admin.post(
        "/people/new/", {"username": "new.one", "body": body.pk, "roles": ["caseworker"], "display_name": "New One"}
    )
    path = re.search(r"http://testserver(/account/link/[^<]+)", shown.content.decode())[1]
    newcomer = Client()
    assert "new.one" in newcomer.get(path).content.decode()
    answer = newcomer.post(path, {"password": PASSWORD})
    assert answer["Location"] == "/account/sign-in/"
    assert newcomer.get(path).status_code == 404
    assert sign_in(newcomer, Person.objects.get(username="new.one")).status_code == 302
    assert newcomer.get("/bodies/").status_code == 200


def test_roles_are_given_and_taken_on_the_page(body, worker):
    admin = signed_in(make_person(body=body, roles=(Role.ADMINISTRATOR,)))
    url = f"/people/{worker.handle}/"
    page = admin.post(f"{url}role/", {"body": body.pk, "role": "reviewer"}, follow=True)
    assert "The role was given" in page.content.decode()
    page = admin.post(f"{url}role/take/", {"body": body.pk, "role": "caseworker"}, follow=True)
    assert "The role was taken" in page.content.decode()
    assert set(worker.memberships.values_list("role", flat=True)) == {"reviewer"}


def test_the_page_says_why_the_last_administrator_stays(body):
    admin = make_person(body=body, roles=(Role.ADMINISTRATOR,))
    above = make_person("second", body=body, roles=(Role.ADMINISTRATOR,))
    client = signed_in(admin)
    Person.objects.filter(pk=admin.pk).update(is_active=True)
    client.post(f"/people/{above.handle}/role/take/", {"body": body.pk, "role": "administrator"})
    page = client.get(f"/people/{admin.handle}/").content.decode()
    assert "Nobody changes their own roles" in page
    assert "Deactivate" not in page


@pytest.mark.parametrize(
    "url", ["/people/new/", "/people/{handle}/reset/", "/people/{handle}/deactivate/", "/tokens/new/"]
)
def test_sensitive_pages_ask_again_who_it_is(body, worker, url):
    client = signed_in(make_person(body=body, roles=(Role.ADMINISTRATOR,)), proved=False)
    url = url.format(handle=worker.handle)
    assert client.get(url)["Location"] == f"/account/prove/?next={url}"
    assert client.post(url)["Location"] == f"/account/prove/?next={url}"


def test_proving_again_opens_the_page(body):
    admin = with_password(make_person("admin", body=body, roles=(Role.ADMINISTRATOR,)))
    client = signed_in(admin, proved=False)
    wrong = client.post("/account/prove/", {"password": "wrong", "next": "/people/new/"})
    assert "not right" in wrong.content.decode()
    right = client.post("/account/prove/", {"password": PASSWORD, "next": "/people/new/"})
    assert right["Location"] == "/people/new/"
    assert client.get("/people/new/").status_code == 200


def test_proving_leads_to_no_other_site(body):
    admin = with_password(make_person("admin", body=body, roles=(Role.ADMINISTRATOR,)))
    client = signed_in(admin, proved=False)
    answer = client.post("/account/prove/", {"password": PASSWORD, "next": "https://evil.example/"})
    assert "evil" not in answer["Location"]


def queries_of(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


@pytest.mark.parametrize("url", ["/people/", "/account/", "/tokens/"])
def test_lists_cost_the_same_for_2_rows_and_for_20(body, url):
    admin = make_person(body=body, roles=(Role.ADMINISTRATOR,))
    client = signed_in(admin)
    for _ in range(2):
        make_person(body=body, roles=(Role.CASEWORKER, Role.REVIEWER))
        signed_in(admin)
    few = queries_of(client, url)
    for _ in range(18):
        make_person(body=make_body(parent=body), roles=(Role.CASEWORKER, Role.REVIEWER))
        signed_in(admin)
    assert queries_of(client, url) == few


def test_people_are_paged_and_found(body):
    client = signed_in(make_person("aaa", body=body, roles=(Role.ADMINISTRATOR,)))
    for number in range(60):
        make_person(f"person-x{number:02}", body=body)
    first = client.get("/people/").content.decode()
    assert first.count('scope="row"') == 50
    older = re.search(r'rel="next" href="([^"]+)"', first)[1]
    second = client.get(f"/people/{older.replace('&amp;', '&')}").content.decode()
    assert second.count('scope="row"') == 11
    assert client.get("/people/?q=x07").content.decode().count('scope="row"') == 1
    assert client.get("/people/?cursor=garbage").status_code == 302


@pytest.mark.parametrize("path", ["/people/{handle}/role/", "/people/{handle}/deactivate/", "/account/sign-ins/end/"])
def test_forms_without_their_token_are_refused(body, worker, path):
    browser = signed_in(make_person(body=body, roles=(Role.ADMINISTRATOR,)))
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    assert strict.post(path.format(handle=worker.handle), {}).status_code == 403


def test_staff_without_the_required_second_factor_see_nothing_but_its_set_up(body, worker, monkeypatch):
    requiring_second_factor(monkeypatch)
    client = signed_in(make_person(body=body, roles=(Role.ADMINISTRATOR,)))
    for url in ("/people/", "/people/new/", f"/people/{worker.handle}/", "/tokens/", "/bodies/"):
        assert client.get(url)["Location"] == "/account/second-factor/"
    assert client.post(f"/people/{worker.handle}/role/", {})["Location"] == "/account/second-factor/"
    assert "Please set one up first" in client.get("/account/second-factor/").content.decode()


def test_markup_in_names_stays_text(body):
    shown = make_person("mallory", body=body)
    Person.objects.filter(pk=shown.pk).update(display_name="<script>alert(1)</script>")
    client = signed_in(make_person(body=body, roles=(Role.ADMINISTRATOR,)))
    for url in ("/people/", f"/people/{shown.handle}/"):
        assert "<script>alert" not in client.get(url).content.decode()
