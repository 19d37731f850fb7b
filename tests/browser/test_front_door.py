"""Paths through the front door that must never break: switches without scripts, keyboard alone, leaving, being offline."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE


def test_language_and_large_print_switch_without_scripts_and_stick(visit):
    with visit("/help/phishing/", language="en", scripts=False) as page:
        page.get_by_role("button", name="Large print").click()
        assert page.url.endswith("/help/phishing/")
        assert page.locator("html").get_attribute("data-print") == "large"
        page.locator("button[value=zh-hans]").click()
        assert page.locator("html").get_attribute("lang") == "zh-Hans"
        assert page.locator("html").get_attribute("data-print") == "large"
        page.goto(page.url.replace("/help/phishing/", "/charter/"))
        assert page.locator("html").get_attribute("lang") == "zh-Hans"
        page.locator("button[value=normal]").click()
        assert page.locator("html").get_attribute("data-print") is None


@pytest.mark.parametrize(("choice", "device"), [("dark", "light"), ("light", "dark")])
def test_a_chosen_theme_wins_over_the_device(visit, choice, device):
    with visit("/settings/", scheme=device) as page:
        before = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        page.locator(f"input[name=theme][value={choice}]").check()
        page.get_by_role("button", name="Keep these settings").click()
        after = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert before != after
        assert page.locator(f"input[name=theme][value={choice}]").is_checked()


def test_the_skip_link_comes_first_and_leads_to_the_content(visit):
    with visit("/help/", size=DESKTOP) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        assert page.locator(".skip").bounding_box()["y"] >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_every_stop_of_the_tab_key_is_seen(visit):
    with visit("/", size=DESKTOP) as page:
        seen = 0
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement === document.body"):
                break
            ring = page.evaluate("""() => {
                const at = document.activeElement, own = getComputedStyle(at);
                const around = getComputedStyle(at.closest('.card-link, .choice') ?? at);
                const box = at.getBoundingClientRect();
                return { line: Math.max(parseFloat(own.outlineWidth) * (own.outlineStyle !== 'none'),
                                        parseFloat(around.outlineWidth) * (around.outlineStyle !== 'none')),
                         onScreen: box.bottom > 0 && box.top < innerHeight, what: at.outerHTML.slice(0, 80) };
            }""")
            assert ring["line"] >= 3, ring
            assert ring["onScreen"], ring
            seen += 1
        assert seen > 20


def test_settings_can_be_changed_by_keyboard_alone(visit):
    with visit("/settings/", size=DESKTOP, scripts=False) as page:
        page.locator("input[name=print]:checked").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("html")).to_have_attribute("data-print", "large")


def test_the_menu_opens_on_a_phone_without_scripts(visit):
    with visit("/", size=PHONE, scripts=False) as page:
        assert not page.locator(".nav-menu nav").is_visible()
        page.locator(".nav-menu summary").click()
        assert page.locator(".nav-menu nav a").first.is_visible()


@pytest.mark.parametrize("way", ["click", "escape"])
def test_leaving_quickly_goes_away_and_leaves_no_way_back(visit, live_server, settings, way):
    settings.CLEARHALL = settings.CLEARHALL.model_copy(update={"leave_url": f"{live_server.url}/privacy/"})
    with visit("/charter/") as page:
        page.goto(f"{live_server.url}/help/harassment/")
        if way == "click":
            page.get_by_role("link", name="Leave this page").click()
        else:
            for _ in range(3):
                page.keyboard.press("Escape")
        page.wait_for_url("**/privacy/")
        page.go_back()
        page.wait_for_url("**/charter/")


def test_a_draft_written_offline_stays_on_the_device_until_deleted(visit):
    with visit("/offline/en/") as page:
        page.get_by_label("What happened?").fill("They want a code")
        page.get_by_role("button", name="Delete it from this device").wait_for()
        page.reload()
        assert page.get_by_label("What happened?").input_value() == "They want a code"
        page.get_by_role("button", name="Delete it from this device").click()
        page.reload()
        assert page.get_by_label("What happened?").input_value() == ""


def test_without_connection_an_installed_page_shows_the_numbers_in_the_language_last_seen(chromium, live_server, stage):
    context = chromium.new_context(viewport=PHONE)
    context.add_cookies([{"name": "django_language", "value": "zh-hans", "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + "/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.goto(live_server.url + "/help/")
    kept = page.evaluate(
        "caches.keys().then(names => caches.open(names[0])).then(c => c.keys()).then(k => k.map(r => r.url))"
    )
    assert not [url for url in kept if "/help" in url]
    context.set_offline(True)
    page.goto(live_server.url + "/charter/")
    assert page.get_attribute("html", "lang") == "zh-Hans"
    assert page.locator('a[href="tel:110"]').is_visible()
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.call-now a')).backgroundColor") != "rgba(0, 0, 0, 0)"
    )
    page.locator("textarea").fill("写下来")
    context.close()


def test_pages_print_without_their_chrome(visit):
    with visit("/help/phishing/", size=DESKTOP) as page:
        page.emulate_media(media="print")
        assert not page.locator(".nav-wide").is_visible()
        assert not page.locator(".switches").first.is_visible()
        assert page.locator("h1").is_visible()
        assert page.locator(".call-now").is_visible()
