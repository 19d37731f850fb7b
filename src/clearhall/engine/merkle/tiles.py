"""Tiles and entry bundles: the pieces in which a tree is published (C2SP tlog-tiles).

A tile is up to 256 hashes standing side by side. At level 0 they are leaf hashes; at level n + 1 each is the root of
a full tile of level n.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from clearhall.engine.merkle.hashing import HASH_BYTES, pair_up
from clearhall.engine.merkle.types import BadTile, Hash

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
MAX_LEVEL = 63
"""C2SP tlog-tiles, "Merkle Tree"."""

MAX_INDEX = 2**63 // TILE_WIDTH
"""No tree that a 63-bit size can describe has a tile beyond it."""

_INDEX = re.compile(r"(?:x[0-9]{3}/){0,6}[0-9]{3}")
_WIDTH = re.compile(r"[1-9][0-9]{0,2}")


@dataclass(frozen=True, slots=True, order=True)
class TileId:
    """Which tile: `level` 0 to 63, `index` ≥ 0 within the level, `width` 1 to 256 hashes (256 is a full tile)."""

    level: int
    index: int
    width: int = TILE_WIDTH

    @property
    def is_full(self) -> bool:
        return self.width == TILE_WIDTH

    @property
    def path(self) -> str:
        """Where the tile is published, below the log's prefix: `tile/0/x001/x234/067.p/5`."""
        return f"tile/{self.level}/{_index_path(self.index, self.width)}"


TileReader = Callable[[TileId], bytes]
"""Fetches a tile: `width` hashes of 32 bytes, one after the other. Whatever it raises is passed on."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A full tile: 256 hashes one after the other, 8,192 bytes."""

    level: int
    index: int
    hashes: bytes

    @property
    def root(self) -> Hash:
        """The hash that stands for this tile one level up."""
        return subtree_root(split_hashes(self.hashes))


def split_hashes(data: bytes) -> list[Hash]:
    """Cut concatenated hashes apart. Raises BadTile when the length is not a multiple of 32."""
    if len(data) % HASH_BYTES:
        raise BadTile(f"{len(data)} bytes are not a whole number of hashes")
    return [data[start : start + HASH_BYTES] for start in range(0, len(data), HASH_BYTES)]


def subtree_root(hashes: Sequence[Hash]) -> Hash:
    """The root over 1, 2, 4 … 256 neighbouring hashes; any other count is a mistake of the caller."""
    count = len(hashes)
    if count == 0 or count & (count - 1):
        raise BadTile(f"{count} hashes do not make a full subtree")
    level = hashes
    while len(level) > 1:
        level = pair_up(level)
    return level[0]


def width_in_tree(level: int, index: int, size: int) -> int:
    """How many hashes this tile has in a tree of `size` leaves: 0 (not there) to 256."""
    return max(0, min(TILE_WIDTH, (size >> (TILE_HEIGHT * level)) - index * TILE_WIDTH))


def tiles_of_tree(size: int, *, since: int = 0) -> Iterator[TileId]:
    """Every tile that a tree of `size` leaves publishes, lowest level first, the partial one of a level last.

    Args:
        since: leave out the tiles that were already full in a tree of this many leaves.
    """
    level = 0
    while (count := size >> (TILE_HEIGHT * level)) > 0:
        first = (since >> (TILE_HEIGHT * level)) // TILE_WIDTH
        for index in range(first, -(-count // TILE_WIDTH)):
            yield TileId(level, index, width_in_tree(level, index, size))
        level += 1


def entry_path(index: int, width: int = TILE_WIDTH) -> str:
    """Where an entry bundle is published, below the log's prefix: `tile/entries/x001/234`."""
    return f"tile/entries/{_index_path(index, width)}"


def parse_tile_index(text: str) -> tuple[int, int]:
    """Index and width from the end of a tile's path, `x001/x234/067` or `x001/x234/067.p/5`.

    Raises:
        BadTile: the text is not how an index is written; only one spelling of each index is accepted.
    """
    number, partial, width_text = text.partition(".p/")
    if not _INDEX.fullmatch(number) or (partial and not _WIDTH.fullmatch(width_text)):
        raise BadTile("Not the path of a tile")
    index = int(number.replace("x", "").replace("/", ""))
    width = int(width_text) if partial else TILE_WIDTH
    if index > MAX_INDEX or (partial and width >= TILE_WIDTH) or _index_path(index, width) != text:
        raise BadTile("Not the path of a tile")
    return index, width


def bundle_entries(entries: Iterable[bytes]) -> bytes:
    """Entries as one bundle: each after its length in two bytes, most significant first.

    Raises:
        BadTile: an entry is longer than 65,535 bytes.
    """
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > 0xFFFF:
            raise BadTile(f"An entry of {len(entry)} bytes does not fit into a bundle")
        parts += (len(entry).to_bytes(2, "big"), entry)
    return b"".join(parts)


def unbundle_entries(data: bytes) -> list[bytes]:
    """The entries of a bundle, in order. Raises BadTile when it is cut short or holds more than 256."""
    entries: list[bytes] = []
    position = 0
    while position < len(data):
        start = position + 2
        position = start + int.from_bytes(data[position:start], "big")
        if start > len(data) or position > len(data):
            raise BadTile("The entry bundle is cut short")
        entries.append(data[start:position])
    if len(entries) > TILE_WIDTH:
        raise BadTile(f"The entry bundle holds more than {TILE_WIDTH} entries")
    return entries


def _index_path(index: int, width: int) -> str:
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03d}")
    path = "/".join(reversed(groups))
    return path if width == TILE_WIDTH else f"{path}.p/{width}"
