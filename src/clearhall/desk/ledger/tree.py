"""The stored tree as the engine wants to read it: tiles of any width, and hashes near the right edge."""

from collections.abc import Sequence

from clearhall.desk.ledger.models import LedgerEntry, LedgerTile
from clearhall.engine.merkle import Hash, TileId


def read_tile(tile: TileId) -> bytes:
    """The hashes of a tile, one after the other; fewer than its width when the log has not come so far (or lost some)."""
    if tile.is_full:
        stored = LedgerTile.objects.filter(level=tile.level, index=tile.index).values_list("hashes", flat=True).first()
        return bytes(stored or b"")
    return b"".join(read_row(tile.level, tile.index * 256, tile.width))


def read_row(level: int, start: int, count: int) -> Sequence[Hash]:
    """Up to `count` neighbouring hashes of one tile level: leaf hashes at level 0, roots of full tiles above.

    Ends before the first one that is not there.
    """
    if level == 0:
        rows = LedgerEntry.objects.filter(index__gte=start, index__lt=start + count).order_by("index")
        found = rows.values_list("index", "leaf_hash")
    else:
        tiles = LedgerTile.objects.filter(level=level - 1, index__gte=start, index__lt=start + count).order_by("index")
        found = tiles.values_list("index", "root")
    hashes = []
    for expected, (index, value) in enumerate(found, start=start):
        if index != expected:
            break
        hashes.append(bytes(value))
    return hashes
