"""The palette: every pair of colours used together is measured, in light and in dark (WCAG 2.2 AA)."""

import re
from itertools import product
from pathlib import Path

import pytest

import clearhall.desk.look

STATIC = Path(clearhall.desk.look.__file__).parent / "static" / "look"
TOKENS = (STATIC / "tokens.css").read_text(encoding="utf-8")

TEXT = 4.5  # WCAG 1.4.3
SHAPE = 3.0  # WCAG 1.4.11
GROUNDS = ("page", "surface")
PAIRS = [
    *((ink, ground, TEXT) for ink, ground in product(("ink", "ink-soft", "accent", "urgent"), (*GROUNDS, "sunken"))),
    *((ink, "accent-soft", TEXT) for ink in ("ink", "ink-soft", "accent", "accent-strong")),
    *((tone, f"{tone}-soft", TEXT) for tone in ("info", "good", "warn", "urgent")),
    *(("ink", f"{tone}-soft", TEXT) for tone in ("info", "good", "warn", "urgent")),
    ("accent-strong", "surface", TEXT),
    ("urgent-strong", "urgent-soft", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("on-urgent", "urgent", TEXT),
    ("on-urgent", "urgent-strong", TEXT),
    ("page", "ink", TEXT),
    *(("line-strong", ground, SHAPE) for ground in GROUNDS),
    *(("focus", ground, SHAPE) for ground in (*GROUNDS, "sunken")),
    ("focus", "focus-halo", SHAPE),
    *((f"chart-{number}", ground, SHAPE) for number, ground in product(range(1, 7), GROUNDS)),
]


def palette(opening: str) -> dict[str, str]:
    block = TOKENS.split(opening, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block))


LIGHT = palette(":root {")
DARK = palette(':root[data-theme="dark"] {')


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_colours_used_together_can_be_told_apart(front, ground, least, colours):
    assert contrast(colours[front], colours[ground]) >= least


def test_the_dark_palette_is_the_same_by_device_and_by_choice():
    by_device = palette(':root:not([data-theme="light"]) {')
    assert by_device == DARK
    assert DARK.keys() == LIGHT.keys()


@pytest.mark.parametrize(
    "sheet", sorted(path.name for path in STATIC.glob("*.css") if path.name not in ("tokens.css", "print.css"))
)
def test_other_style_sheets_name_tokens_and_never_colours(sheet):
    text = re.sub(r"/\*.*?\*/", "", (STATIC / sheet).read_text(encoding="utf-8"), flags=re.S)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*})", text) == []
    used = set(re.findall(r"var\(--([\w-]+)", text))
    own = set(re.findall(r"--([\w-]+):", TOKENS + text))
    assert used - own == set()


@pytest.mark.parametrize("sheet", sorted(path.name for path in STATIC.glob("*.css")))
def test_style_sheets_fetch_nothing_and_read_both_ways(sheet):
    text = re.sub(r"/\*.*?\*/", "", (STATIC / sheet).read_text(encoding="utf-8"), flags=re.S)
    assert "url(" not in text
    assert "@import" not in text
    assert (
        re.findall(
            r"(?:margin|padding|border)-(?:left|right)|text-align:\s*(?:left|right)|(?<![\w-])(?:left|right):", text
        )
        == []
    )


@pytest.mark.parametrize("script", sorted(path.name for path in STATIC.glob("*.js")))
def test_scripts_are_small_and_write_no_markup(script):
    text = (STATIC / script).read_text(encoding="utf-8")
    assert len(text.splitlines()) < 100
    for banned in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        ".style.",
    ):
        assert banned not in text
