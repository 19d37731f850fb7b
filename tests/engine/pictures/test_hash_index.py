import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearhall.engine.pictures import HashIndex, Near, PdqHash


def changed(one, bits):
    value = int.from_bytes(one.data)
    for bit in bits:
        value ^= 1 << bit
    return PdqHash(value.to_bytes(32))


def some_hashes(seed, count):
    """Hashes in a few clouds, so that many lie at every distance from 0 to 60."""
    chance = np.random.default_rng(seed)
    centres = [PdqHash(chance.bytes(32)) for _ in range(3)]
    return [
        changed(centres[i % 3], chance.choice(256, int(chance.integers(0, 40)), replace=False).tolist())
        for i in range(count)
    ]


def by_hand(entered, wanted, within):
    found = [Near(number, one.distance(wanted)) for number, one in entered.items() if one.distance(wanted) <= within]
    return tuple(sorted(found, key=lambda near: (near.distance, near.picture_id)))


@settings(max_examples=40, deadline=None)  # grows indexes
@given(st.integers(0, 10**6), st.integers(0, 120), st.integers(0, 31), st.sets(st.integers(0, 119), max_size=30))
def test_exactly_those_within_the_distance_are_found(seed, count, within, gone):
    every = some_hashes(seed, count + 5)
    entered = dict(enumerate(every[:count]))
    index = HashIndex()
    index.add_many(list(entered), list(entered.values()))
    for number in gone:
        assert index.remove(number) == (entered.pop(number, None) is not None)
    assert len(index) == len(entered)
    for wanted in every[-5:] + every[:3]:
        assert index.find(wanted, within=within, limit=1000) == by_hand(entered, wanted, within)


@pytest.mark.parametrize("bits", [range(31), range(0, 256, 9), [16 * i + 15 for i in range(16)], range(100, 116)])
def test_the_bits_may_differ_anywhere(bits):
    one = PdqHash(bytes(range(32)))
    index = HashIndex()
    index.add(4, one)
    bits = list(bits)[:31]
    assert index.find(changed(one, bits)) == (Near(4, len(bits)),)


def test_two_bits_in_each_chunk_are_one_too_many():
    one = PdqHash(bytes(32))
    index = HashIndex()
    index.add(1, one)
    far = changed(one, [16 * i + j for i in range(16) for j in (3, 7)])
    assert one.distance(far) == 32
    assert index.find(far) == ()


def test_a_picture_entered_again_is_replaced_and_growth_keeps_the_rest():
    index, every = HashIndex(), some_hashes(3, 2_000)
    for number, one in enumerate(every):
        index.add(number, one)
    index.add(7, every[0])
    assert index.find(every[0], within=0)[:2] == (Near(0, 0), Near(7, 0))
    assert len(index) == 2_000
    assert 7 in index
    assert 2_000 not in index


def test_the_nearest_come_first_up_to_the_limit():
    one = PdqHash(bytes(32))
    index = HashIndex(expected=6_000)
    index.add_many(range(6_000), [changed(one, range(number % 20)) for number in range(6_000)])
    assert [near.distance for near in index.find(one, limit=301)] == [0] * 300 + [1]
    assert index.find(one, limit=2) == (Near(0, 0), Near(20, 0))


def test_an_array_of_bytes_is_taken_too():
    rows = np.random.default_rng(1).integers(0, 256, (50, 32), dtype=np.uint8)
    index = HashIndex()
    index.add_many(range(50), rows)
    assert index.find(PdqHash(rows[33].tobytes()), within=0) == (Near(33, 0),)
    assert index.bytes_used > 50 * 32


@pytest.mark.parametrize(
    ("ids", "hashes"),
    [([1, 1], [PdqHash(bytes(32))] * 2), ([1], []), ([-1], [PdqHash(bytes(32))]), ([1], np.zeros((1, 31), np.uint8))],
)
def test_wrong_entries_are_refused_and_change_nothing(ids, hashes):
    index = HashIndex()
    index.add(9, PdqHash(bytes(32)))
    with pytest.raises(ValueError):
        index.add_many(ids, hashes)
    assert len(index) == 1


@pytest.mark.parametrize("asked", [{"within": 32}, {"within": -1}, {"limit": 0}])
def test_questions_out_of_range_are_refused(asked):
    with pytest.raises(ValueError, match="must be"):
        HashIndex().find(PdqHash(bytes(32)), **asked)


def test_the_same_hash_many_thousand_times_is_answered():
    index = HashIndex()
    index.add_many(range(20_000), np.zeros((20_000, 32), np.uint8))
    assert len(index.find(PdqHash(bytes(32)), limit=20_000)) == 20_000
