import pytest
from django.core.cache import cache

from clearhall.desk.accounts.throttle import THROTTLE


@pytest.fixture(autouse=True)
def _no_tries_yet():
    """Each test starts with empty counters, as a process does."""
    THROTTLE.forget()
    cache.clear()
