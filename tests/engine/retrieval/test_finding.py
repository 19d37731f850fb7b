import numpy as np
import pytest
from hypothesis import given

from clearhall.engine.retrieval import Feature, Finder, Index
from clearhall.engine.retrieval.analysis import terms_of
from clearhall.engine.retrieval.features import FEATURES
from clearhall.engine.retrieval.types import SENTENCES
from tests.engine.retrieval.texts import FACT_CHECKS, LONG_FORWARD, some_text


@pytest.fixture(scope="module")
def finder():
    index = Index()
    index.add_many(FACT_CHECKS.items())
    return Finder(index)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("is it true that rice water cures the river flu?", 1),
        ("Ferry company gives away 14000 FREE tickets!!! https://a.example/x", 2),
        ("look at this picture of the flooded station", 3),
        ("喝盐水治好河流感", 4),
        ("喝鹽水治好河流感", 4),
        ("渡轮公司送免费船票", 5),
        ("#FreeTickets from the ferry", 2),
        ("车站被淹了！照片", 6),
        ("車站被淹了！照片", 6),
        ("f\u200bree fe\u200brry tick\u200bets", 2),
        ("ｆｒｅｅ　ｆｅｒｒｙ　ｔｉｃｋｅｔｓ", 2),
        ("捷运站以后都不收现金了", 8),
    ],
)
def test_the_right_fact_check_comes_first(finder, message, expected):
    assert finder.find(message)[0].document_id == expected


def test_one_sentence_of_a_long_forwarded_text_finds_its_fact_check(finder):
    answers = finder.find(LONG_FORWARD)
    assert answers[0].document_id == 5
    evidence = {one.feature: one.value for one in zip_features(answers[0])}
    assert evidence[Feature.BEST_SENTENCE] > 0.5 > evidence[Feature.COVERED]


def zip_features(answer):
    from clearhall.engine.retrieval import Evidence

    return [Evidence(f, v, e, "") for f, v, e in zip(FEATURES, answer.values, answer.effects, strict=True)]


def test_a_number_decides_between_texts_that_are_else_alike():
    index = Index()
    index.add_many((i, f"The company did not give away {i}00 tickets") for i in range(10, 30))
    assert Finder(index).find("they give away 1700 tickets")[0].document_id == 17


def test_names_in_common_and_missing_are_weighed(finder):
    candidates = finder.candidates("they say Ferry tickets come from Atlantis Station")
    shared, missing = (FEATURES.index(one) for one in (Feature.NAMES_SHARED, Feature.NAMES_MISSING))
    by_id = dict(zip(candidates.ids.tolist(), candidates.values, strict=True))
    assert by_id[2][shared] > 0
    assert by_id[2][shared] + by_id[2][missing] == pytest.approx(by_id[3][shared] + by_id[3][missing])


def test_words_at_the_beginning_of_a_message_count_more_than_later_ones():
    index = Index()
    index.add_many([(1, "ferry tickets"), (2, "river hospital"), (3, "other matters")])
    around = " ".join(f"word{i}" for i in range(30))
    early = FEATURES.index(Feature.EARLY_WORDS)
    for message, first in ((f"ferry {around} river", 1), (f"river {around} ferry", 2)):
        by_id = dict(zip(*shown(Finder(index).candidates(message)), strict=True))
        assert by_id[first][early] == 1
        assert 0 < by_id[3 - first][early] < 0.5
        assert by_id[1][0] == pytest.approx(by_id[2][0])  # the plain sum of words does not tell them apart


def shown(candidates):
    return candidates.ids.tolist(), candidates.values


def test_very_common_words_are_counted_by_themselves():
    index = Index()
    index.add_many((i, f"photo of number{i}") for i in range(40))
    index.add(40, "harbour lights")
    column = Finder(index).candidates("a photo of harbour").values[:, FEATURES.index(Feature.COMMON_WORDS)]
    assert column[:-1].min() > 0.9  # documents with "photo of"
    assert column[-1] == 0  # only the rare word


def test_an_answer_says_what_it_rests_on(finder):
    answer = finder.find("Ferry company gives away 14,000 FREE tickets")[0]
    assert {"14,000", "ferry"} <= set(answer.shared)
    assert answer.detail.startswith("Message and fact-check share: ")
    assert answer.evidence[0].feature is Feature.WORDS_SHARE
    assert answer.score == pytest.approx(sum(one.effect for one in answer.evidence))
    chinese = finder.find("聽說渡輪公司贈送免費船票")[0]
    assert "渡轮公司" in chinese.shared


def test_nothing_known_is_said_when_nothing_is(finder):
    for message in ("comets over the harbour tonight", "今晚有流星雨", ""):
        answers = finder.find(message)
        assert not answers.known
        assert answers.probability < 0.5
    known = finder.find(FACT_CHECKS[5])
    assert known.known
    assert known.probability > 0.9


@pytest.mark.parametrize(
    "message", ["", " ", "😀😀", "12345678", "？？？", "\ud800", "x" * 1_000_000, "9" * 1_000_000, "x" * 10_000_000]
)
def test_messages_without_a_claim_get_no_answer_and_no_error(finder, message):
    answers = finder.find(message)
    assert len(answers) == 0
    assert answers.probability == 0


@pytest.mark.parametrize("sign", ["渡", "票 ", "ferry ", "😀", "a\u0301", "\u200b"])
def test_one_thing_said_a_million_times_is_answered_as_said_many_times(finder, sign):
    assert finder.find(sign * 1_000_000) == finder.find((sign * 20_000)[:20_000])


def test_ten_megabytes_cost_no_more_than_their_first_20_000_characters(finder):
    message = "ferry company free tickets 14,000. " + "".join(f"w{i} 词{i} " for i in range(700_000))
    assert len(message) > 10_000_000
    answers = finder.find(message)
    assert answers[0].document_id == 2
    assert answers == finder.find(message[:20_000])


def test_terms_made_to_fall_into_one_place_of_the_table_stay_apart():
    """The hash is public: anyone can look for words that all begin their search at the same place."""
    found, number = [], 0
    while len(found) < 60:
        number += 1
        terms = terms_of(f"{number}")
        if int(terms.hashes[0]) & 0xFF == 0x2A:
            found.append(str(number))
    message = " ".join(found)
    terms = terms_of(message)
    assert len(terms.hashes) == 60
    assert [terms.form[start:stop] for start, stop, _, _ in terms.spans.tolist()] == found
    assert terms.which.tolist() == list(range(60))
    index = Index()
    index.add_many((i, f"the number {one}") for i, one in enumerate(found))
    assert [Finder(index).find(one)[0].document_id for one in found] == list(range(60))
    assert all(len(Finder(index).find(one)) == 1 for one in found)


def test_ids_that_come_twice_in_one_load_keep_the_last_text():
    index = Index()
    index.add_many([(1, FACT_CHECKS[1]), (2, FACT_CHECKS[2]), (1, FACT_CHECKS[7])])
    assert len(index) == 2
    assert Finder(index).find("brown bananas")[0].document_id == 1
    assert len(Finder(index).find("rice water")) == 0


def test_an_empty_index_knows_nothing():
    assert not Finder(Index()).find("free ferry tickets").known


def test_a_message_of_very_many_different_words_is_answered(finder):
    noise = " ".join(f"word{i}x{i * 7 % 1000}" for i in range(3_000))
    assert finder.find(f"{noise[:9000]} ferry company free tickets {noise[9000:18000]}")[0].document_id == 2


def test_only_letters_in_common_is_said_as_that():
    index = Index()
    index.add(1, "vaccinated")
    answer = Finder(index).find("vaccinationist")[0]
    assert answer.shared == ()
    assert answer.detail == "No word is shared; only the spelling of parts of words is alike."


def test_limit_is_kept_and_below_one_is_refused(finder):
    assert len(finder.find("the ferry station photo flu tickets", limit=2)) == 2
    with pytest.raises(ValueError, match="limit"):
        finder.find("text", limit=0)


@given(some_text())
def test_answers_are_in_order_and_probabilities_are_shares(finder, message):
    answers = finder.find(message, limit=8)
    assert [one.score for one in answers] == sorted((one.score for one in answers), reverse=True)
    chances = [one.probability for one in answers]
    assert chances == sorted(chances, reverse=True)
    assert all(0 <= one <= 1 for one in chances)
    assert all(np.isfinite(one.values).all() and np.isfinite(one.effects).all() for one in answers)
    assert finder.find(message, limit=8) == answers


@given(some_text())
def test_features_that_are_shares_stay_between_zero_and_one(finder, message):
    values = finder.candidates(message).values
    for feature in (Feature.COVERED, Feature.BEST_SENTENCE, Feature.WORDS_BESIDE_BEST, Feature.LONGEST_RUN):
        column = values[:, FEATURES.index(feature)]
        assert ((column >= 0) & (column <= 1 + 1e-9)).all()


def test_hiding_documents_hides_their_copies_too():
    index = Index()
    index.add_many([(1, FACT_CHECKS[2]), (2, FACT_CHECKS[2].replace(".", "!")), (3, "a ferry")])
    candidates = Finder(index).candidates("free ferry tickets")
    assert candidates.hiding([1]).ids.tolist() == [3]
    assert candidates.hiding([3]).ids.tolist() == [1, 2]
    assert len(candidates.hiding([1, 3]).values) == 0


def test_every_feature_is_said_in_words():
    assert SENTENCES.keys() == set(Feature)


class Meaning:
    """An embedding that knows one document."""

    def similarities(self, message, document_ids):
        return np.where(document_ids == 7, 0.9, 0.0) * ("fruit" in message)


class Broken:
    def similarities(self, message, document_ids):
        return np.full(len(document_ids), np.nan)


def test_an_embedding_becomes_a_feature_and_a_broken_one_is_refused(finder):
    with_meaning = Finder(finder.index, embedding=Meaning())
    candidates = with_meaning.candidates("is spotted fruit safe to eat")
    column = candidates.values[:, FEATURES.index(Feature.MEANING)]
    assert column[candidates.ids == 7].tolist() == [0.9]
    assert not column[candidates.ids != 7].any()
    with pytest.raises(ValueError, match="finite"):
        Finder(finder.index, embedding=Broken()).find("ferry")
