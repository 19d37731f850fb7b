import json
import os
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from clearhall.engine.evaluation.perturbations import Perturbation
from clearhall.engine.evaluation.urls import evaluate_urls, recall_at_false_alarms, without_front
from clearhall.engine.recognition import Kind, LabelledText, NoRows, OneClassOnly, read_rows
from tests.engine.recognition.invented import url_rows

SHARED = Path(os.environ.get("CLEARHALL_SHARED", Path(__file__).parents[3].parent / "shared")) / "data"
KEYS = {"f1", "auc", "recall_at_fpr_0_01", "urls_per_s"}


def ticks():
    return count().__next__


@pytest.mark.parametrize("strip", [False, True])
def test_it_prints_what_the_command_promises_and_stripping_changes_nothing(strip):
    train, data = url_rows(each=60), url_rows(each=30, seed=2)
    result = evaluate_urls({"a": train}, {"b": data}, strip=strip, clock=ticks())[0]
    assert set(result.as_dict()) >= KEYS
    json.dumps(result.as_dict())
    assert result.f1 > 0.95
    assert result.auc > 0.99
    assert result.stripped is strip


def test_rewritten_addresses_are_still_told():
    train, data = url_rows(each=60), url_rows(each=30, seed=2)
    for how in (Perturbation.ZERO_WIDTH, Perturbation.FULL_WIDTH, Perturbation.CONFUSABLE):
        assert evaluate_urls({"a": train}, {"b": data}, perturbation=how, clock=ticks())[0].auc > 0.95, how


@pytest.mark.parametrize(
    ("url", "left"),
    [
        ("https://www.a.example/x", "a.example/x"),
        ("HTTP://WWW.a.example", "a.example"),
        ("www.a.example", "a.example"),
        ("a.example/http://www.b", "a.example/http://www.b"),
        ("", ""),
    ],
)
def test_scheme_and_www_are_taken_off_the_front_alone(url, left):
    assert without_front(url) == left


def test_recall_counts_what_lies_above_the_allowed_false_alarms():
    truth = np.array([True, True, False, False])
    assert recall_at_false_alarms(truth, np.array([0.9, 0.4, 0.5, 0.1]), 0.01) == 0.5
    assert recall_at_false_alarms(truth, np.array([0.9, 0.4, 0.5, 0.1]), 0.5) == 1.0
    assert recall_at_false_alarms(np.array([True]), np.array([1.0]), 0.01) is None


def test_nothing_to_measure_or_to_learn_is_an_error():
    with pytest.raises(NoRows):
        evaluate_urls({"a": url_rows(each=10)}, {"b": []})
    with pytest.raises(OneClassOnly):
        evaluate_urls({"a": [LabelledText(f"a{i}.example", Kind.ORDINARY) for i in range(9)]}, {"b": url_rows(each=5)})


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no public data sets in {SHARED}")
def test_addresses_of_one_public_set_are_told_by_a_model_of_the_other():
    sets = {name: read_rows(SHARED / name / "train.csv") for name in ("url_esdaung", "url_jpcert_time")}
    for train, test in (("url_esdaung", "url_jpcert_time"), ("url_jpcert_time", "url_esdaung")):
        result = evaluate_urls({train: sets[train]}, {test: sets[test]}, strip=True, clock=ticks())[0]
        assert result.auc > 0.88
