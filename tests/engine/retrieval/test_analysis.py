import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearhall.engine.retrieval.analysis import GRAM, NUMBER, PAIR, SIGN, WORD, names_in, readable_form, terms_of
from clearhall.engine.retrieval.types import LONGEST_TEXT
from tests.engine.retrieval.texts import some_text


def words(text, kinds=(WORD, NUMBER, SIGN, PAIR)):
    """The distinct terms of some kinds."""
    terms = terms_of(text)
    return {int(one) for one, kind in zip(terms.hashes, terms.kinds, strict=True) if kind in kinds}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("claims", "claim"), ("claimed", "claim"), ("claiming", "claim"), ("stopped", "stop"), ("stopping", "stops"),
        ("parties", "party"), ("boxes", "box"), ("believing", "believe"), ("quickly", "quick"), ("city's", "city"),
        ("don't", "dont"), ("don’t", "dont"), ("14,000", "14000"), ("FERRY", "ferry"), ("ｆｅｒｒｙ", "ferry"),
        ("渡輪", "渡轮"), ("免費船票", "免费船票"), ("#FreeTickets", "free tickets"), ("fer\u200bry", "ferry"),
        ("see https://a.example/ferry?x=1", "see"), ("看https://a.example/b渡輪", "看 渡輪"),
    ],
)  # fmt: skip
def test_two_writings_of_the_same_words_are_the_same_terms(left, right):
    assert words(left) == words(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [("university", "universe"), ("3.5", "35"), ("14,000", "14"), ("bus", "bu"), ("miss", "mis"), ("渡輪", "輪渡")],
)
def test_different_words_stay_different(left, right):
    assert words(left) != words(right)


def test_a_chinese_text_gives_signs_and_pairs_and_an_english_one_words_and_letters():
    chinese, english = terms_of("免费船票"), terms_of("free boat")
    assert sorted(chinese.kinds.tolist()) == [SIGN] * 4 + [PAIR] * 3
    assert sorted(english.kinds.tolist()) == [WORD] * 2 + [GRAM] * 6
    assert chinese.length == 7
    assert english.length == 2


def test_sentences_end_at_stops_and_lines_and_not_inside_numbers():
    assert terms_of("One here. Two here! 三。四\nfive 3.5 a.example").sentences == 5


def test_repeated_words_are_counted_up_to_255():
    terms = terms_of("na " * 300)
    assert terms.counts[terms.kinds == WORD].tolist() == [255]
    assert terms.length == 300


@given(st.text(alphabet=string.ascii_letters + "0123456789 .,'’!?;。渡輪船票한글éб\n\u200b😀\ud800#/:", max_size=60))
def test_any_text_is_cut_into_terms_that_lie_inside_it(text):
    terms = terms_of(text)
    assert len(terms.which) == len(terms.spans)
    assert len(set(terms.hashes.tolist())) == len(terms.hashes)
    for (start, stop, _, sentence), number in zip(terms.spans.tolist(), terms.which.tolist(), strict=True):
        assert 0 <= start < stop <= len(terms.form)
        assert 0 <= sentence < terms.sentences
        assert 0 <= number < len(terms.hashes)


@given(some_text())
def test_the_form_of_a_form_gives_the_same_terms(text):
    assert terms_of(readable_form(text)).hashes.tolist() == terms_of(text).hashes.tolist()


@pytest.mark.parametrize("text", ["", " ", "😀😀", "...!?", "https://a.example/only-a-link", "\u200b"])
def test_a_text_without_words_has_no_terms(text):
    assert len(terms_of(text).hashes) == 0


@pytest.mark.parametrize("text", ["a" * 1_000_000, "票" * 1_000_000, "1" * 1_000_000, "a " * 500_000, "\n" * 1_000_000])
def test_of_a_giant_text_only_the_beginning_is_read(text):
    assert len(terms_of(text).form) <= LONGEST_TEXT


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("we saw Maria Tavella near the Ferry", "maria tavella ferry"),
        ("WE SAW MARIA TAVELLA", ""),
        ("We Saw Maria Tavella At Ferry", ""),
        ("nobody is named here", ""),
        ("新的ferry公司在Gotham送船票", "ferry gotham"),
        ("新的公司送船票", ""),
        ("", ""),
        ("see https://a.example/Maria now", ""),
    ],
)
def test_names_are_guessed_from_capitals_and_from_a_change_of_script(text, names):
    terms = terms_of(text)
    found = {int(one) for one in terms.hashes[names_in(text, terms)]}
    assert found == words(names, kinds=(WORD,))


@given(st.text(max_size=40))
def test_names_are_words_of_the_text(text):
    terms = terms_of(text)
    assert (terms.kinds[names_in(text, terms)] == WORD).all()
