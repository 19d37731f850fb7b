"""The snapshot file of the near-duplicate index: where it lies, how it is written from the reports, how it is opened."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import structlog
from django.conf import settings

from clearhall.desk.reports.queries import count_reports, signatures_from
from clearhall.engine.similarity import (
    SIGNATURE_BYTES,
    SimilarityError,
    Snapshot,
    open_snapshot,
    write_snapshot,
)

log = structlog.get_logger("clearhall.matching")
PAGE = 10_000  # rows read at once while a snapshot is written: 2 MB
_KINDS = (1, 2, 3)  # first number of a signature, as `similarity.Signature` checks it

Stamp = tuple[int, int, int]
"""What changes when the file is replaced: inode, time, length."""


@dataclass(frozen=True, slots=True)
class Last:
    """The newest report that an index knows, to recognise that the table under it is still the same one."""

    sequence: int = -1
    report_id: int = 0


def snapshot_path() -> Path:
    return Path(settings.CLEARHALL.data_dir) / "match" / "reports.similar"


def snapshot_stamp() -> Stamp | None:
    """The stamp of the file as it lies there now; None when there is none."""
    try:
        found = snapshot_path().stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def load_snapshot(*, verify: bool = True) -> tuple[Snapshot, Last] | None:
    """The snapshot, checked byte by byte, with the newest report in it; None, with a line in the log, when it is of no use."""
    try:
        snapshot = open_snapshot(snapshot_path(), verify=verify)
        return snapshot, Last(snapshot.last_sequence, int(snapshot.meta["last_report"]))
    except FileNotFoundError:
        return None
    except (SimilarityError, OSError, KeyError, TypeError, ValueError) as fault:
        log.warning("match snapshot unusable, it will be built again", why=getattr(fault, "code", type(fault).__name__))
        return None


def is_signature(stored: bytes) -> bool:
    """Whether a report's signature can be compared; an erased report has none."""
    return len(stored) == SIGNATURE_BYTES and stored[0] in _KINDS and stored[1] == 0


def build_snapshot(*, progress: Callable[[int, int], None] | None = None) -> int:
    """Write a new snapshot from all reports and return how many are in it. Old readers keep the old file.

    Args:
        progress: called with the number of reports read and the number there are.

    Raises:
        OSError: the disk is full or not writable; the old file stays.
    """
    total = count_reports()
    ids = np.empty(total, np.int64)
    signatures = np.empty((total, SIGNATURE_BYTES // 2), np.uint16)
    filled, read, last = 0, 0, Last()
    while rows := signatures_from(last.sequence + 1, most=min(PAGE, total - read)) if read < total else []:
        usable = [(report_id, bytes(data)) for _sequence, report_id, data in rows if is_signature(bytes(data))]
        stop = filled + len(usable)
        if usable:
            ids[filled:stop] = [report_id for report_id, _data in usable]
            signatures[filled:stop] = np.frombuffer(b"".join(data for _id, data in usable), "<u2").reshape(
                len(usable), -1
            )
        filled, read, last = stop, read + len(rows), Last(rows[-1][0], rows[-1][1])
        if progress:
            progress(read, total)
    path = snapshot_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_snapshot(
        path, ids[:filled], signatures[:filled], last_sequence=last.sequence, meta={"last_report": last.report_id}
    )
    log.info("match snapshot written", reports=filled, unsigned=read - filled)
    return filled
