"""The product's settings under a test's environment: English, a data folder of its own, no settings file.

The environment must stand before Django reads it, and pytest-django reads it before any conftest.
"""

import os
import tempfile

os.environ.setdefault("CLEARHALL_DATA_DIR", tempfile.mkdtemp(prefix="clearhall-tests-"))
if process := os.environ.get("PYTEST_XDIST_WORKER"):  # side by side, yet each with files and keys of its own
    os.environ["CLEARHALL_DATA_DIR"] += f"/{process}"
os.environ.setdefault("CLEARHALL_LANGUAGE", "en")
os.environ.setdefault("CLEARHALL_SECOND_FACTOR_REQUIRED", "false")  # the tests of accounts turn it on
os.environ["CLEARHALL_SETTINGS_FILE"] = os.devnull
os.environ.setdefault("CLEARHALL_LEDGER_ORIGIN", "log.example/tests")

from clearhall.desk.config.settings import *  # noqa: F403
