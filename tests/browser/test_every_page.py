"""Every page in every language: axe finds nothing, the HTML is valid, nothing sticks out; in light, dark and large print."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.every_page import LANGUAGES, SHEETS, Sheet
from tests.browser.validity import faults_of

SPELLING = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL_TARGETS = """() => [...document.querySelectorAll('button, summary, select, input:not([type=hidden]), nav a, .button')]
  .filter(node => node.checkVisibility() && !node.closest('.hidden-visually'))
  .map(node => (node.matches('[type=checkbox], [type=radio]') ? node.labels[0] ?? node : node))
  .filter(node => !node.closest('p, .crumbs') && node.getBoundingClientRect().width)
  .filter(node => node.getBoundingClientRect().height < 43.5)
  .map(node => node.outerHTML.slice(0, 90))"""


@pytest.fixture(autouse=True)
def _live_server_helper() -> None:
    """In the place of pytest-django's, which would empty the tables after each test: here one stage serves all."""


def ids(sheets: tuple[Sheet, ...]) -> list[str]:
    return [sheet.name for sheet in sheets]


def complaints(page) -> list[str]:
    results = Axe().run(page, options=RULES)
    return [
        f"{violation['id']}: {violation['help']} -> {[node['html'][:120] for node in violation['nodes']][:4]}"
        for violation in results.response["violations"]
    ]


# Between them the three languages meet every look; each look is a matter of colours and sizes, not of words.
LOOKS = {
    "zh-hans": {"size": PHONE, "scheme": "light"},
    "zh-hant": {"size": DESKTOP, "scheme": "dark"},
    "en": {"size": PHONE, "print_size": "large"},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sheet", SHEETS, ids=ids(SHEETS))
def test_a_page_is_valid_accessible_and_fits_its_screen(sheet, language, look_at):
    with look_at(sheet, language=language, bypass_csp=True, **LOOKS[language]) as page:
        if not sheet.name.startswith("offline-"):
            assert page.get_attribute("html", "lang") == SPELLING[language]
        if LOOKS[language].get("print_size"):
            assert page.evaluate("getComputedStyle(document.body).fontSize") == "24px"
        assert faults_of(page.request.get(page.url).text()) == []
        assert page.evaluate(OVERFLOW) <= 0
        assert complaints(page) == []
        page.set_viewport_size(PHONE)
        assert page.evaluate(OVERFLOW) <= 0
        assert page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_case_that_is_walked_shows_what_the_models_suggest(language, look_at):
    (sheet,) = (sheet for sheet in SHEETS if sheet.name == "case")
    with look_at(sheet, language=language) as page:
        assert page.locator("#suggestion-title").is_visible()
        assert page.locator(".danger").is_visible()


@pytest.mark.parametrize("sheet", SHEETS, ids=ids(SHEETS))
def test_the_content_policy_refuses_nothing_that_a_page_brings(sheet, look_at):
    with look_at(sheet, language="en", size=PHONE) as page:
        page.wait_for_function("document.documentElement.classList.contains('js')")
        assert page.evaluate(OVERFLOW) <= 0
