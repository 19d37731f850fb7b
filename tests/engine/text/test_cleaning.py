import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearhall.engine import text
from clearhall.engine.text import ChangeKind

ANY_TEXT = st.text(st.characters(codec=None), max_size=40) | st.text(
    "a\r\n\t\x00\x85\u202e\ud800\ufffe 你", max_size=12
)


@pytest.mark.parametrize(
    ("raw", "kept", "kind", "count"),
    [
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour", ChangeKind.NEWLINE, 3),
        ("a\x00b\x1bc\x9fd\x7f", "abcd", ChangeKind.CONTROL, 4),
        ("pay\u202egnp.exe\u2069", "paygnp.exe", ChangeKind.BIDI, 2),
        ("half \ud83d pair", "half  pair", ChangeKind.SURROGATE, 1),
        ("feed\ufffe\U0001ffff", "feed", ChangeKind.NONCHARACTER, 2),
    ],
)
def test_each_kind_of_change_is_made_and_counted(raw, kept, kind, count):
    cleaned = text.clean(raw, max_chars=100)
    assert cleaned.text == kept
    assert [(change.kind, change.count) for change in cleaned.changes] == [(kind, count)]


def test_what_people_write_comes_through_unchanged():
    message = "您好，\n\t请点击 pаy\u200bpal.example 领取红包 🧧"  # zero width and look-alikes are evidence and stay
    assert text.clean(message, max_chars=100) == text.Cleaned(message)


@pytest.mark.parametrize("raw", ["", "  \n\t", "\x00\u202e", "\u200b\ufeff ", "\ud800"])
def test_nothing_left_to_read_is_refused(raw):
    with pytest.raises(text.TextEmpty) as caught:
        text.clean(raw, max_chars=100)
    assert caught.value.code == "text_empty"


def test_too_long_is_refused_with_both_figures():
    with pytest.raises(text.TextTooLong) as caught:
        text.clean("x" * 11, max_chars=10)
    assert (caught.value.limit, caught.value.length, caught.value.code) == (10, 11, "text_too_long")


@given(ANY_TEXT)
def test_a_cleaned_text_is_clean_and_can_be_stored(raw):
    try:
        cleaned = text.clean(raw, max_chars=100)
    except text.TextEmpty:
        return
    assert text.clean(cleaned.text, max_chars=100) == text.Cleaned(cleaned.text)
    assert cleaned.text.encode().decode() == cleaned.text
    assert sum(change.count for change in cleaned.changes) >= len(raw) - len(cleaned.text) - raw.count("\r\n")
