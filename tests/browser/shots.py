"""Pictures of every page, taken by tools/shots.py. Not collected by a plain run: its name does not begin with `test_`."""

import os
from pathlib import Path

import pytest

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.every_page import LANGUAGES, SHEETS

FOLDER = Path(__file__).resolve().parents[2] / "shots"
NAMES = tuple(os.environ.get("CLEARHALL_SHOTS", "").split())
CHOSEN = [sheet for sheet in SHEETS if not NAMES or sheet.name.startswith(NAMES)]
VIEWS = [
    *(("phone", {"size": PHONE, "language": language}) for language in LANGUAGES),
    *(("desktop", {"size": DESKTOP, "language": language}) for language in LANGUAGES),
    ("phone-large", {"size": PHONE, "language": "zh-hans", "print_size": "large"}),
    ("desktop-dark", {"size": DESKTOP, "language": "zh-hans", "scheme": "dark"}),
]


@pytest.mark.parametrize(("view", "scene"), VIEWS, ids=[f"{view}-{scene['language']}" for view, scene in VIEWS])
@pytest.mark.parametrize("sheet", CHOSEN, ids=[sheet.name for sheet in CHOSEN])
def test_picture(sheet, view, scene, visit):
    FOLDER.mkdir(exist_ok=True)
    with visit(sheet, **scene) as page:
        page.screenshot(path=FOLDER / f"{sheet.name}.{view}.{scene['language']}.png", full_page=True)
