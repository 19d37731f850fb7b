"""Documentation tells the truth: generated parts are fresh, links lead somewhere, nothing that should be named is missing."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[1]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|#|mailto:|page:)([^)#\s]+)")


def test_generated_parts_are_fresh():
    ran = subprocess.run(
        [sys.executable, "tools/docs.py", "check"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr[-2000:]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    missing = [target for target in LINK.findall(page.read_text()) if not (page.parent / target).exists()]
    assert not missing


def test_every_table_says_what_a_row_is():
    silent = [
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("clearhall.")
        and (not model.__doc__ or model.__doc__.startswith(f"{model.__name__}("))
    ]
    assert not silent


def test_every_module_says_what_belongs_in_it():
    silent = []
    for path in sorted((ROOT / "src").rglob("*.py")):
        text = path.read_text()
        if "/migrations/" in str(path) or path.name in ("events.py", "errors.py") or not text.strip():
            continue
        if not text.startswith(('"""', "'''")):
            silent.append(str(path.relative_to(ROOT)))
    assert not silent
