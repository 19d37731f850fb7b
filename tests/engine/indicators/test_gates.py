"""The quick questions asked before each finder, and the shapes at their edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearhall.engine.indicators import IndicatorKind, extract
from clearhall.engine.indicators.extraction import FINDERS
from clearhall.engine.indicators.outlines import has_digits, has_digits_apart, has_run, outline_of
from clearhall.engine.indicators.reading import read
from tests.engine.indicators.test_extraction import PIECES

SHAPES = st.sampled_from(
    [
        *"0123456789 .-()+·、,~*|[]@:/?aA零一二叁点。，\n\t",
        "00", "86", "138", "0000", "+1", "400", "955", "12345", "(010)", "bc1q", "hxxp", "DOT", " At ", "艾特", "加v", "WeChat",
        "::1", ".com", "例子", "example", "@", "\\\\", "//",
    ]
)  # fmt: skip


@given(st.lists(SHAPES | PIECES, max_size=16).map("".join))
def test_a_finder_that_is_not_asked_would_have_found_nothing(text):
    text = read(text).text
    for may_hold, find in FINDERS:
        if not may_hold(text, outline_of(text)):
            assert list(find(text, outline_of(text))) == []


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("打 00\t86 13800000000", IndicatorKind.PHONE, "13800000000"),
        ("tel +49 (30)  5550100 now", IndicatorKind.PHONE, "+49305550100"),
        ("call +65 5550 0100", IndicatorKind.PHONE, "+6555500100"),
        ("打一三八·零零零零·零零零零", IndicatorKind.PHONE, "13800000000"),
        ("1-3-8-0-0-0-0-0-0-0-0", IndicatorKind.PHONE, "13800000000"),
        ("go to PAY DOT EXAMPLE DOT COM", IndicatorKind.DOMAIN, "pay.example.com"),
        ("HTTP:\\\\pay.example.com", IndicatorKind.URL, "http://pay.example.com"),
    ],
)
def test_rare_shapes_pass_the_quick_questions(text, kind, value):
    assert [(one.kind, one.value) for one in extract(text)] == [(kind, value)]


def test_an_outline_has_one_byte_for_each_character():
    assert outline_of("aZ1.点\ud800🙂@") == b"az0.???@"
    assert has_run(b"..0z0a..", 4)
    assert not has_run(b"0a.0a", 4)
    assert has_digits(b"0-0 0", 3, between=b" -")
    assert not has_digits(b"0a0 0", 3, between=b" -")
    assert has_digits_apart(b"0-0?0", 3)
    assert not has_digits_apart(b"00-0", 3)


def test_a_form_of_a_letter_is_read_wherever_it_stands_in_unicode():
    plain = "pay.example.com"
    bold = "".join(chr(0x1D41A + ord(c) - 97) if c.isalpha() else c for c in plain)
    assert [one.value for one in extract(f"请看 {bold} 🙂")] == [plain]
