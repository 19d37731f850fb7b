"""The list of pages is whole: no page of the site is missing from it, and none on it is gone."""

from tests.browser.every_page import NOT_PAGES, SHEETS, site_names


def test_every_page_of_the_site_is_on_the_list():
    missing = site_names() - {sheet.where for sheet in SHEETS} - NOT_PAGES
    assert missing == set(), "add a Sheet to tests/browser/every_page.py, or the name to NOT_PAGES with a reason"


def test_every_page_on_the_list_is_on_the_site():
    gone = {sheet.where for sheet in SHEETS if not sheet.where.startswith("/")} - site_names()
    assert gone == set()


def test_names_of_sheets_are_not_used_twice():
    names = [sheet.name for sheet in SHEETS]
    assert len(names) == len(set(names))
