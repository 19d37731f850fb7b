import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearhall.engine.evaluation.perturbations import Perturbation, perturbed, perturbed_all
from clearhall.engine.text import matching_form

ZH = "您的包裹被扣留，请立即打开链接支付关税，否则退回国内"
EN = "Your parcel is held at customs, pay the fee at once or it is sent back"
ALPHABET = "abcXYZ 019.您的包裹國é"


@pytest.mark.parametrize("how", Perturbation)
@given(text=st.text(alphabet=ALPHABET, max_size=60), seed=st.integers(0, 3))
def test_the_same_text_and_seed_give_the_same_writing(how, text, seed):
    assert perturbed(text, how, seed=seed) == perturbed(text, how, seed=seed)


@pytest.mark.parametrize("how", Perturbation)
def test_another_seed_writes_otherwise_where_chance_plays_a_part(how):
    same = perturbed(ZH + EN, how, seed=1) == perturbed(ZH + EN, how, seed=2)
    assert same == (how in (Perturbation.FULL_WIDTH, Perturbation.TRADITIONAL))


@pytest.mark.parametrize("how", [Perturbation.ZERO_WIDTH, Perturbation.FULL_WIDTH, Perturbation.TRADITIONAL])
@given(text=st.text(alphabet="abcXYZ 019.您的包裹国门", max_size=60))
def test_what_is_only_written_otherwise_has_the_same_matching_form(how, text):
    assert matching_form(perturbed(text, how, seed=5)) == matching_form(text)


def test_about_a_tenth_of_the_places_get_an_unseen_character():
    added = len(perturbed("a" * 10_000, Perturbation.ZERO_WIDTH, seed=1)) - 10_000
    assert 850 < added < 1_150


def test_about_a_tenth_of_the_letters_get_a_look_alike_and_none_is_lost():
    written = perturbed("a" * 10_000, Perturbation.CONFUSABLE, seed=1)
    assert len(written) == 10_000
    assert 850 < sum(c != "a" for c in written) < 1_150


def test_about_three_words_in_ten_are_taken_apart():
    words = perturbed("word " * 3_000, Perturbation.SPLIT, seed=1)
    assert 800 < 3_000 - words.count("word") < 1_000
    assert "".join(c for c in words if c.isalpha()) == "word" * 3_000


def test_traditional_characters_take_the_place_of_simplified_ones():
    assert perturbed("国门", Perturbation.TRADITIONAL, seed=0) == "國門"


@pytest.mark.parametrize("how", Perturbation)
def test_many_are_written_in_their_order_and_nothing_stays_nothing(how):
    assert perturbed_all([ZH, "", EN], how, seed=1) == [perturbed(ZH, how, seed=1), "", perturbed(EN, how, seed=1)]
