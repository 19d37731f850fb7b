"""A tree held in memory, for the tests: the definition of RFC 6962 written out, and its tiles served from a dict."""

from collections.abc import Sequence

from clearhall.engine.merkle import (
    EMPTY_ROOT,
    Frontier,
    Hash,
    TileId,
    append,
    leaf_hash,
    node_hash,
    root_of,
)

RFC_LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
"""The eight test entries that implementations of RFC 6962 share."""


def mth(leaves: Sequence[Hash]) -> Hash:
    """RFC 6962 section 2.1 word for word, by recursion."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(mth(leaves[:k]), mth(leaves[k:]))


def some_leaves(count: int, *, salt: str = "") -> list[Hash]:
    return [leaf_hash(f"{salt}entry {n}".encode()) for n in range(count)]


class MemoryLog:
    """Grows like a stored log: a frontier, full tiles, and nothing else but the leaf hashes."""

    def __init__(self) -> None:
        self.frontier = Frontier()
        self.leaves: list[Hash] = []
        self.tiles: dict[tuple[int, int], bytes] = {}
        self.roots: dict[tuple[int, int], Hash] = {}
        self.asked: list[tuple[int, int, int]] = []

    def append(self, leaves: Sequence[Hash]) -> None:
        growth = append(self.frontier, leaves, edge=self.edge)
        self.frontier = growth.frontier
        self.leaves += leaves
        for tile in growth.tiles:
            assert (tile.level, tile.index) not in self.tiles
            self.tiles[tile.level, tile.index] = tile.hashes
            self.roots[tile.level, tile.index] = tile.root

    def edge(self, level: int, start: int, count: int) -> list[Hash]:
        self.asked.append((level, start, count))
        return self.row(level, start, count)

    def row(self, level: int, start: int, count: int) -> list[Hash]:
        if level == 0:
            return self.leaves[start : start + count]
        return [self.roots[level - 1, n] for n in range(start, start + count)]

    def read(self, tile: TileId) -> bytes:
        """A tile in a tree of any size up to the present one."""
        if tile.is_full:
            return self.tiles[tile.level, tile.index]
        return b"".join(self.row(tile.level, tile.index * 256, tile.width))


def tile_of_size(leaves: Sequence[Hash], tile: TileId) -> bytes:
    """The tile by its definition in C2SP tlog-tiles, from all the leaves."""
    step = 256**tile.level
    first = tile.index * 256
    return b"".join(root_of(leaves[n * step : (n + 1) * step]) for n in range(first, first + tile.width))
