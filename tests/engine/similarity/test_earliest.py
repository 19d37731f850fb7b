"""The first texts with a key are what later ones find, whether an index or sorted keys tell which those are."""

import random

import numpy as np
import pytest

from clearhall.engine import similarity
from clearhall.engine.evaluation.others import other_text
from clearhall.engine.similarity import MOST_OF_A_KEY, Config, EarliestIndex, Level

LOOSE = Config(suggest=0.48, short_suggest=0.68)


def texts(count, seed=3):
    draw = random.Random(seed)
    found = [other_text(number) for number in range(count // 2)]
    while len(found) < count:
        one = list(draw.choice(found))
        one[draw.randrange(len(one))] = draw.choice("ab的了")
        found.append("".join(one))
    draw.shuffle(found)
    return found


def entered(index, signatures, at_once):
    return np.concatenate([index.enter(signatures[at : at + at_once]) for at in range(0, len(signatures), at_once)])


def test_answers_do_not_depend_on_how_many_come_at_once_or_how_often_the_index_grew():
    signatures = similarity.sign_rows(texts(3_000))
    whole = EarliestIndex(LOOSE, expected=5_000).enter(signatures)
    assert (whole[:, 0] >= 0).sum() > 1_000
    for at_once in (1, 64, 1_000):
        assert (entered(EarliestIndex(LOOSE), signatures, at_once) == whole).all()


@pytest.mark.parametrize("at_once", [1, 500, 10**6])
def test_sorted_keys_give_what_the_index_gives(at_once):
    crowd = [
        f"您的快递已到达请凭取件码到小区门口领取 {chr(0x4E00 + number)}{chr(0x5000 + number)}" for number in range(300)
    ]
    signatures = similarity.sign_rows([*texts(700), *crowd])
    keys = similarity.packed_keys(signatures, 0, LOOSE.bands, config=LOOSE)
    numbers = np.repeat(np.arange(len(signatures), dtype=np.uint32), LOOSE.bands)
    shuffled = np.random.default_rng(1).permutation(keys.size)
    blocks = list(similarity.earliest_pairs(keys.ravel()[shuffled], numbers[shuffled], at_once=at_once))
    pairs = np.unique(np.concatenate(blocks), axis=0)
    assert (pairs[:, 0] > pairs[:, 1]).all()
    best = similarity.best_pairs(signatures, pairs[:, 0], pairs[:, 1], signatures, pairs[:, 1], answers=7, config=LOOSE)
    assert (best == EarliestIndex(LOOSE).enter(signatures)).all()


def test_a_text_finds_no_more_than_the_first_of_a_key():
    signatures = np.repeat(similarity.sign_rows(["the same parcel waits at the same point again"]), 200, axis=0)
    found = EarliestIndex(LOOSE, answers=100).enter(signatures)[-1]
    assert found[found >= 0].tolist() == list(range(MOST_OF_A_KEY))


def test_a_wide_key_is_refused():
    with pytest.raises(ValueError, match="at most 3"):
        EarliestIndex(Config(rows_per_band=4, bands=16))


def test_the_best_group_is_the_one_that_comparing_each_gives():
    draw, pool = random.Random(5), [*texts(300), "验证码 1234", "验证码 9876", "ab", "🙂", "🙂"]
    asked = [draw.choice(pool) for _ in range(200)]
    among = [[draw.choice(pool) for _ in range(draw.randrange(6))] + [one] * draw.randrange(2) for one in asked]
    for text, others, best in zip(asked, among, similarity.best_groups(asked, among), strict=True):
        findings = [(similarity.overlap(text, other), at) for at, other in enumerate(others)]
        right = [(-one.score, at, one.detail) for one, at in findings if one.level is Level.GROUP]
        assert best == (similarity.Best(min(right)[1], -min(right)[0], min(right)[2]) if right else None)
