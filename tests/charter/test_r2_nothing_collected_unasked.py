"""Charter R2: content enters only in a report that a person or an accredited watchpost made. Nothing fetches, polls or watches."""

import ast
from pathlib import Path

import pytest

from clearhall.desk.intake.actions import accept_report
from clearhall.desk.intake.types import NewReport, Sender
from clearhall.desk.lib.errors import DeskError
from clearhall.desk.reports.models import Entrance, Report, ReporterKind
from tests.factories import NOON, make_body

PACKAGE = Path(__file__).parents[2] / "src" / "clearhall"
# Clients by which a program could read what people post. Mail goes out by Django; the server itself is not imported.
CLIENTS = {
    "requests",
    "httpx",
    "aiohttp",
    "urllib3",
    "urllib.request",
    "http.client",
    "feedparser",
    "scrapy",
    "selenium",
    "playwright",
}


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.parametrize("folder", ["intake", "reports", "watchposts", "cases"])
def test_what_takes_reports_in_has_no_way_to_fetch_anything(folder):
    for path in (PACKAGE / "desk" / folder).rglob("*.py"):
        assert not imports(path) & CLIENTS, f"{path}: charter R2"


def test_the_engine_has_no_way_to_fetch_anything():
    for path in (PACKAGE / "engine").rglob("*.py"):
        assert not imports(path) & CLIENTS, f"{path}: charter R2"


def test_reports_are_made_by_people_bodies_and_watchposts_only():
    assert set(ReporterKind.values) == {"resident", "business", "watchpost", "body"}
    assert set(Entrance.values) == {"form", "quick", "api", "batch", "file"}


@pytest.mark.django_db
def test_a_suspended_watchpost_brings_nothing_in():
    make_body(harms=("phishing",))
    sender = Sender("watchpost", "watchpost:x", "file", watchpost_id=1, is_suspended=True)
    with pytest.raises(DeskError):
        accept_report(NewReport(text="hello", harm="phishing"), sender=sender, at=NOON)
    assert not Report.objects.exists()
