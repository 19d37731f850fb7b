"""The right edge of a growing tree: as few hashes as it takes to go on appending.

A tree of n leaves is a row of full subtrees, one for each 1 in the binary form of n. Their roots, the largest first,
are the frontier (elsewhere called a compact range). It grows without reading any older entry; only when a tile
becomes full are the hashes read that stand in it already.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from clearhall.engine.merkle.hashing import HASH_BYTES, fold_right, pair_up
from clearhall.engine.merkle.tiles import TILE_HEIGHT, TILE_WIDTH, Tile, split_hashes
from clearhall.engine.merkle.types import BadTile, Hash, TreeHead

EdgeReader = Callable[[int, int, int], Sequence[Hash]]
"""`edge(level, start, count)`: hashes start … start + count - 1 of that tile level, as the tree had them before."""


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree of `size` leaves: the roots of its full subtrees, largest (leftmost) first."""

    size: int = 0
    hashes: tuple[Hash, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise BadTile(f"A tree of {self.size} leaves does not have {len(self.hashes)} full subtrees")

    @property
    def root(self) -> Hash:
        """The RFC 6962 tree hash."""
        return fold_right(self.hashes)

    @property
    def head(self) -> TreeHead:
        return TreeHead(self.size, self.root)

    def packed(self) -> bytes:
        """The hashes one after the other, for storage beside `size`."""
        return b"".join(self.hashes)

    @classmethod
    def unpacked(cls, size: int, data: bytes) -> "Frontier":
        """The frontier that `packed` wrote. Raises BadTile when the length does not fit `size`."""
        return cls(size, tuple(split_hashes(data)))


@dataclass(frozen=True, slots=True)
class Growth:
    """What an append brings: the new right edge and the tiles that became full, lowest level first."""

    frontier: Frontier
    tiles: tuple[Tile, ...]


def append(frontier: Frontier, leaves: Sequence[Hash], *, edge: EdgeReader) -> Growth:
    """Put leaf hashes at the end of the tree.

    Args:
        frontier: the right edge before.
        leaves: leaf hashes in their order; none leaves the tree as it is.
        edge: asked only for hashes of a tile that these leaves complete and that was begun before.

    Returns:
        The same frontier and tiles as when the leaves had been appended one at a time.

    Raises:
        BadTile: a hash has the wrong length, or `edge` gave another number of hashes than it was asked for.
    """
    if any(len(leaf) != HASH_BYTES for leaf in leaves):
        raise BadTile("A leaf hash has 32 bytes")
    old, new = frontier.size, frontier.size + len(leaves)
    held = list(frontier.hashes)  # largest first, so the smallest is popped from the end
    kept: list[Hash] = []  # the new frontier, smallest first
    tiles: list[Tile] = []
    grown: list[Hash] = list(leaves)  # the hashes that are new at this height
    height = 0
    while grown or held:
        if height % TILE_HEIGHT == 0 and grown:
            tiles += _full_tiles(height // TILE_HEIGHT, old >> height, grown, edge)
        if (old >> height) & 1:
            grown.insert(0, held.pop())
        if (new >> height) & 1:
            kept.append(grown[-1])
        grown = pair_up(grown)
        height += 1
    return Growth(Frontier(new, tuple(reversed(kept))), tuple(tiles))


def _full_tiles(level: int, begun: int, grown: Sequence[Hash], edge: EdgeReader) -> list[Tile]:
    """The tiles of one level that become full when `grown` follows the `begun` hashes already there."""
    first, inside = divmod(begun, TILE_WIDTH)
    if inside + len(grown) < TILE_WIDTH:
        return []
    before = list(edge(level, begun - inside, inside)) if inside else []
    if len(before) != inside:
        raise BadTile(f"Asked for {inside} hashes of level {level}, got {len(before)}")
    row = [*before, *grown]
    return [
        Tile(level, first + n, b"".join(row[n * TILE_WIDTH : (n + 1) * TILE_WIDTH]))
        for n in range(len(row) // TILE_WIDTH)
    ]
