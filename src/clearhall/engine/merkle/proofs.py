"""Proofs that an entry is in the tree, and that a later tree holds an earlier one unchanged.

Making a proof reads tiles through a callback; checking one needs nothing but the proof. Lists of hashes are in the
order of RFC 6962 sections 2.1.1 and 2.1.2: from the leaf's side up to the root.
"""

from collections.abc import Sequence

from clearhall.engine.merkle.hashing import EMPTY_ROOT, HASH_BYTES, fold_right, node_hash
from clearhall.engine.merkle.tiles import TILE_HEIGHT, TileId, TileReader, split_hashes, subtree_root, width_in_tree
from clearhall.engine.merkle.types import BadProof, BadTile, Hash, TreeHead

MAX_PROOF_HASHES = 128
"""A tree of 2^63 leaves needs at most 126; a longer proof is refused before it is hashed."""


def root_at(size: int, tiles: TileReader) -> Hash:
    """The tree hash of the first `size` leaves, from their tiles."""
    return _Subtrees(size, tiles).hash_of(0, size) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, tiles: TileReader) -> tuple[Hash, ...]:
    """Prove that leaf `index` is in the tree of the first `size` leaves.

    Raises:
        BadProof: there is no such leaf in such a tree.
        BadTile: the reader gave another number of bytes than the tile has.
    """
    if not 0 <= index < size:
        raise BadProof(f"A tree of {size} leaves has no leaf {index}")
    subtrees = _Subtrees(size, tiles)
    start, end = 0, size
    proof: list[Hash] = []
    while end - start > 1:
        middle = start + _left_size(end - start)
        if index < middle:
            proof.append(subtrees.hash_of(middle, end))
            end = middle
        else:
            proof.append(subtrees.hash_of(start, middle))
            start = middle
    return tuple(reversed(proof))


def consistency_proof(old: int, new: int, tiles: TileReader) -> tuple[Hash, ...]:
    """Prove that the first `old` of `new` leaves are what they were when the tree had `old`.

    Returns:
        No hashes when `old` is 0 or equals `new`: then there is nothing to prove, or the roots must be the same.

    Raises:
        BadProof: `old` is larger than `new`.
        BadTile: the reader gave another number of bytes than the tile has.
    """
    if not 0 <= old <= new:
        raise BadProof(f"A tree of {new} leaves never had {old}")
    if old in (0, new):
        return ()
    subtrees = _Subtrees(new, tiles)
    start, end = 0, new
    proof: list[Hash] = []
    while old != end:
        middle = start + _left_size(end - start)
        if old <= middle:
            proof.append(subtrees.hash_of(middle, end))
            end = middle
        else:
            proof.append(subtrees.hash_of(start, middle))
            start = middle
    if start > 0:  # else the old root itself is this subtree, and whoever checks knows it (RFC 6962 section 2.1.2)
        proof.append(subtrees.hash_of(start, end))
    return tuple(reversed(proof))


def check_inclusion(leaf: Hash, index: int, head: TreeHead, proof: Sequence[Hash]) -> None:
    """Accept a proof that the leaf with this hash is number `index` of the tree, or refuse it.

    Raises:
        BadProof: it does not lead to `head.root`, or has not the length that `index` and `head.size` ask for.

    Source: the algorithm of RFC 9162 section 2.1.3.2.
    """
    if not 0 <= index < head.size:
        raise BadProof(f"A tree of {head.size} leaves has no leaf {index}")
    _check_hashes([leaf, *proof])
    position, last, root = index, head.size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise BadProof("The proof is too long")
        if position & 1 or position == last:
            root = node_hash(sibling, root)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise BadProof("The proof is too short")
    if root != head.root:
        raise BadProof("The proof leads to another root")


def check_consistency(old: TreeHead, new: TreeHead, proof: Sequence[Hash]) -> None:
    """Accept a proof that the tree of `new` begins with the tree of `old`, or refuse it.

    Raises:
        BadProof: it does not lead to both roots, or has not the length that the sizes ask for.

    Source: the algorithm of RFC 9162 section 2.1.4.2.
    """
    if not 0 <= old.size <= new.size:
        raise BadProof(f"A tree of {new.size} leaves never had {old.size}")
    _check_hashes(proof)
    if old.size in (0, new.size):
        if proof:
            raise BadProof("The proof is too long")
        if old.root != (new.root if old.size else EMPTY_ROOT):
            raise BadProof("Two trees of one size have different roots" if old.size else "The empty tree has one root")
        return
    steps = list(proof)
    if not old.size & (old.size - 1):
        steps.insert(0, old.root)  # a full old tree is itself the first subtree
    if not steps:
        raise BadProof("The proof is too short")
    position, last = old.size - 1, new.size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old_root = new_root = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            raise BadProof("The proof is too long")
        if position & 1 or position == last:
            old_root, new_root = node_hash(sibling, old_root), node_hash(sibling, new_root)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new_root = node_hash(new_root, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise BadProof("The proof is too short")
    if old_root != old.root:
        raise BadProof("The proof leads to another root of the older tree")
    if new_root != new.root:
        raise BadProof("The proof leads to another root of the newer tree")


def _check_hashes(hashes: Sequence[Hash]) -> None:
    if len(hashes) > MAX_PROOF_HASHES:
        raise BadProof("The proof is too long")
    if any(len(item) != HASH_BYTES for item in hashes):
        raise BadProof("A hash in a proof has 32 bytes")


def _left_size(leaves: int) -> int:
    """The largest power of two below `leaves` (≥ 2): where RFC 6962 divides a tree."""
    return int(1 << ((leaves - 1).bit_length() - 1))


class _Subtrees:
    """Hashes of stretches of one tree, each tile fetched at most once."""

    def __init__(self, size: int, tiles: TileReader) -> None:
        self._size = size
        self._tiles = tiles
        self._seen: dict[TileId, list[Hash]] = {}

    def hash_of(self, start: int, end: int) -> Hash:
        """The tree hash of leaves start … end - 1, where `start` is one at which RFC 6962 divides."""
        parts: list[Hash] = []
        while start < end:
            height = (end - start).bit_length() - 1
            parts.append(self._full_subtree(height, start >> height))
            start += 1 << height
        return fold_right(parts)

    def _full_subtree(self, height: int, index: int) -> Hash:
        """The root of the `index`-th full subtree of 2^height leaves."""
        level, above = divmod(height, TILE_HEIGHT)
        first = index << above
        hashes = self._tile(level, first >> TILE_HEIGHT)
        inside = first % (1 << TILE_HEIGHT)
        return subtree_root(hashes[inside : inside + (1 << above)])

    def _tile(self, level: int, index: int) -> list[Hash]:
        tile = TileId(level, index, width_in_tree(level, index, self._size))
        if tile not in self._seen:
            hashes = split_hashes(self._tiles(tile))
            if len(hashes) != tile.width:
                raise BadTile(f"{tile.path} has {len(hashes)} hashes instead of {tile.width}")
            self._seen[tile] = hashes
        return self._seen[tile]
