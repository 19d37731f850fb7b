"""Acceptance runs in a real browser: and bears its marker."""

import os

import pytest

from tests.browser.chromium import CHROMIUM


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    absent = not os.access(CHROMIUM, os.X_OK)
    for item in items:
        if "tests/acceptance/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            if absent and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="no Chromium here: apt-get install chromium fonts-noto-cjk"))
