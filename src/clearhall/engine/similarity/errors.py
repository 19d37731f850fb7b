"""What can go wrong with a near-duplicate index, by name."""

from __future__ import annotations


class SimilarityError(Exception):
    """Any error of this package; `code` is stable and may be stored or translated."""

    code = "similarity"


class SnapshotCorrupt(SimilarityError):
    """The file is not what was written: cut off, changed, or no snapshot. Build it again; never answer from it."""

    code = "snapshot_corrupt"

    def __init__(self, why: str) -> None:
        super().__init__(f"the snapshot cannot be used: {why}")
        self.why = why


class SnapshotStale(SimilarityError):
    """The file is whole but was made with another configuration or by another version. Build it again."""

    code = "snapshot_stale"

    def __init__(self, *, found: str, wanted: str) -> None:
        super().__init__(f"the snapshot was made with configuration {found}, this program uses {wanted}")
        self.found = found
        self.wanted = wanted


class TooManyReports(SimilarityError):
    """One index holds at most 2 ** 32 / bands reports; use several snapshots."""

    code = "too_many_reports"
