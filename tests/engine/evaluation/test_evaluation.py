"""The measures, on files small enough to be counted by hand."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearhall.engine.evaluation import duplicates, indicators, pairs
from clearhall.engine.evaluation.files import EvaluationError, read_rows
from clearhall.engine.evaluation.others import other_text
from clearhall.engine.evaluation.pair_model import FEATURES, fit, pair_features

PARCEL = "【蓝鲸快递】您的包裹因地址不详无法派送，请在今天十八点前点击链接补填信息并支付两元改派费，逾期将退回寄件人"
HALL = "The swimming hall opens again on Monday after the repair of its roof and of both changing rooms"


def written(tmp_path, rows):
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("others", [0, 300])
def test_duplicates_count_pairs_groups_and_edits(tmp_path, others):
    rows = [
        {"id": 1, "text": PARCEL, "cluster": "a", "ops": []},
        {"id": 2, "text": PARCEL.replace("两元", "三元"), "cluster": "a", "ops": ["numbers"]},
        {"id": 3, "text": "something with other words altogether in it", "cluster": "a", "ops": ["lost"]},
        {"id": 4, "text": HALL, "cluster": "b"},
        {"id": 5, "text": HALL + "!", "cluster": "c"},
    ]
    (scored,) = duplicates.evaluate([written(tmp_path, rows)], others=others)
    assert (scored["pair_precision"], scored["pair_recall"]) == (1 / 2, 1 / 3)
    assert scored["pair_f1"] == scored["closure_f1"] == pytest.approx(0.4)
    assert scored["recall_by_op"] == {"lost": 0.0, "numbers": 0.5}
    assert {(one["left"], one["right"]) for one in scored["confusions"]} == {(4, 5), (1, 3), (2, 3)}
    assert scored["docs_per_s"] > 0
    assert scored["bytes_per_doc"] > 100


def test_groups_close_over_shared_partners():
    groups = duplicates.Groups(6)
    for left, right in ((4, 2), (0, 4), (3, 5)):
        groups.join(left, right)
    assert sorted(map(sorted, groups.members(range(6)))) == [[0, 2, 4], [3, 5]]
    assert groups.members([0, 1, 3]) == []


def test_other_texts_are_the_same_everywhere_and_different_from_each_other():
    texts = [other_text(number) for number in range(2_000)]
    assert texts[7] == other_text(7)
    assert len(set(texts)) == 2_000
    assert all(texts)


def test_indicators_count_a_find_only_when_all_of_it_is_right(tmp_path):
    right = {"type": "phone", "start": 0, "end": 11, "value": "13800000000"}
    rows = [
        {"text": "13800000000", "indicators": [right]},
        {"text": "13800000000", "indicators": [right | {"start": 1}]},
        {"text": "nothing here", "indicators": []},
    ]
    (scored,) = indicators.evaluate([written(tmp_path, rows)])
    assert (scored["precision"], scored["recall"], scored["f1"]) == (0.5, 0.5, 0.5)
    assert (scored["exact_cases"], scored["cases"]) == (2, 3)
    assert scored["by_type"]["phone"]["wanted"] == 2
    assert scored["confusions"][0]["row"] == 2
    assert scored["texts_per_s"] > 0


def test_vectors_of_links_want_all_of_them_in_order_and_lists_want_each(tmp_path):
    rows = [
        {
            "text": "http://a.example.com b.example.com",
            "urls": ["http://a.example.com", "b.example.com"],
            "source": "x",
        },
        {
            "text": "http://a.example.com b.example.com",
            "urls": ["b.example.com", "http://a.example.com"],
            "source": "x",
        },
        {"text": "b.example.com b.example.com", "urls": ["b.example.com"], "source": "x"},
        {
            "text": "at 192.0.2.7 or b.example.com",
            "expected": {"ipv4s": ["192.0.2.7"], "unknown": ["?"]},
            "source": "y",
        },
    ]
    (scored,) = indicators.evaluate([written(tmp_path, rows)])
    assert scored["exact_by_source"] == {"x": {"exact": 1, "cases": 3}, "y": {"exact": 1, "cases": 1}}


def meaning(count):
    return [
        {
            "a": f"怎么办理{n}号业务",
            "b": f"{n}号业务怎么办理" if n % 2 else f"哪里有{n}号的店",
            "label": n % 2,
            "source": "s",
        }
        for n in range(count)
    ]


def test_pairs_are_learned_from_other_files_than_the_scored_one(tmp_path):
    train = written(tmp_path, meaning(200)).rename(tmp_path / "train.jsonl")
    data = written(tmp_path, [row | {"source": "t"} for row in meaning(40)])
    (bare,), (learned,) = pairs.evaluate([data]), pairs.evaluate([data], train=[train])
    assert learned["accuracy"] == learned["by_source"]["t"]["accuracy"] > 0.95
    assert learned["auc"] >= bare["auc"]
    assert learned["pairs"] == 40


def test_one_label_cannot_be_learned_and_has_no_curve(tmp_path):
    data = written(tmp_path, [row for row in meaning(20) if row["label"]])
    with pytest.raises(EvaluationError, match="some of another"):
        pairs.evaluate([data], train=[data])
    assert pairs.evaluate([data])[0]["auc"] is None


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=2, max_size=20))
def test_the_curve_is_the_share_of_pairs_in_order(rows):
    scores, labels = np.array([s for s, _ in rows], float), np.array([int(label) for _, label in rows])
    ones, zeros = scores[labels == 1], scores[labels == 0]
    area = pairs.area_under_curve(scores, labels)
    if not len(ones) or not len(zeros):
        assert area is None
    else:
        assert area == pytest.approx(np.mean([(a > b) + (a == b) / 2 for a in ones for b in zeros]))


@given(st.text(max_size=30), st.text(max_size=30))
def test_features_are_numbers_for_any_texts(a, b):
    features = pair_features(a, b)
    assert len(features) == len(FEATURES)
    assert np.isfinite(features).all()


def test_the_same_pairs_give_the_same_model():
    rows = meaning(60)
    texts, labels = [(row["a"], row["b"]) for row in rows], [row["label"] for row in rows]
    assert (fit(texts, labels).probabilities(texts) == fit(texts, labels).probabilities(texts)).all()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "no rows"),
        ("{", "line 1: this is no JSON"),
        ("[1]", "no JSON object"),
        ('{"text": "a"}\n\n{"text": 7}', "line 3: “text”"),
        ('{"id": 1}', "line 1: “text”"),
    ],
)
def test_a_file_that_cannot_be_scored_is_refused_with_its_line(tmp_path, content, sentence):
    path = tmp_path / "rows.jsonl"
    path.write_text(content)
    with pytest.raises(EvaluationError, match=sentence):
        read_rows(path, text=str)
