"""Every part of the design system, shown once: accessible in all dresses, and alive."""

import pytest

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_every_page import OVERFLOW, SMALL_TARGETS, complaints
from tests.browser.validity import faults_of

DRESSES = [
    {"size": PHONE, "language": "zh-hans"},
    {"size": DESKTOP, "language": "en"},
    {"size": DESKTOP, "language": "zh-hant", "scheme": "dark"},
    {"size": PHONE, "language": "en", "scheme": "dark", "print_size": "large"},
]


@pytest.fixture(autouse=True)
def parts_are_served(settings):
    settings.ROOT_URLCONF = "tests.browser.parts"


@pytest.mark.parametrize("dress", DRESSES, ids=["phone", "desktop", "dark", "dark-large"])
def test_every_part_is_accessible_valid_and_fits(visit, dress):
    with visit("/parts/", bypass_csp=True, **dress) as page:
        assert faults_of(page.request.get(page.url).text()) == []
        assert page.evaluate(OVERFLOW) <= 0
        assert page.evaluate(SMALL_TARGETS) == []
        assert complaints(page) == []


def test_the_error_summary_takes_the_focus_and_its_links_reach_the_fields(visit):
    with visit("/parts/", size=DESKTOP) as page:
        assert page.evaluate("document.activeElement.id") == "error-summary"
        page.locator("#error-summary a").first.click()
        assert page.url.endswith("#id_text")


def test_queue_keys_move_pick_open_and_can_be_switched_off(visit):
    with visit("/parts/", size=DESKTOP) as page:
        page.keyboard.press("j")
        page.keyboard.press("j")
        assert page.locator("tr[aria-current] th").inner_text() == "LJ-26-2"
        page.keyboard.press("x")
        assert page.locator("tr[aria-current] input").is_checked()
        page.keyboard.press("k")
        page.keyboard.press("k")
        assert page.locator("tr[aria-current] th").inner_text() == "LJ-26-1"
        page.keyboard.press("?")
        assert page.locator("dialog").is_visible()
        page.locator("[data-keys-off]").check()
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        assert page.locator("tr[aria-current] th").inner_text() == "LJ-26-1"
        page.reload()
        page.keyboard.press("j")
        assert page.locator("tr[aria-current]").count() == 0
        page.locator("button", has_text="Take").focus()
        page.keyboard.press("?")
        assert not page.locator("dialog").is_visible()


def test_keys_typed_into_a_field_are_letters(visit):
    with visit("/parts/", size=DESKTOP) as page:
        page.locator("#id_text").press_sequentially("jkxo?")
        assert page.locator("#id_text").input_value() == "jkxo?"
        assert page.locator("tr[aria-current]").count() == 0


def test_pick_all_picks_all(visit):
    with visit("/parts/", size=DESKTOP) as page:
        page.locator("[data-pick-all]").check()
        assert page.locator("tbody input:checked").count() == 4


def test_the_receipt_is_copied(visit):
    with visit("/parts/", size=DESKTOP) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.locator("[data-copy-receipt]").click()
        page.get_by_text("Copied.").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == "4831027755902614"


def test_without_scripts_no_button_is_shown_that_needs_them(visit):
    with visit("/parts/", size=DESKTOP, scripts=False) as page:
        assert not page.locator("[data-copy-receipt]").is_visible()
        assert page.locator(".receipt-code").is_visible()


def test_a_picture_is_veiled_until_asked_for(visit):
    with visit("/parts/", size=DESKTOP) as page:
        dress = "getComputedStyle(document.querySelector('.veil img')).filter"
        assert "blur" in page.evaluate(dress)
        page.locator(".veil label").click()
        assert page.evaluate(dress) == "none"


def test_a_chart_is_drawn_for_the_width_there_is(visit):
    for size, shown, hidden in ((PHONE, "narrow", "wide"), (DESKTOP, "wide", "narrow")):
        with visit("/parts/", size=size) as page:
            assert page.locator(f".chart-{shown}").first.is_visible()
            assert not page.locator(f".chart-{hidden}").first.is_visible()
