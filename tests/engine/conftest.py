"""The engine knows no database, so CI's PostgreSQL half leaves its slow tests to the other half."""

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ON_POSTGRESQL = os.environ.get("CLEARHALL_DATABASE_URL", "").startswith("postgres")


def pytest_collection_modifyitems(items):
    for item in items:
        if ON_POSTGRESQL and item.get_closest_marker("slow") and HERE in item.path.parents:
            item.add_marker(pytest.mark.skip(reason="slow and without a database: the run on SQLite has it"))
