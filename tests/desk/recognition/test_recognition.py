"""The desk's model: it suggests harms with its reasons, or nothing; a file from elsewhere is never read."""

import pytest
from django.utils import translation

from clearhall.desk.recognition.actions import FEWEST, train_messages
from clearhall.desk.recognition.errors import CannotLearn
from clearhall.desk.recognition.queries import model_card, suggest_harm
from clearhall.desk.recognition.store import IN_USE, card_path, model_path, write_model
from clearhall.desk.recognition.words import SIGNS
from clearhall.desk.taxonomy.harms import Harm
from clearhall.engine.recognition import STRUCTURE_NAMES, Kind, LabelledText, save_model
from tests.desk.recognition.conftest import AT, GOODS, ORDINARY, PHISHING, invented_rows


def test_without_a_model_nothing_is_suggested(no_model):
    assert suggest_harm(PHISHING) is None
    assert model_card() is None


def test_a_message_is_suggested_to_be_what_was_learned_with_the_words_that_weighed(model):
    found = suggest_harm(PHISHING)
    assert found.harm is Harm.PHISHING
    assert 50 <= found.percent <= 100
    assert "parcel" in found.why.lower()
    assert suggest_harm(GOODS).harm is Harm.UNSAFE_GOODS


@pytest.mark.parametrize("text", [ORDINARY, "", "   ", "\u200b", "😀😀😀", "8" * 5_000])
def test_nothing_is_suggested_for_what_looks_ordinary_or_is_no_text(model, text):
    assert suggest_harm(text) is None


def test_the_reasons_are_told_in_the_readers_language(model):
    with translation.override("zh-hans"):
        assert suggest_harm(PHISHING).why.startswith("这些词语")
    with translation.override("zh-hant"):
        assert suggest_harm(PHISHING).why.startswith("這些詞語")


def test_every_sign_of_a_message_that_can_weigh_has_words():
    told = {name for number, name in STRUCTURE_NAMES.items() if number < 32}
    assert told - set(SIGNS) == {"script"}  # that a text is Chinese or not speaks for nothing a resident could use


def test_the_card_says_what_the_model_is_made_from(model):
    assert model_card() == model
    assert model.sources[0].name == "invented"
    assert {one.kind for one in model.classes} == {"ordinary", "phishing", "unsafe_goods"}
    assert "invented" in card_path().read_text()


def test_a_kind_with_too_few_messages_is_left_out(no_model):
    rows = [
        *invented_rows(),
        *[LabelledText(f"A hole in the site {n}", Kind.NETWORK_HAZARD) for n in range(FEWEST - 1)],
    ]
    assert "network_hazard" not in {one.kind for one in train_messages(rows, sources=[], at=AT).classes}


@pytest.mark.parametrize("rows", [[], [LabelledText(f"One kind {n}", Kind.PHISHING) for n in range(40)]])
def test_too_little_to_learn_from_is_said_and_leaves_the_model_in_use(model, rows):
    with pytest.raises(CannotLearn):
        train_messages(rows, sources=[], at=AT)
    assert model_card() == model


def test_a_model_from_elsewhere_is_refused(model):
    foreign = IN_USE.model()
    save_model(model_path(), foreign, key=b"the key of another desk")
    assert suggest_harm(PHISHING) is None
    write_model(foreign)
    assert suggest_harm(PHISHING) is not None


def test_a_damaged_model_is_not_used_and_breaks_nothing(model):
    whole = model_path().read_bytes()
    model_path().write_bytes(whole[: len(whole) // 2])
    assert suggest_harm(PHISHING) is None
