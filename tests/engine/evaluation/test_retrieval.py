import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearhall.engine.evaluation.retrieval import (
    Document,
    EvaluationFile,
    Query,
    area_under_curve,
    average_precision,
    evaluate_retrieval,
    read_corpus,
    read_queries,
    reciprocal_rank,
)

CORPUS = [
    Document("a", "The ferry company did not give away free tickets"),
    Document("b", "Rice water does not cure the river flu"),
    Document("c", "The photo of the flooded station is from another year"),
    Document("d", "網傳喝鹽水可以治好河流感是錯誤的"),
]
QUERIES = [
    Query("1", "the free ferry tickets", frozenset("a")),
    Query("2", "does rice water cure flu", frozenset("b")),
    Query("3", "喝盐水治好河流感", frozenset("d")),
]


@pytest.mark.parametrize(
    ("ranks", "right", "expected"),
    [
        ([1, 2, 3], {1}, 1.0), ([2, 1, 3], {1}, 0.5), ([2, 3], {1}, 0.0), ([], {1}, 0.0), ([1], set(), 0.0),
        ([1, 9, 2], {1, 2}, (1 + 2 / 3) / 2), ([9, 9, 9, 9, 9, 1], {1}, 0.0),
        ([1, 2, 3, 4, 5], set(range(1, 8)), 1.0), ([1], set(range(1, 8)), 0.2),
    ],
)  # fmt: skip
def test_average_precision_at_five(ranks, right, expected):
    assert average_precision(ranks, frozenset(right)) == pytest.approx(expected)


@pytest.mark.parametrize(("ranks", "expected"), [([1], 1.0), ([5, 1], 0.5), ([5, 6], 0.0), ([], 0.0)])
def test_reciprocal_rank(ranks, expected):
    assert reciprocal_rank(ranks, frozenset([1])) == expected


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12), st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_area_under_curve_counts_pairs(above, below):
    pairs = np.mean([(a > b) + (a == b) / 2 for a in above for b in below])
    assert area_under_curve(np.array(above, float), np.array(below, float)) == pytest.approx(pairs)


def test_area_under_curve_of_nothing_is_a_guess():
    assert area_under_curve(np.empty(0), np.ones(3)) == 0.5


def test_a_corpus_that_holds_the_answers_is_scored_perfect():
    result = evaluate_retrieval(CORPUS, QUERIES)
    assert (result.map_at_5, result.mrr, result.hits_at_1, result.hits_at_5) == (1, 1, 1, 1)
    assert result.no_match_auc == 1
    assert result.said_known_without == 0
    assert result.known_and_wrong == 0
    assert result.queries_per_s > 0
    assert json.loads(json.dumps(result.as_dict()))["documents"] == 4


def test_training_pairs_are_learned_from():
    result = evaluate_retrieval(CORPUS, QUERIES, QUERIES)
    assert result.hits_at_1 == 1
    assert result.train_s > 0


def test_no_query_and_unknown_documents_are_refused():
    with pytest.raises(EvaluationFile):
        evaluate_retrieval(CORPUS, [])
    with pytest.raises(EvaluationFile, match="query 9"):
        evaluate_retrieval(CORPUS, [Query("9", "text", frozenset("z"))])
    with pytest.raises(EvaluationFile, match="query 9"):
        evaluate_retrieval(CORPUS, QUERIES, [Query("9", "text", frozenset("z"))])


def written(path, *rows):
    path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in rows), encoding="utf-8")
    return path


def test_files_are_read_with_all_text_fields_and_extra_columns(tmp_path):
    corpus = written(
        tmp_path / "c",
        {"doc_id": "1", "claim": "A", "title": "B"},
        "",
        {"doc_id": "2", "text": "C", "reference": None, "verdict": "RUMOR"},
    )
    assert read_corpus(corpus) == [Document("1", "A\nB"), Document("2", "C")]
    queries = written(tmp_path / "q", {"query_id": "7", "kind": "message", "text": "D", "relevant": ["1", "2"]})
    assert read_queries(queries) == [Query("7", "D", frozenset("12"))]


@pytest.mark.parametrize(
    "row",
    ["{", "[]", '"text"', {"doc_id": "1"}, {"doc_id": 1, "text": "a"}, {"text": "a"}, {"doc_id": "1", "text": 5}],
)
def test_a_corpus_row_that_cannot_be_read_is_named_by_its_line(tmp_path, row):
    with pytest.raises(EvaluationFile, match="line 2"):
        read_corpus(written(tmp_path / "c", {"doc_id": "0", "text": "fine"}, row))


def test_a_document_that_comes_twice_is_refused(tmp_path):
    with pytest.raises(EvaluationFile, match="twice"):
        read_corpus(written(tmp_path / "c", {"doc_id": "0", "text": "a"}, {"doc_id": "0", "text": "b"}))


@pytest.mark.parametrize(
    "row",
    [
        {"query_id": "1", "text": "a"}, {"query_id": "1", "text": "a", "relevant": []},
        {"query_id": "1", "text": "a", "relevant": "1"}, {"query_id": "1", "text": "a", "relevant": [1]},
        {"query_id": 1, "text": "a", "relevant": ["1"]}, {"query_id": "1", "text": None, "relevant": ["1"]}, "x",
    ],
)  # fmt: skip
def test_a_query_row_that_cannot_be_read_is_named_by_its_line(tmp_path, row):
    with pytest.raises(EvaluationFile, match="line 1"):
        read_queries(written(tmp_path / "q", row))
