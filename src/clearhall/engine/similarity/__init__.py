"""Near-duplicates of short messages and long reports, found among millions in well under a millisecond.

A text in matching form is signed once (`sign`, 132 bytes); the signature is stored with the report and looked up in an
`Index` in memory, in a `Snapshot` file that all processes share, or in both (`Combined`). A look-up estimates;
`overlap` and `verified` compare the texts themselves. Every result is a suggestion with its reason.
"""

from clearhall.engine.similarity.answers import verified
from clearhall.engine.similarity.combined import Combined
from clearhall.engine.similarity.errors import SimilarityError, SnapshotCorrupt, SnapshotStale, TooManyReports
from clearhall.engine.similarity.index import Index
from clearhall.engine.similarity.overlaps import overlap
from clearhall.engine.similarity.signing import sign, sign_array, sign_many
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
    "SIGNATURE_BYTES",
    "Combined",
    "Config",
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
    "open_snapshot",
    "overlap",
    "sign",
    "sign_array",
    "sign_many",
    "verified",
    "write_snapshot",
]
