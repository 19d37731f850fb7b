"""Which browser the tests use, and how it is started. One for the whole process: Playwright takes no second in one thread."""

import os
import shutil

CHROMIUM = os.environ.get("CLEARHALL_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"
    " --disable-sync --disable-dev-shm-usage"
).split()
# Playwright keeps an event loop in the test's thread; the tests themselves touch the database without it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
