"""Fixtures for the whole suite. The environment it runs in is set in tests/settings.py."""

from collections.abc import Iterator

import hypothesis
import pytest
from django.db import connection
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright
from tools.catalogues import compile_all

from clearhall.desk.intake.quotas import forget_counts
from clearhall.desk.intake.routes import forget_routes
from clearhall.desk.ledger import guards
from clearhall.desk.matching.index import PROCESS
from clearhall.desk.matching.queries import KEPT
from clearhall.desk.official.queries import forget_register
from clearhall.desk.pictures.index import PROCESS as PICTURES
from clearhall.desk.watchposts.queries import forget_watchposts
from tests.browser.chromium import CHROMIUM, FLAGS

# Machines are shared and noisy: a slow example is no fault.
hypothesis.settings.register_profile("no-deadline", deadline=None)
hypothesis.settings.load_profile("no-deadline")
compile_all()  # pages are tested in three languages, and set-up may be older than the catalogues


# The walk of all pages is a third of the suite's time in one file; its tests share nothing but the browser.
SPREAD = ("tests/browser/test_every_page.py",)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file's tests run in one process, which builds what they share once (`--dist loadgroup`); those of SPREAD in all."""
    for item in items:
        name = item.nodeid.partition("::")[0]
        if name not in SPREAD:
            item.add_marker(pytest.mark.xdist_group(name))


@pytest.fixture(scope="session", autouse=True)
def _tables_can_be_emptied_between_tests():
    """The log refuses deletion even to Django's `flush`, which tests with real transactions need at their end."""
    kind = type(connection.ops)
    flush = kind.execute_sql_flush

    def flush_without_guards(self, sql_list):
        guards.remove(self.connection)
        flush(self, sql_list)
        guards.install(self.connection)

    kind.execute_sql_flush = flush_without_guards
    yield
    kind.execute_sql_flush = flush


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """What a process remembers of the tables for seconds, and the language it speaks, must not outlive a test."""
    yield
    translation.deactivate()
    forget_routes()
    forget_counts()
    forget_watchposts()
    forget_register()
    PROCESS.forget()
    PICTURES.forget()
    KEPT.forget()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of this process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
