"""An append-only log that outsiders can check: RFC 6962 trees, their tiles, their proofs and their signed heads.

Belongs here: everything that can be computed from hashes and bytes alone. Where the hashes are kept, when a head is
signed and who holds the key is the desk's business (`clearhall.desk.ledger`).

The wire forms follow the C2SP documents `signed-note`, `tlog-checkpoint`, `tlog-tiles` and `tlog-proof`, so that
tools written by others can read them.
"""

from clearhall.engine.merkle.canonical import canonical, parse_canonical, rfc3339
from clearhall.engine.merkle.checkpoints import Checkpoint, parse_checkpoint
from clearhall.engine.merkle.frontier import Frontier, Growth, append
from clearhall.engine.merkle.hashing import EMPTY_ROOT, HASH_BYTES, leaf_hash, node_hash, root_of
from clearhall.engine.merkle.notes import (
    NoteSigner,
    NoteVerifier,
    OpenedNote,
    open_note,
    parse_verifier_key,
    sign_note,
)
from clearhall.engine.merkle.prooffile import ProofFile, parse_proof_file
from clearhall.engine.merkle.proofs import (
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    root_at,
)
from clearhall.engine.merkle.tiles import (
    TILE_WIDTH,
    Tile,
    TileId,
    TileReader,
    bundle_entries,
    entry_path,
    parse_tile_index,
    tiles_of_tree,
    unbundle_entries,
)
from clearhall.engine.merkle.types import (
    BadCheckpoint,
    BadNote,
    BadProof,
    BadRecord,
    BadTile,
    Hash,
    MerkleError,
    TreeHead,
)

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "TILE_WIDTH",
    "BadCheckpoint",
    "BadNote",
    "BadProof",
    "BadRecord",
    "BadTile",
    "Checkpoint",
    "Frontier",
    "Growth",
    "Hash",
    "MerkleError",
    "NoteSigner",
    "NoteVerifier",
    "OpenedNote",
    "ProofFile",
    "Tile",
    "TileId",
    "TileReader",
    "TreeHead",
    "append",
    "bundle_entries",
    "canonical",
    "check_consistency",
    "check_inclusion",
    "consistency_proof",
    "entry_path",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "open_note",
    "parse_canonical",
    "parse_checkpoint",
    "parse_proof_file",
    "parse_tile_index",
    "parse_verifier_key",
    "rfc3339",
    "root_at",
    "root_of",
    "sign_note",
    "tiles_of_tree",
    "unbundle_entries",
]
