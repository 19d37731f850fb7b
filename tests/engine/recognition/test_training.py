from dataclasses import replace

import numpy as np
import pytest

from clearhall.engine.recognition import Kind, LabelledText, NoRows, OneClassOnly, Task, kernels, types
from clearhall.engine.recognition.reading import Features, features_of, salt_of
from tests.engine.recognition.invented import filled, message_rows, trained
from tests.engine.recognition.invented import random as randomness


def test_it_learns_kinds_in_two_languages(kinds_model):
    draw = randomness.Random(99)
    asked = {
        filled(draw, "您的账户异常，请立即登录 {link} 核实"): Kind.PHISHING,
        filled(draw, "your account is locked, verify it at {link}"): Kind.PHISHING,
        "这里是公安局，您的银行卡涉嫌洗钱，请配合调查": Kind.IMPERSONATING_AUTHORITIES,
        "晚上一起吃饭": Kind.ORDINARY,
        "see you at lunch": Kind.ORDINARY,
    }
    assert {text: kinds_model.recognise_many([text])[0].kind for text in asked} == asked


def test_addresses_are_told_apart(url_model):
    bad, fine = url_model.recognise_many(
        ["http://login.qwert-verify.top/1/account.php", "https://river-museum.org/music/2"]
    )
    assert bad.harm_probability > 0.9 > 0.1 > fine.harm_probability
    assert bad.is_suggested
    assert not fine.is_suggested


def test_scheme_and_www_make_no_difference(url_model):
    fronts = ("", "http://", "https://", "https://www.", "www.", "HTTPS://WWW.")
    answers = set(url_model.probabilities([f"{one}a-verify.top/x/9" for one in fronts])[:, 1])
    assert len(answers) == 1


def test_the_same_rows_and_seed_give_the_same_model():
    rows = message_rows(each=12)
    one, other = trained(rows, Task.MESSAGE_KIND), trained(rows, Task.MESSAGE_KIND)
    assert np.array_equal(one.weights, other.weights)
    assert one.card == other.card


def test_probabilities_add_up_and_nothing_is_asked_of_no_text(kinds_model):
    rows = kinds_model.probabilities(["好的", "", "verify now http://x-verify.top", "😀😀", "12345", "\ud800"])
    assert rows.shape == (6, len(kinds_model.classes))
    assert np.allclose(rows.sum(axis=1), 1)
    assert kinds_model.probabilities([]).shape == (0, len(kinds_model.classes))


def test_parts_of_a_kind_are_learned_but_never_answered():
    rows = [
        replace(row, part="bank" if "客户" in row.text or "customer" in row.text else "")
        for row in message_rows(each=12)
    ]
    model = trained(rows, Task.MESSAGE_KIND)
    assert model.weights.shape[1] > len(model.classes)
    assert model.probabilities(["好的"]).shape == (1, len(model.classes))


def test_a_row_may_say_itself_whether_it_is_harm():
    rows = [replace(row, kind=Kind.ADVERT, harmful=row.kind is not Kind.ORDINARY) for row in message_rows(each=12)]
    model = trained(rows, Task.MESSAGE_HARM)
    assert model.classes == (Kind.ORDINARY, Kind.HARM)
    assert model.card.harm_auc > 0.95


@pytest.mark.parametrize("task", Task)
def test_no_rows_are_refused(task):
    with pytest.raises(NoRows):
        trained([], task)


@pytest.mark.parametrize("task", Task)
def test_one_class_alone_is_refused(task):
    with pytest.raises(OneClassOnly, match="nothing to tell apart"):
        trained([LabelledText(f"text {i}", Kind.ORDINARY) for i in range(20)], task)


def test_a_class_with_too_few_rows_to_check_is_refused():
    rows = [LabelledText(f"text {i}", Kind.ORDINARY) for i in range(20)] + [LabelledText("pay", Kind.FRAUD)]
    with pytest.raises(OneClassOnly, match="only 1 rows of fraud"):
        trained(rows, Task.MESSAGE_KIND)


def test_a_file_of_equal_rows_can_be_learned_from():
    rows = [LabelledText("pay now", Kind.FRAUD)] * 5_000 + [LabelledText(f"hello {i}", Kind.ORDINARY) for i in range(8)]
    model = trained(rows, Task.MESSAGE_KIND)
    assert model.recognise_many(["pay now"])[0].kind is Kind.FRAUD
    assert model.card.rows == 100 + 8


def test_contradicting_rows_give_no_certainty():
    rows = [
        LabelledText("the same text", kind, group=f"{kind}{i}")
        for i in range(30)
        for kind in (Kind.FRAUD, Kind.ORDINARY)
    ]
    assert 0.3 < trained(rows, Task.MESSAGE_KIND).recognise_many(["the same text"])[0].harm_probability < 0.7


def test_scoring_sums_exactly_what_training_saw(kinds_model):
    texts = [row.text for row in message_rows(each=3, seed=5)]
    found = features_of(texts, task=Task.MESSAGE_KIND, config=kinds_model.config, salt=salt_of(kinds_model.seed))
    slow = np.empty((len(texts), kinds_model.weights.shape[1]))
    weights = kinds_model.weights.astype(np.float64)
    kernels.margins(found.ids, found.values(kinds_model.config), found.ends, weights, slow)
    assert np.allclose(kinds_model.margins(texts), slow, atol=1e-5)


def test_features_can_be_chosen_in_any_order():
    features = Features(np.arange(9, dtype=np.int32), np.array([[1, 2, 3], [3, 4, 5], [6, 8, 9]]))
    chosen = features.chosen(np.array([2, 0]))
    assert chosen.ids.tolist() == [5, 6, 7, 8, 0, 1, 2]
    assert chosen.rows.tolist() == [[1, 3, 4], [5, 6, 7]]


def test_kernels_and_file_agree_on_where_structure_ends():
    assert kernels.STRUCTURE == types.STRUCTURE_FEATURES


def test_that_an_address_is_only_a_host_does_not_come_to_mean_that_it_is_harmless():
    draw = randomness.Random(3)
    names = ["".join(draw.choices("bcdfghklmnpqrstvwxz", k=9)) for _ in range(120)]
    rows = [LabelledText(f"http://{name}.top/a/b.php", Kind.HARM, group=name) for name in names[:80]]
    words = ("garden", "museum", "bakery", "library", "school", "river", "bridge", "music")
    rows += [
        LabelledText(f"https://{first}{second}.org/", Kind.ORDINARY, group=first + second)
        for first in words
        for second in words
    ]
    asked = [f"http://{name}.top/" for name in names[80:]]
    with_hosts, without = (
        (model := trained(rows, Task.URL_HARM, hosts=share)).harm_probabilities(model.probabilities(asked)).mean()
        for share in (0.2, 0.0)
    )
    assert with_hosts > without + 0.05
    assert trained(rows, Task.URL_HARM, hosts=0.2).card.rows == len(
        rows
    )  # hosts are learned from, not counted or checked by
