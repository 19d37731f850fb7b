"""The desk's model: it suggests harms with its reasons, or nothing; a file from elsewhere is never read."""

import hashlib

import pytest
from django.utils import translation

from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib.actors import job
from clearhall.desk.recognition.actions import FEWEST, adopt_model, train_messages, train_urls
from clearhall.desk.recognition.errors import CannotAdopt, CannotLearn
from clearhall.desk.recognition.queries import dangers, standings, suggest_harm
from clearhall.desk.recognition.store import MESSAGES, URLS
from clearhall.desk.recognition.words import ADDRESS_SIGNS, SIGNS
from clearhall.desk.taxonomy.harms import Harm
from clearhall.engine.recognition import STRUCTURE_NAMES, Kind, LabelledText, Task, save_model, train
from tests.desk.recognition.conftest import AT, BAD, GOOD, GOODS, ORDINARY, PHISHING, invented_addresses, invented_rows


def card():
    return standings()[0].card


def test_without_a_model_nothing_is_suggested(no_model):
    assert suggest_harm(PHISHING) is None
    assert card() is None


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
    assert card() == model
    assert model.sources[0].name == "invented"
    assert {one.kind for one in model.classes} == {"ordinary", "phishing", "unsafe_goods"}
    assert "invented" in MESSAGES.card_path.read_text()


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
    assert card() == model


@pytest.fixture
def foreign(model, tmp_path):
    """The desk's model, signed by another desk; gives the file's path. The desk itself has none any more."""
    save_model(tmp_path / "theirs.model", MESSAGES.model(), key=b"the key of another desk")
    MESSAGES.remove()
    return tmp_path / "theirs.model"


def test_a_model_from_elsewhere_is_refused_with_the_mend(foreign):
    MESSAGES.path.write_bytes(foreign.read_bytes())
    assert suggest_harm(PHISHING) is None
    (fault, none, _claims) = (one.fault for one in standings())
    assert "unknown origin" in fault
    assert "clearhall train adopt" in fault
    assert none == ""


@pytest.mark.django_db
def test_a_model_that_somebody_judges_sound_is_taken_over_and_the_log_says_so(foreign, model):
    taken = adopt_model(foreign, reason="trained by our neighbours on open data", actor=job("test"), at=AT)
    assert taken == model
    assert suggest_harm(PHISHING).harm is Harm.PHISHING
    (entry,) = LedgerEntry.objects.filter(event="model:adopted")
    assert b"trained by our neighbours" in bytes(entry.payload)
    assert hashlib.sha256(foreign.read_bytes()).hexdigest().encode() in bytes(entry.payload)


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "   ", "x" * 201])
def test_a_model_is_not_taken_over_without_a_reason_of_a_length_the_log_takes(foreign, reason):
    with pytest.raises(CannotAdopt, match="Give a reason") as refused:
        adopt_model(foreign, reason=reason, actor=job("test"), at=AT)
    assert refused.value.field == "reason"
    assert not MESSAGES.path.exists()
    assert not LedgerEntry.objects.filter(event="model:adopted").exists()


@pytest.mark.django_db
def test_what_is_no_model_or_of_no_use_here_is_not_taken_over(foreign, tmp_path):
    junk = tmp_path / "junk.model"
    junk.write_bytes(b"PK\x03\x04 not a model")
    other = train(invented_rows(), task=Task.MESSAGE_HARM, sources=[], trained_on=AT.date(), seed=1, version="1")
    save_model(tmp_path / "other.model", other, key=b"the key of another desk")
    for file in (junk, tmp_path / "other.model"):
        with pytest.raises(CannotAdopt):
            adopt_model(file, reason="it looks fine", actor=job("test"), at=AT)
    assert not MESSAGES.path.exists()
    assert not LedgerEntry.objects.filter(event="model:adopted").exists()


def test_a_model_in_the_place_of_another_is_not_used(model, url_model):
    MESSAGES.path.write_bytes(URLS.path.read_bytes())
    assert suggest_harm(PHISHING) is None
    assert "another task" in standings()[0].fault


def test_a_damaged_model_is_not_used_and_breaks_nothing(model):
    whole = MESSAGES.path.read_bytes()
    MESSAGES.path.write_bytes(whole[: len(whole) // 2])
    assert suggest_harm(PHISHING) is None


def test_without_a_model_of_addresses_nothing_is_said_of_them(no_model):
    assert dangers([BAD, GOOD]) == {}


def test_a_dangerous_address_is_told_with_the_parts_that_weighed(url_model):
    found = dangers([GOOD, BAD, BAD, "", "  ", "not an address"])
    assert list(found) == [BAD]
    assert 50 <= found[BAD].percent <= 100
    assert "These parts of it speak for that" in found[BAD].why
    assert "login" in found[BAD].why
    with translation.override("zh-hans"):
        assert "这些部分" in dangers([BAD])[BAD].why
    with translation.override("zh-hant"):
        assert "這些部分" in dangers([BAD])[BAD].why


def test_no_part_of_an_address_can_be_followed_from_its_reasons(url_model):
    for found in dangers([BAD, "http://login-zzkkwwttpp.top/verify"]).values():
        assert ".top" not in found.why.replace("[.]top", "")


def test_every_sign_of_an_address_that_can_weigh_has_words():
    assert {name for number, name in STRUCTURE_NAMES.items() if number >= 32} == set(ADDRESS_SIGNS)


def test_too_few_addresses_of_one_kind_are_said_and_leave_the_model_in_use(url_model):
    rows = [row for row in invented_addresses() if row.kind is Kind.HARM]
    few = [row for row in invented_addresses() if row.kind is Kind.ORDINARY][: FEWEST - 1]
    for wanting in ([], rows, rows + few):
        with pytest.raises(CannotLearn) as refused:
            train_urls(wanting, sources=[], at=AT)
        assert "ordinary" in str(refused.value)
    assert standings()[1].card == url_model
