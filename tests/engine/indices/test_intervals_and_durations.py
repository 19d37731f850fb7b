import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearhall.engine.indices import time_by_which, wilson_interval

shares = st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(shares)
def test_the_interval_holds_the_share_and_lies_between_0_and_1(pair):
    successes, trials = pair
    interval = wilson_interval(successes, trials)
    assert 0 <= interval.low <= successes / trials <= interval.high <= 1


@given(shares)
def test_failures_are_the_mirror_of_successes(pair):
    successes, trials = pair
    one, other = wilson_interval(successes, trials), wilson_interval(trials - successes, trials)
    assert math.isclose(one.low, 1 - other.high, abs_tol=1e-12)
    assert math.isclose(one.high, 1 - other.low, abs_tol=1e-12)


@given(shares)
def test_ten_times_the_trials_make_it_narrower(pair):
    successes, trials = pair
    few, many = wilson_interval(successes, trials), wilson_interval(successes * 10, trials * 10)
    assert many.high - many.low < few.high - few.low


@given(shares)
def test_each_end_solves_the_score_equation(pair):
    """The definition: at an end, the share lies exactly z standard errors of that end away."""
    successes, trials = pair
    share, interval = successes / trials, wilson_interval(successes, trials)
    for end in (interval.low, interval.high):
        assert math.isclose(abs(share - end), 1.959963984540054 * math.sqrt(end * (1 - end) / trials), abs_tol=1e-9)


@pytest.mark.parametrize(("successes", "trials"), [(-1, 5), (6, 5), (0, 0)])
def test_impossible_counts_are_refused(successes, trials):
    with pytest.raises(ValueError):
        wilson_interval(successes, trials)


times = st.lists(st.tuples(st.integers(0, 30).map(float), st.booleans()), max_size=40)


@given(st.lists(st.integers(0, 30).map(float), min_size=1, max_size=40), st.sampled_from([0.1, 0.5, 0.9]))
def test_with_all_finished_it_is_the_nearest_rank_percentile(durations, share):
    rank = math.ceil(share * len(durations) - 1e-9)
    assert time_by_which(share, [(one, True) for one in durations]) == sorted(durations)[max(0, rank - 1)]


@given(times)
def test_it_is_a_time_that_was_observed_and_the_median_comes_first(samples):
    half, most = time_by_which(0.5, samples), time_by_which(0.9, samples)
    if half is not None:
        assert (half, True) in samples
    if most is not None:
        assert half is not None
        assert half <= most


@given(times, st.floats(0, 30))
def test_leaving_a_case_open_never_makes_a_desk_look_faster(samples, age):
    """An unfinished thing that has lasted as long as any: without it the answer may only be sooner or the same."""
    oldest = max((time for time, _done in samples), default=0.0) + age
    with_open, without = time_by_which(0.5, [*samples, (oldest, False)]), time_by_which(0.5, samples)
    assert with_open is None or (without is not None and without <= with_open)


def test_half_open_means_not_known_yet():
    assert time_by_which(0.9, [(1.0, True), (5.0, False)]) is None
    assert time_by_which(0.5, []) is None
    with pytest.raises(ValueError):
        time_by_which(1.0, [])
