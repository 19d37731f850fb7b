import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearhall.engine.retrieval import Config, Finder, Index, compiled
from clearhall.engine.retrieval import index as index_module
from tests.engine.retrieval.texts import FACT_CHECKS, some_text


def index_of(texts):
    index = Index()
    index.add_many(texts.items())
    return index


def found(index, message):
    return [(one.document_id, round(one.score, 6)) for one in Finder(index).find(message, limit=20)]


def test_add_finds_the_document_at_once():
    index = Index()
    assert found(index, "ferry tickets") == []
    index.add(2, FACT_CHECKS[2])
    assert [one for one, _ in found(index, "ferry tickets")] == [2]
    assert 2 in index
    assert len(index) == 1


def test_add_again_replaces_the_text():
    index = index_of(FACT_CHECKS)
    index.add(2, "A bright moon")
    assert len(index) == len(FACT_CHECKS)
    assert 2 not in dict(found(index, "ferry tickets"))
    assert next(iter(dict(found(index, "moon")))) == 2


def test_remove_hides_the_document_at_once_and_a_second_time_does_nothing():
    index = index_of(FACT_CHECKS)
    assert index.remove(2)
    assert not index.remove(2)
    assert not index.remove(99)
    assert 2 not in index
    assert 2 not in dict(found(index, FACT_CHECKS[2]))
    assert len(index) == len(FACT_CHECKS) - 1


@pytest.mark.parametrize("negative", [-1, -(2**40)])
def test_a_negative_id_is_refused_and_nothing_changes(negative):
    index = index_of(FACT_CHECKS)
    with pytest.raises(ValueError, match="negative"):
        index.add(negative, "text")
    with pytest.raises(ValueError, match="negative"):
        index.add_many([(50, "fifty"), (negative, "text")])
    assert len(index) == len(FACT_CHECKS)


changes = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, 12), some_text()),
        st.tuples(st.just("remove"), st.integers(0, 12), st.just("")),
        st.tuples(st.just("add_many"), st.integers(0, 12), some_text()),
        st.tuples(st.just("compact"), st.just(0), st.just("")),
    ),
    max_size=25,
)


@settings(max_examples=60)
@given(changes, some_text())
def test_after_any_changes_and_compaction_it_answers_as_an_index_made_afresh(made, message):
    index, texts = Index(), {}
    for kind, document_id, text in made:
        if kind == "add":
            index.add(document_id, text)
            texts[document_id] = text
        elif kind == "add_many":
            index.add_many([(document_id, text), (document_id + 1, text)])
            texts |= {document_id: text, document_id + 1: text}
        elif kind == "remove":
            assert index.remove(document_id) == (texts.pop(document_id, None) is not None)
        else:
            index.compact()
        assert len(index) == len(texts)
    assert {one for one, _ in found(index, message)} <= texts.keys()
    index.compact()
    for part in index.segments():
        part.check()
    assert found(index, message) == found(index_of(texts), message)


@given(st.lists(some_text(), min_size=1, max_size=20), some_text())
def test_several_parts_answer_as_one(texts, message):
    parts = Index()
    for i, text in enumerate(texts):
        if i % 2:
            parts.add_many([(i, text)])
        else:
            parts.add(i, text)
    assert found(parts, message) == found(index_of(dict(enumerate(texts))), message)


def test_many_single_additions_stay_few_parts(monkeypatch):
    monkeypatch.setattr(index_module, "_TAIL", 4)
    index = Index()
    for i in range(500):
        index.add((i * 7) % 500, f"fact-check number {i} of ferry {i % 10}")
    assert len(index) == 500
    assert len(index.segments()) <= 8
    assert found(index, "number 499")[0][0] == (499 * 7) % 500


def test_copies_of_one_text_come_in_the_order_of_their_ids():
    index = Index()
    for one in (7, 3, 5):
        index.add(one, FACT_CHECKS[2])
    index.add(4, "another subject")
    assert [one for one, _ in found(index, "free ferry tickets")] == [3, 5, 7]


def test_when_too_much_is_to_be_read_the_rare_words_decide():
    texts = {i: f"common words everywhere number{i}" for i in range(300)}
    index = Index(Config(most_postings=10))
    index.add_many(texts.items())
    assert found(index, "common words everywhere number77")[0][0] == 77


def test_no_question_leaves_a_trace_in_the_next():
    index = index_of(FACT_CHECKS)
    first = found(index, "ferry tickets")
    found(index, "boiling rice water cures flu")
    assert found(index, "ferry tickets") == first


def test_threads_may_ask_while_one_writes():
    index, errors, done = index_of(FACT_CHECKS), [], threading.Event()

    def ask():
        while not done.is_set():
            try:
                assert found(index, "free ferry tickets")[0][0] == 2
            except Exception as error:  # noqa: BLE001 (handed to the main thread)
                errors.append(error)
                return

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for one in asking:
        one.start()
    for i in range(100, 400):
        index.add(i, f"unrelated text {i}")
        index.remove(i - 50)
    done.set()
    for one in asking:
        one.join()
    assert errors == []


def test_a_million_equal_documents_would_be_no_trouble():
    index = Index()
    index.add_many((i, "equal text of a fact-check") for i in range(3_000))
    answers = Finder(index).find("equal text of a fact-check", limit=3)
    assert [one.document_id for one in answers] == [0, 1, 2]


@pytest.mark.parametrize(
    "wrong",
    [
        {"k1": 0},
        {"b": 1.5},
        {"b": -0.1},
        {"gram_weight": -1},
        {"candidates": 0},
        {"most_terms": 0},
        {"most_postings": 0},
    ],
)
def test_a_configuration_out_of_range_is_refused(wrong):
    with pytest.raises(ValueError):
        Config(**wrong)


def test_bm25_is_as_the_textbook_has_it():
    index = index_of({0: "ferry ferry boat", 1: "boat", 2: "train station hall"})
    candidates = Finder(index).candidates("ferry")
    idf = np.log1p((3 - 1 + 0.5) / (1 + 0.5))
    expected = idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / (7 / 3)))
    assert candidates.values[0][0] == pytest.approx(expected)


@pytest.mark.parametrize("held", [0, 1, 40, 1_599, 1_601, 6_000, 10_000])
def test_short_and_long_lists_give_the_counts_of_candidates_alike(held):
    chance = np.random.default_rng(held)
    documents = np.sort(chance.choice(10_000, held, replace=False)).astype(np.uint32)
    counts = chance.integers(1, 200, held).astype(np.uint8)
    for candidates in (
        chance.choice(10_000, 50, replace=False),
        np.arange(9_950, 10_000),
        np.array([0]),
        documents[:9],
    ):
        candidates = np.sort(candidates).astype(np.uint32)
        found = np.zeros((len(candidates), 2), np.uint8)
        compiled.kernels().hits(
            candidates, np.array([0, -1]), np.array([0, held]), documents, counts, np.zeros(10_000, np.int32), found
        )
        dense = np.zeros(10_000, np.uint8)
        dense[documents] = counts
        assert found[:, 0].tolist() == dense[candidates].tolist()
        assert not found[:, 1].any()
