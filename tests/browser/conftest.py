"""A live site and a real Chromium for the tests here. `CLEARHALL_CHROMIUM` names the browser when it is not /usr/bin/chromium."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.test import modify_settings
from playwright.sync_api import Browser, BrowserContext, Page

from clearhall.desk.lib.actors import Role
from tests.browser.chromium import CHROMIUM
from tests.browser.every_page import Sheet
from tests.browser.stage import Stage, clear_models, set_stage, sign_in

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    absent = not os.access(CHROMIUM, os.X_OK)
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            if absent and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="no Chromium here: apt-get install chromium fonts-noto-cjk"))


@pytest.fixture
def stage(transactional_db: None, settings) -> Iterator[Stage]:
    """The rows that pages with an id need (stage.py), on a desk that lets staff in without a second factor."""
    settings.CLEARHALL = settings.CLEARHALL.model_copy(update={"second_factor_required": False})
    yield set_stage()
    clear_models()


Opener = Callable[..., "contextmanager[Page]"]


@pytest.fixture
def visit(chromium: Browser, live_server, stage: Stage) -> Opener:
    """A way to open pages of a desk of this test's own: see `opener`."""
    return opener(chromium, live_server.url, stage)


@pytest.fixture(scope="module")
def look_at(chromium: Browser, django_db_setup: None, live_server, django_db_blocker) -> Iterator[Opener]:
    """The same on one desk for a whole file, whose tests look and change nothing: setting the stage takes as long as a page.

    The file must switch off what pytest-django does around each test with a live server (`_live_server_helper`).
    """
    with django_db_blocker.unblock(), modify_settings(ALLOWED_HOSTS={"append": live_server.thread.host}):
        yield opener(chromium, live_server.url, set_stage())
        clear_models()
        call_command("flush", verbosity=0, interactive=False)


def opener(chromium: Browser, url: str, stage: Stage) -> Opener:
    """`with visit(sheet_or_path, language="en", size=PHONE) as page:` opens a page as a reader would.

    Fails when the browser's console shows an error (a refused script, a missing file) or a script throws.
    `print_size`, `scheme` ("light", "dark"), `scripts=False`, `bypass_csp=True` (for axe) and `role` set the scene.
    """

    @contextmanager
    def opened(
        where: Sheet | str,
        *,
        language: str = "en",
        size: dict[str, int] = PHONE,
        print_size: str = "normal",
        scheme: str = "light",
        scripts: bool = True,
        bypass_csp: bool = False,
        role: Role | None = None,
        status: int = 200,
    ) -> Iterator[Page]:
        sheet = where if isinstance(where, Sheet) else Sheet(where, where, role=role, status=status)
        context = chromium.new_context(
            viewport=size,
            color_scheme=scheme,
            java_script_enabled=scripts,
            bypass_csp=bypass_csp,
            service_workers="block",
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        _set_cookies(context, url, {"django_language": language, "clearhall_print": print_size})
        if sheet.role:
            sign_in(context, url, sheet.role, stage)
        page = context.new_page()
        faults = _listen(page)
        answer = page.goto(url + sheet.address(stage))
        assert answer is not None
        assert answer.status == sheet.status
        yield page
        context.close()
        assert [fault for fault in faults if not _is_expected(fault, answer.status)] == []

    return opened


def _set_cookies(context: BrowserContext, url: str, values: dict[str, str]) -> None:
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in values.items()])


def _listen(page: Page) -> list[str]:
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(f"uncaught: {error}"))
    return faults


def _is_expected(fault: str, status: int) -> bool:
    # Chromium itself reports a page answered 404 as an error of the console.
    return status >= 400 and f"status of {status}" in fault
