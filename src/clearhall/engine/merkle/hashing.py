"""How entries become hashes: RFC 6962 section 2.1, and nothing else."""

from collections.abc import Sequence
from hashlib import sha256

from clearhall.engine.merkle.types import Hash

HASH_BYTES = 32
EMPTY_ROOT: Hash = sha256(b"").digest()
"""The tree hash of no entries (RFC 6962 section 2.1)."""

# The two prefixes keep a leaf from ever being read as an inner node (RFC 6962 section 2.1).
_LEAF = b"\x00"
_NODE = b"\x01"


def leaf_hash(entry: bytes) -> Hash:
    """The hash of one entry as a leaf."""
    return sha256(_LEAF + entry).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """The hash of two neighbouring subtrees, the left one full."""
    return sha256(_NODE + left + right).digest()


def pair_up(hashes: Sequence[Hash]) -> list[Hash]:
    """Hash neighbours two by two; an odd one at the end is left out. Written for long lists."""
    left, right = hashes[0::2], hashes[1::2]
    return [sha256(b"\x01" + a + b).digest() for a, b in zip(left, right, strict=False)]


def fold_right(hashes: Sequence[Hash]) -> Hash:
    """Join full subtrees of falling size, left to right, into one tree hash; none gives the empty root."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def root_of(leaves: Sequence[Hash]) -> Hash:
    """The tree hash over leaf hashes that are all at hand, in O(n). For a growing tree use `frontier.append`."""
    subtrees: list[Hash] = []  # from the right: the odd one left over at each level
    level = list(leaves)
    while level:
        if len(level) % 2:
            subtrees.append(level[-1])
        level = pair_up(level)
    return fold_right(subtrees[::-1])
