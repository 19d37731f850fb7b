"""Near-duplicates of short messages and long reports, found among millions in well under a millisecond.

A text in matching form is signed once (`sign`, 132 bytes); the signature is stored with the report and looked up in an
`Index` in memory, in a `Snapshot` file that all processes share, or in both (`Combined`). A look-up estimates;
`overlap` and `verified` compare the texts themselves. Every result is a suggestion with its reason.
"""

from clearhall.engine.similarity.answers import verified
from clearhall.engine.similarity.combined import Combined
from clearhall.engine.similarity.earliest import MOST_OF_A_KEY, EarliestIndex, best_pairs, earliest_pairs, packed_keys
from clearhall.engine.similarity.errors import SimilarityError, SnapshotCorrupt, SnapshotStale, TooManyReports
from clearhall.engine.similarity.index import Index
from clearhall.engine.similarity.overlaps import Best, best_groups, overlap
from clearhall.engine.similarity.signing import sign, sign_array, sign_many, sign_rows
from clearhall.engine.similarity.snapshots import Snapshot, open_snapshot, write_snapshot
from clearhall.engine.similarity.types import (
    DEFAULT,
    SIGNATURE_BYTES,
    Config,
    Kind,
    Level,
    Match,
    Matches,
    Overlap,
    Reason,
    Signature,
)

__all__ = [
    "DEFAULT",
    "MOST_OF_A_KEY",
    "SIGNATURE_BYTES",
    "Best",
    "Combined",
    "Config",
    "EarliestIndex",
    "Index",
    "Kind",
    "Level",
    "Match",
    "Matches",
    "Overlap",
    "Reason",
    "Signature",
    "SimilarityError",
    "Snapshot",
    "SnapshotCorrupt",
    "SnapshotStale",
    "TooManyReports",
    "best_groups",
    "best_pairs",
    "earliest_pairs",
    "open_snapshot",
    "overlap",
    "packed_keys",
    "sign",
    "sign_array",
    "sign_many",
    "sign_rows",
    "verified",
    "write_snapshot",
]
