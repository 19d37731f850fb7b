"""Checking a picture: chosen as a file without scripts, or dropped and pasted with them; the answer has a place for everything."""

import base64
import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from clearhall.desk.check import pictures
from clearhall.engine.pictures import compile_ahead
from tests.browser.conftest import DESKTOP, PHONE
from tests.desk.pictures.conftest import Reader
from tests.engine.pictures import drawing

SHOTS = os.environ.get("CLEARHALL_SHOTS_FOLDER", "")
LINK = "https://lanjing-pay.example/f?id=4471"
SEND = """([kind, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], "shot.png", { type: "image/png" }));
  const target = document.querySelector("[data-picture-drop]");
  const event = kind === "drop"
    ? new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true })
    : new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true });
  (kind === "drop" ? target : document).dispatchEvent(event);
}"""


@pytest.fixture
def reader(monkeypatch):
    one = Reader(("您的包裹被扣留，今天内缴费 3.60 元，否则退回寄件人",))
    monkeypatch.setattr(pictures, "VISITOR_READER", one)
    return one


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    """As `clearhall up` does before it serves: a browser does not wait for a compiler."""
    compile_ahead()


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("pictures") / "shot.png"
    screen = drawing.chat(7).resize((720, 1560))
    screen.paste(drawing.code(LINK, scale=8), (150, 500))
    screen.save(path)
    return path


def keep(page, name):
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(
    ("language", "size", "print_size"),
    [("en", PHONE, "normal"), ("zh-hans", PHONE, "large"), ("zh-hans", DESKTOP, "normal"), ("en", DESKTOP, "normal")],
)
def test_a_picture_is_chosen_and_answered_without_scripts(visit, reader, file, language, size, print_size):
    with visit("/check/", language=language, size=size, print_size=print_size, scripts=False) as page:
        keep(page, f"check.{size['width']}.{language}.{print_size}")
        page.set_input_files("input[name=picture]", file)
        page.locator("form[action='/check/picture/'] button").click()
        assert page.url.endswith("/check/picture/")
        text = page.locator("main").inner_text()
        assert "hxxps://lanjing-pay[.]example/f?id=4471" in text
        assert page.locator("a[href*=lanjing]").count() == 0
        keep(page, f"check-picture.{size['width']}.{language}.{print_size}")


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_picture_is_dropped_or_pasted(visit, reader, file, kind):
    with visit("/check/") as page:
        with page.expect_navigation(url="**/check/picture/"):
            page.evaluate(SEND, [kind, base64.b64encode(file.read_bytes()).decode()])
        assert "lanjing-pay[.]example" in page.locator("main").inner_text()


def test_the_answer_has_no_barrier(visit, reader, file):
    with visit("/check/", bypass_csp=True) as page:
        page.set_input_files("input[name=picture]", file)
        page.locator("form[action='/check/picture/'] button").click()
        page.wait_for_url("**/check/picture/")
        found = Axe().run(page)
        assert [one["id"] for one in found.response["violations"]] == []
