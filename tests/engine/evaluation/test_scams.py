"""Measured figures on invented rows; on public sets where these lie beside the project."""

import json
import os
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from clearhall.engine.evaluation.perturbations import Perturbation
from clearhall.engine.evaluation.scams import binary_f1, evaluate_scams, score_scams, task_for, train_scams
from clearhall.engine.recognition import Kind, LabelledText, NoRows, OneClassOnly, Task, read_rows
from tests.engine.recognition.invented import message_rows

SHARED = Path(os.environ.get("CLEARHALL_SHARED", Path(__file__).parents[3].parent / "shared")) / "data"
KEYS = {"macro_f1", "binary_f1", "auc", "brier", "false_positive_rate", "recall", "messages_per_s"}

on_public_sets = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason=f"no public data sets in {SHARED}"),
]


@pytest.fixture(scope="module")
def rows():
    return message_rows(each=12), message_rows(each=8, seed=2)


def ticks():
    """A clock that moves a second at each look."""
    return count().__next__


def test_it_prints_what_the_command_promises_for_each_file_in_order(rows):
    train, data = rows
    results = evaluate_scams({"a": train}, {"one": data, "two": data[:40]}, clock=ticks())
    assert [one.data for one in results] == ["one", "two"]
    for one in results:
        assert set(one.as_dict()) >= KEYS
        json.dumps(one.as_dict())
    assert results[0].macro_f1 > 0.9
    assert results[0].task is Task.MESSAGE_KIND


def test_the_rate_is_texts_by_seconds(rows):
    train, data = rows
    result = evaluate_scams({"a": train}, {"b": data}, clock=ticks())[0]
    assert result.messages_per_s == len(data)


def test_files_with_other_label_sets_are_measured_as_harm_or_none(rows):
    train, data = rows
    other = [LabelledText("您的快递到了", Kind.ADVERT), LabelledText("恭喜您中奖", Kind.PRIZE)]
    assert task_for({"a": train}, {"b": data}) is Task.MESSAGE_KIND
    assert task_for({"a": train}, {"b": other}) is Task.MESSAGE_HARM
    assert task_for({"a": train, "c": other}, {"b": data}) is Task.MESSAGE_HARM
    result = evaluate_scams({"a": train}, {"b": other}, clock=ticks())[0]
    assert result.false_positive_rate is not None
    assert result.recall is not None


def test_a_file_of_one_side_has_no_figures_for_the_other(rows):
    model = train_scams({"a": rows[0]}, task=Task.MESSAGE_HARM)
    harm = score_scams(model, [LabelledText("恭喜中奖", Kind.PRIZE)], clock=ticks())
    assert (harm.auc, harm.false_positive_rate) == (None, None)
    assert harm.recall in (0, 1)
    fine = score_scams(model, [LabelledText("晚上吃什么", Kind.ORDINARY)], clock=ticks())
    assert (fine.auc, fine.recall) == (None, None)


def test_kinds_the_model_does_not_know_count_as_missed(rows):
    model = train_scams({"a": rows[0]}, task=Task.MESSAGE_KIND)
    result = score_scams(model, [LabelledText("loan", Kind.LOAN)] * 4, clock=ticks())
    assert result.macro_f1 == 0


@pytest.mark.parametrize("how", Perturbation)
def test_rewriting_is_applied_to_the_data_and_costs_little(rows, how):
    model = train_scams({"a": rows[0]}, task=Task.MESSAGE_KIND)
    plain = score_scams(model, rows[1], clock=ticks())
    changed = score_scams(model, rows[1], perturbation=how, clock=ticks())
    assert changed.perturbation is how
    assert changed.macro_f1 > plain.macro_f1 - 0.05


def test_nothing_to_measure_or_to_learn_is_an_error(rows):
    with pytest.raises(NoRows):
        evaluate_scams({"a": rows[0]}, {"empty": []}, task=Task.MESSAGE_KIND)
    with pytest.raises(NoRows):
        evaluate_scams({"a": []}, {"b": rows[1]}, task=Task.MESSAGE_KIND)
    with pytest.raises(OneClassOnly):
        evaluate_scams({"a": [LabelledText(f"{i}", Kind.ORDINARY) for i in range(9)]}, {"b": rows[1]})


def test_f1_of_nothing_is_not_known():
    assert binary_f1(np.array([False]), np.array([False])) is None
    assert binary_f1(np.array([True, True]), np.array([True, False])) == pytest.approx(2 / 3)


def split(name):
    rows = read_rows(SHARED / name / "train.jsonl")
    return [row for i, row in enumerate(rows) if i % 4], rows[::4]


@pytest.mark.parametrize(("name", "least"), [("scam_en_sms5971", 0.84)])
@pytest.mark.parametrize("mark", [pytest.param(None, marks=on_public_sets)])
def test_kinds_are_told_on_parts_of_the_training_rows(name, least, mark):
    train, rest = split(name)
    model = train_scams({name: train}, task=Task.MESSAGE_KIND)
    plain = score_scams(model, rest, clock=ticks())
    assert plain.macro_f1 > least
    for how in Perturbation:
        assert score_scams(model, rest, perturbation=how, clock=ticks()).macro_f1 > plain.macro_f1 - 0.03, how


@pytest.mark.parametrize("mark", [pytest.param(None, marks=[*on_public_sets, pytest.mark.slow])])
def test_one_pooled_model_finds_other_frauds_and_leaves_ordinary_messages_alone(mark):
    names = ("scam_zh_telecom5", "scam_zh_fbs", "scam_en_sms5971", "ham_nus_zh", "ham_nus_en")
    parts = {name: split(name) for name in names}
    model = train_scams({name: part[0] for name, part in parts.items()}, task=Task.MESSAGE_HARM)
    for name in ("ham_nus_zh", "ham_nus_en"):
        assert score_scams(model, parts[name][1], clock=ticks()).false_positive_rate <= 0.002
    frauds = read_rows(SHARED / "scam_bi_fraudr1/train.jsonl")
    assert score_scams(model, frauds, clock=ticks()).recall > 0.7
