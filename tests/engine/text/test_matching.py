import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clearhall.engine import text

TRICKY = st.text(
    "aA\u0430\u0445\u03bf\u0308\u0301\u200b\ufe0f\u1100\u1161\u11a8\u00df\u0130\u0390薴乾 \t\u3000\ud800Ⅳ", max_size=10
)
ANY_TEXT = st.text(st.characters(codec=None), max_size=30) | TRICKY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＦＲＥＥ　ｃａｓｈ", "free cash"),
        ("p\u0430yp\u0430l", "PayPal"),
        ("g\u03bf\u03bfgle", "google"),
        ("微\u200b信\ufe0f红\u2060包", "微信红包"),
        ("點擊領取紅包獎勵", "点击领取红包奖励"),
        ("a\n\n b\t\u00a0c ", "A b C"),
        ("\u202egnp.exe", "gnp.exe"),
        ("①２③ ⅳ ㎏", "123 iv kg"),
        ("Stra\u00dfe", "STRASSE"),
        ("cafe\u0301", "caf\u00e9"),
    ],
)
def test_texts_that_only_look_different_have_one_form(one, other):
    assert text.matching_form(one) == text.matching_form(other)


def test_a_word_wholly_in_another_alphabet_keeps_its_letters():
    assert text.matching_form("\u0441\u043e\u0440 \u0435\u0441\u0442") == "\u0441\u043e\u0440 \u0435\u0441\u0442"


@given(ANY_TEXT)
@example("\u0445\u0308a")
@example("\u1100\u200b\u1161")
@example("\u0345\u03b1a")
def test_the_form_of_a_form_is_itself(s):
    form = text.matching_form(s)
    assert text.matching_form(form) == form
    assert form == form.strip()
    form.encode()  # raises while half of a surrogate pair is left


@given(ANY_TEXT)
def test_case_does_not_matter_where_unicode_folds_it_away(s):
    if s.upper().lower() == s.lower():
        assert text.matching_form(s.lower()) == text.matching_form(s)


def test_simplifying_keeps_the_length_and_mends_a_chain():
    assert text.to_simplified("薴與繁體字 abc") == "苎与繁体字 abc"


@given(ANY_TEXT)
def test_simplifying_twice_changes_nothing(s):
    once = text.to_simplified(s)
    assert text.to_simplified(once) == once
    assert len(once) == len(s)


def test_every_code_point_has_a_settled_form():
    for code in range(0x3100):
        form = text.matching_form(chr(code))
        assert text.matching_form(form) == form


def test_a_long_text_of_one_character_takes_no_longer_than_its_length():
    began = time.perf_counter()
    for unit in ("\u0430a", "点", "\u0301", " \u3000", "1"):
        text.matching_form(unit * (500_000 // len(unit)))
    assert time.perf_counter() - began < 5
