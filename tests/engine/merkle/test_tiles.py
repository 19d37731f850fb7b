import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearhall.engine.merkle import (
    BadTile,
    TileId,
    bundle_entries,
    entry_path,
    parse_tile_index,
    tiles_of_tree,
    unbundle_entries,
)

PATHS = {
    (0, 256): "000",
    (7, 256): "007",
    (999, 256): "999",
    (1000, 256): "x001/000",
    (1_234_067, 256): "x001/x234/067",  # the example of C2SP tlog-tiles
    (1_234_067, 8): "x001/x234/067.p/8",
    (3, 255): "003.p/255",
}


@pytest.mark.parametrize(("tile", "path"), PATHS.items())
def test_paths_are_written_and_read_in_groups_of_three_digits(tile, path):
    index, width = tile
    assert TileId(2, index, width).path == f"tile/2/{path}"
    assert entry_path(index, width) == f"tile/entries/{path}"
    assert parse_tile_index(path) == (index, width)


@given(st.integers(0, 10**15), st.integers(1, 256))
def test_every_path_reads_back(index, width):
    assert parse_tile_index(entry_path(index, width).removeprefix("tile/entries/")) == (index, width)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "0",
        "00",
        "1000",
        "x000/001",
        "001/002",
        "x001/x002",
        "000.p/0",
        "000.p/256",
        "000.p/300",
        "000.p/01",
        "000.p/",
        "000.p",
        "000.p/1/2",
        "000/",
        "/000",
        "000\n",
        "-01",
        "x999/x999/x999/x999/x999/x999/999",
        "٠٠٠",
        "000.p/٣",
        "../000",
    ],
)
def test_anything_else_is_not_a_path(path):
    with pytest.raises(BadTile):
        parse_tile_index(path)


def test_a_tree_of_70000_has_the_tiles_that_the_standard_counts():
    tiles = list(tiles_of_tree(70_000))
    assert [tile for tile in tiles if not tile.is_full] == [TileId(0, 273, 112), TileId(1, 1, 17), TileId(2, 0, 1)]
    assert len([tile for tile in tiles if tile.is_full and tile.level == 0]) == 273
    assert [tile for tile in tiles if tile.is_full and tile.level == 1] == [TileId(1, 0)]


def test_a_tree_of_256_has_a_full_tile_and_one_hash_above_it():
    assert list(tiles_of_tree(256)) == [TileId(0, 0), TileId(1, 0, 1)]
    assert list(tiles_of_tree(0)) == []


def test_tiles_that_were_full_before_are_left_out():
    assert list(tiles_of_tree(600, since=300)) == [TileId(0, 1), TileId(0, 2, 88), TileId(1, 0, 2)]


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_bundles_give_back_their_entries(entries):
    assert unbundle_entries(bundle_entries(entries)) == entries


def test_a_bundle_that_is_cut_short_or_too_long_is_refused():
    whole = bundle_entries([b"one", b"two"])
    assert whole == b"\x00\x03one\x00\x03two"
    for end in range(1, len(whole)):
        if end != 5:
            with pytest.raises(BadTile):
                unbundle_entries(whole[:end])
    with pytest.raises(BadTile):
        unbundle_entries(b"\x00\x00" * 257)
    with pytest.raises(BadTile):
        bundle_entries([b"x" * 65_536])
