import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearhall.engine.recognition import calibration


def drawn(rows=4_000, seed=0):
    """Margins whose true probability is known: sigmoid(3 m - 1)."""
    draw = np.random.default_rng(seed)
    margins = draw.normal(size=rows)
    truth = draw.random(rows) < 1 / (1 + np.exp(1 - 3 * margins))
    return np.stack([np.zeros(rows), margins], axis=1), truth


def test_it_finds_the_probabilities_that_made_the_rows():
    margins, truth = drawn()
    found = calibration.fit_calibration(margins, truth.astype(np.int64)).probabilities(margins)[:, 1]
    assert np.abs(found - 1 / (1 + np.exp(1 - 3 * margins[:, 1]))).max() < 0.06


def test_calibrated_bins_hold_what_they_say():
    margins, truth = drawn(20_000)
    found = calibration.fit_calibration(margins, truth.astype(np.int64)).probabilities(margins)[:, 1]
    assert all(abs(one.mean_probability - one.share_true) < 0.05 for one in calibration.reliability(truth, found))


def test_rows_told_apart_without_error_do_not_end_in_infinity():
    margins = np.stack([np.zeros(10), np.array([-1.0] * 5 + [1.0] * 5)], axis=1)
    fitted = calibration.fit_calibration(margins, np.array([0] * 5 + [1] * 5))
    assert np.isfinite(fitted.slopes).all()
    assert fitted.probabilities(margins)[:, 1].round().tolist() == [0] * 5 + [1] * 5


@pytest.mark.parametrize(
    ("truth", "scores", "area"),
    [
        ([0, 1], [0.1, 0.9], 1.0),
        ([0, 1], [0.9, 0.1], 0.0),
        ([0, 1, 0, 1], [1, 1, 1, 1], 0.5),
        ([1, 0, 1], [3, 2, 1], 0.5),
    ],
)
def test_area_under_the_curve(truth, scores, area):
    assert calibration.auc(np.array(truth, bool), np.array(scores, float)) == area


def test_area_needs_both_sides():
    assert calibration.auc(np.array([True]), np.array([1.0])) is None


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 0.1, 0.5, 1.0])), min_size=1, max_size=30))
def test_no_other_threshold_has_a_better_f1(pairs):
    truth, scores = np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])

    def f1(threshold):
        named = scores >= threshold
        return 2 * (truth & named).sum() / max(1, truth.sum() + named.sum())

    assert f1(calibration.best_f1_threshold(truth, scores)) == max(map(f1, scores))


def test_a_threshold_lies_between_what_it_tells_apart():
    assert calibration.best_f1_threshold(np.array([True, False]), np.array([0.9, 0.1])) == 0.5


def test_a_lower_threshold_is_taken_for_a_little_f1():
    truth, scores = np.array([True] * 50 + [False, True] * 2), np.linspace(1, 0, 54)
    best = calibration.best_f1_threshold(truth, scores)
    lower = calibration.best_f1_threshold(truth, scores, given_up=0.05)
    assert lower <= best
    assert lower < scores[-2]


def test_leans_stay_at_one_where_nothing_is_gained():
    probabilities = np.array([[0.9, 0.1]] * 20 + [[0.1, 0.9]] * 20)
    assert calibration.fit_leans(probabilities, np.array([0] * 20 + [1] * 20)).tolist() == [1, 1]


def test_a_rare_class_that_is_always_second_is_leaned_towards():
    probabilities = np.array([[0.9, 0.1]] * 100 + [[0.6, 0.4]] * 5)
    leans = calibration.fit_leans(probabilities, np.array([0] * 100 + [1] * 5))
    assert leans[1] > 1
