import random

import numpy as np
import pytest

from clearhall.engine.retrieval import UNTRAINED, Feature, Finder, Index, NothingToLearn, Pair, open_model, train
from clearhall.engine.retrieval.analysis import terms_of
from clearhall.engine.retrieval.features import FEATURES
from clearhall.engine.retrieval.training import _minimised, usual_terms


def invented(seed=3):
    """Documents about invented things; messages repeat three of their words behind the name of a site that some
    documents hold too."""
    chance = random.Random(seed)
    names = ["".join(chance.choices("abdeiklmnoprstuv", k=6)) for _ in range(240)]
    documents = {
        i: " ".join(chance.sample(names, 9)) + (" dailyglobe portal" if i % 3 == 0 else "") for i in range(150)
    }
    pairs = []
    for i in documents:
        words = documents[i].split()[:9]
        message = " ".join([*chance.sample(words, 3), *chance.sample(names, 4), "dailyglobe portal"])
        pairs.append(Pair(message, frozenset([i])))
    index = Index()
    index.add_many(documents.items())
    return index, pairs


@pytest.fixture(scope="module")
def learned():
    index, pairs = invented()
    return index, pairs, train(index, pairs[::2], sources=["invented"])


def share_right(finder, pairs):
    return np.mean([finder.find(one.message)[0].document_id in one.document_ids for one in pairs])


def test_training_ranks_unseen_messages_better(learned):
    index, pairs, model = learned
    assert share_right(Finder(index, model), pairs[1::2]) > share_right(Finder(index), pairs[1::2]) + 0.05


def test_words_that_many_messages_hold_weigh_less(learned):
    _, _, model = learned
    word = terms_of("dailyglobe").hashes[-1]
    factor = model.usual_factors[model.usual_terms == word]
    assert 0 < factor[0] < 0.7


def test_probability_tells_answerable_messages_from_others(learned):
    index, pairs, model = learned
    finder = Finder(index, model)
    with_answer = [finder.find(one.message).probability for one in pairs[1::2]]
    for one in pairs[1::2]:
        index.remove(next(iter(one.document_ids)))
    try:
        without = [finder.find(one.message).probability for one in pairs[1::2]]
    finally:
        fresh, _ = invented()
        index.__dict__.update(fresh.__dict__)
    assert np.mean(with_answer) > np.mean(without) + 0.3


def test_training_twice_gives_the_same_model(learned):
    index, pairs, model = learned
    again = train(index, pairs[::2], sources=["invented"])
    assert np.array_equal(again.weights, model.weights)
    assert np.array_equal(again.sureness, model.sureness)


def test_the_model_carries_its_card_through_a_file(learned, tmp_path):
    _, _, model = learned
    model.save(tmp_path / "model")
    opened = open_model(tmp_path / "model")
    assert opened.card == {"trained_on": ["invented"], "pairs": 75, "pairs_found": 75}
    assert np.array_equal(opened.usual_terms, model.usual_terms)


def test_progress_is_told_for_every_pair():
    index, pairs = invented()
    told = []
    train(index, pairs[:20], progress=lambda done, of: told.append((done, of)))
    assert told == [(i, 20) for i in range(1, 21)]


def told_of_something(finder, pairs):
    """Share of messages that are told of a fact-check although their own are hidden."""
    told = []
    for one in pairs:
        asked = finder.candidates(one.message).hiding(one.document_ids)
        chance = finder.model.probabilities(asked, *finder.model.ranked(asked))[0] if len(asked.ids) else 0.0
        told.append(chance >= finder.model.threshold)
    return np.mean(told)


def test_the_threshold_keeps_to_the_share_of_false_answers_wished_for():
    index, pairs = invented()
    models = {share: train(index, pairs[::2], false_answers=share) for share in (0.0, 0.1, 0.5)}
    thresholds = [one.threshold for one in models.values()]
    assert thresholds == sorted(thresholds, reverse=True)
    assert len(set(thresholds)) == 3
    for share, model in models.items():
        assert abs(told_of_something(Finder(index, model), pairs[1::2]) - share) <= 0.1
        assert model.card["false_answers"] == share
    again = train(index, pairs[::2], false_answers=0.1)
    assert again.threshold == models[0.1].threshold
    assert np.array_equal(again.weights, train(index, pairs[::2]).weights)  # the threshold changes nothing else


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_of_false_answers_out_of_range_is_refused(share):
    index, pairs = invented()
    with pytest.raises(ValueError, match="false_answers"):
        train(index, pairs[:20], false_answers=share)


def test_a_threshold_cannot_be_learned_from_one_fact_check():
    index, pairs = invented()
    with pytest.raises(NothingToLearn):
        train(index, pairs[:1], false_answers=0.1)


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        [Pair("no such word anywhere", frozenset([1]))],
        [Pair("", frozenset([1]))],
        [Pair("abc", frozenset([9_999]))],
    ],
)
def test_pairs_that_teach_nothing_are_refused(pairs):
    index, _ = invented()
    with pytest.raises(NothingToLearn):
        train(index, pairs)


def test_an_embedding_gets_its_weight_in_training():
    index, pairs = invented()
    wanted = {one.message: one.document_ids for one in pairs}

    class Meaning:
        def similarities(self, message, document_ids):
            return np.isin(document_ids, list(wanted[message])).astype(float)

    model = train(index, pairs, embedding=Meaning())
    strongest = FEATURES[int(np.argmax(np.abs(model.weights)))]
    assert strongest is Feature.MEANING
    assert train(index, pairs).weights[FEATURES.index(Feature.MEANING)] == 0


def test_usual_terms_leave_rare_words_alone():
    hashes, factors = usual_terms([terms_of("portal news")] * 2 + [terms_of("portal")] * 50)
    assert hashes.tolist() == terms_of("portal").hashes[-1:].tolist()
    assert factors[0] == pytest.approx((30 / 81) ** 0.5)


def test_newtons_method_finds_the_least_of_a_bowl():
    aim = np.array([3.0, -2.0])

    def bowl(weights):
        return float(((weights - aim) ** 2).sum() / 2), weights - aim, np.eye(2)

    assert _minimised(bowl, np.zeros(2), np.zeros(2)) == pytest.approx(aim)


def test_the_untrained_model_says_that_it_learned_nothing():
    assert UNTRAINED.card["trained_on"] == []
