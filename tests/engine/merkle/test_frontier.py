import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearhall.engine.merkle import (
    EMPTY_ROOT,
    BadTile,
    Frontier,
    append,
    leaf_hash,
    root_at,
    root_of,
    tiles_of_tree,
)
from tests.engine.merkle.trees import RFC_LEAVES, MemoryLog, mth, some_leaves, tile_of_size

# The roots after 1, 4 and 8 of the shared test entries; the first is the well-known hash of the empty leaf.
KNOWN_ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize(("size", "root"), KNOWN_ROOTS.items())
def test_the_shared_test_entries_have_the_known_roots(size, root):
    leaves = [leaf_hash(entry) for entry in RFC_LEAVES[:size]]
    log = MemoryLog()
    log.append(leaves)
    assert log.frontier.root.hex() == mth(leaves).hex() == root_of(leaves).hex() == root


def test_every_size_up_to_600_has_the_root_of_the_definition_and_the_tiles_of_the_definition():
    log = MemoryLog()
    leaves = some_leaves(600)
    for size in range(601):
        assert log.frontier.size == size
        assert log.frontier.root == mth(leaves[:size]) == root_of(leaves[:size])
        if size % 37 == 0 or size in (255, 256, 257, 511, 512, 513):
            assert root_at(size, log.read) == log.frontier.root
            for tile in tiles_of_tree(size):
                assert log.read(tile) == tile_of_size(leaves, tile)
        if size < 600:
            log.append(leaves[size : size + 1])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([0, 1, 2, 3, 7, 64, 200, 255, 256, 257, 511, 700]), max_size=9))
def test_appending_in_portions_is_the_same_as_appending_one_by_one(portions):
    in_portions, one_by_one = MemoryLog(), MemoryLog()
    leaves = some_leaves(sum(portions))
    start = 0
    for portion in portions:
        in_portions.append(leaves[start : start + portion])
        start += portion
    for leaf in leaves:
        one_by_one.append([leaf])
    assert in_portions.frontier == one_by_one.frontier
    assert in_portions.tiles == one_by_one.tiles
    assert in_portions.frontier.root == root_of(leaves)


def test_a_tile_of_the_second_level_is_made_when_65536_entries_are_in_and_none_before():
    log = MemoryLog()
    leaves = some_leaves(65_536 + 300)
    log.append(leaves[:40_000])
    log.append(leaves[40_000:65_535])
    assert (1, 0) not in log.tiles
    log.asked.clear()
    log.append(leaves[65_535:])
    assert log.asked == [(0, 65_280, 255), (1, 0, 255)]
    assert sorted(key for key in log.tiles if key[0] == 1) == [(1, 0)]
    assert len([key for key in log.tiles if key[0] == 0]) == 257
    assert log.frontier.root == root_of(leaves) == root_at(len(leaves), log.read)
    assert root_at(65_536, log.read) == root_of(leaves[:65_536])
    assert root_at(40_001, log.read) == root_of(leaves[:40_001])


def test_an_append_that_completes_no_tile_reads_nothing():
    log = MemoryLog()
    log.append(some_leaves(100))
    log.append(some_leaves(155))
    assert log.asked == []
    log.append(some_leaves(1))
    assert log.asked == [(0, 0, 255)]


def test_a_frontier_is_stored_and_read_back():
    for size in (0, 1, 2, 3, 255, 256, 259):
        log = MemoryLog()
        log.append(some_leaves(size))
        packed = log.frontier.packed()
        assert len(packed) == 32 * size.bit_count()
        assert Frontier.unpacked(size, packed) == log.frontier
    assert Frontier().root == EMPTY_ROOT


@pytest.mark.parametrize(("size", "data"), [(1, b""), (2, b"x" * 31), (0, b"x" * 32), (3, b"x" * 32), (-1, b"x" * 32)])
def test_a_stored_frontier_that_does_not_fit_its_size_is_refused(size, data):
    with pytest.raises(BadTile):
        Frontier.unpacked(size, data)


def test_a_short_leaf_hash_and_a_lying_edge_are_refused():
    with pytest.raises(BadTile):
        append(Frontier(), [b"short"], edge=lambda level, start, count: [])
    log = MemoryLog()
    log.append(some_leaves(255))
    with pytest.raises(BadTile, match="255"):
        append(log.frontier, some_leaves(1), edge=lambda level, start, count: some_leaves(254))
