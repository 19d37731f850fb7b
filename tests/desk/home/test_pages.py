"""The pages of the front door: languages, display cookies, safe return, manifest, worker."""

import json
import re

import pytest
from django.test import Client

from clearhall.desk.taxonomy.harms import Harm

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK,en;q=0.5", "zh-Hant"),
        ("en-GB", "en"),
        ("zh", "zh-Hans"),
    ],
)
def test_the_browser_is_answered_in_its_language_or_the_desk_s(client, wanted, language):
    page = client.get("/", headers={"Accept-Language": wanted}).content.decode()
    assert f'<html lang="{language}"' in page


def test_a_browser_with_none_of_our_languages_gets_the_desk_s(client, settings):
    assert client.get("/", headers={"Accept-Language": "fr,de;q=0.8"})["Content-Language"] == settings.LANGUAGE_CODE


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_a_chosen_language_sticks_and_wins_over_the_browser(client, language):
    answer = client.post("/settings/display", {"language": language, "next": "/help/?x=1"}, headers=SAME_SITE)
    assert (answer.status_code, answer["Location"]) == (302, "/help/?x=1")
    assert answer.cookies["django_language"].value == language
    assert answer.cookies["django_language"]["max-age"] == 365 * 24 * 3600
    page = client.get("/help/", headers={"Accept-Language": "fr"})
    assert page["Content-Language"] == language


def test_large_print_and_theme_stick_and_are_marked_on_the_page(client):
    client.post("/settings/display", {"print": "large"})
    client.post("/settings/display", {"theme": "dark"})
    page = client.get("/charter/").content.decode()
    assert 'data-print="large"' in page
    assert 'data-theme="dark"' in page
    client.post("/settings/display", {"print": "normal"})
    assert "data-print" not in client.get("/charter/").content.decode()


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "",
        "relative",
        "\\\\evil.example",
        "/\\evil.example",
    ],
)
def test_the_way_back_never_leads_to_another_site(client, target):
    answer = client.post("/settings/display", {"print": "large", "next": target})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("field", ["language", "print", "theme"])
@pytest.mark.parametrize("value", ["xx", "<script>", "x" * 10_000, "\x00"])
def test_an_unknown_value_is_refused_and_no_cookie_is_set(client, field, value):
    answer = client.post("/settings/display", {field: value})
    assert answer.status_code == 400
    assert not answer.cookies


def test_a_request_from_another_site_changes_nothing(client):
    answer = client.post("/settings/display", {"print": "large"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400
    assert not answer.cookies


def test_reading_sets_no_cookie(client):
    for path in ("/help/", "/charter/", "/privacy/", "/settings/", "/help/phishing/"):
        assert not client.get(path).cookies


@pytest.mark.parametrize("harm", Harm)
def test_every_help_page_puts_numbers_before_anything_else(client, harm):
    page = client.get(f"/help/{harm.value}/").content.decode()
    assert page.index('href="tel:') < page.index("<h2>", page.index("</section>"))


@pytest.mark.parametrize("path", ["/help/no-such/", "/offline/fr/", "/nowhere/"])
def test_an_unknown_page_is_404_with_a_way_home(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert 'href="/"' in answer.content.decode()


@pytest.mark.parametrize("path", ["/", "/help/", "/charter/", "/settings/"])
def test_pages_to_read_take_no_other_method(client, path):
    assert client.post(path).status_code in (403, 405)


def test_the_numbers_come_from_the_settings(client, settings):
    settings.CLEARHALL = settings.CLEARHALL.model_copy(update={"emergency_number": "999-000"})
    for path in ("/", "/help/", "/help/telecom_fraud/", "/offline/en/"):
        assert 'href="tel:999000"' in client.get(path).content.decode()


@pytest.mark.parametrize(("is_example", "shown"), [(True, True), (False, False)])
def test_an_example_desk_says_so_on_every_page(client, settings, is_example, shown):
    settings.CLEARHALL = settings.CLEARHALL.model_copy(update={"example_desk": is_example})
    for path in ("/", "/charter/", "/nowhere/"):
        assert ("example-banner" in client.get(path).content.decode()) is shown


@pytest.mark.parametrize(
    "path", ["/", "/help/", "/help/phishing/", "/charter/", "/settings/", "/offline/en/", "/nowhere/"]
)
def test_every_page_links_the_charter_in_its_footer(client, path):
    page = client.get(path).content.decode()
    assert 'href="/charter/"' in page[page.index("<footer") :]


def test_the_manifest_installs_the_site(client):
    answer = client.get("/manifest.webmanifest", headers={"Accept-Language": "en"})
    manifest = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert manifest["start_url"] == manifest["scope"] == "/"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}


def test_the_worker_keeps_only_shell_and_offline_pages(client):
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/"
    shell = json.loads(re.match(r"const SHELL = (.*);\n", answer.content.decode())[1])
    assert sorted(shell["pages"].values()) == ["/offline/en/", "/offline/zh-hans/", "/offline/zh-hant/"]
    assert all(address.startswith("/static/") for address in shell["files"])
