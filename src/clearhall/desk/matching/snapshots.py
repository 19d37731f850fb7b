"""The snapshot file of the near-duplicate index: where it lies, how it is written from the reports, how it is opened."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import structlog
from django.conf import settings
from numpy.typing import NDArray

from clearhall.desk.matching.shares import SEQUENCES, Share, read_share
from clearhall.desk.reports.queries import count_reports, last_sequence, signatures_from
from clearhall.engine.clusters import Cluster
from clearhall.engine.clusters.exchange import load
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

StoredRow = tuple[int, int, bytes]
"""Sequence, key and signature of a report."""

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


def signature_pages(first: int, *, stop: int) -> Iterator[list[StoredRow]]:
    """Sequence, key and signature of the reports from `first` to before `stop`, in pages and in order."""
    while first < stop:
        rows = [row for row in signatures_from(first, most=PAGE) if row[0] < stop]
        if not rows:
            return
        yield rows
        first = rows[-1][0] + 1


def usable(rows: Sequence[StoredRow]) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
    """Ids and signatures of those rows that have one."""
    kept = [(report_id, bytes(data)) for _sequence, report_id, data in rows if is_signature(bytes(data))]
    signatures = np.frombuffer(b"".join(data for _id, data in kept), "<u2").reshape(len(kept), SIGNATURE_BYTES // 2)
    return np.array([report_id for report_id, _data in kept], np.int64), signatures


def build_snapshot(
    *, progress: Callable[[int, int], None] = lambda read, total: None, cluster: Cluster | None = None
) -> int:
    """Write a new snapshot from all reports and return how many are in it. Old readers keep the old file.

    Args:
        progress: called with the number of reports read and the number there are.
        cluster: reads the rows in many tasks; each machine must reach the database and see the data folder.

    Raises:
        OSError: the disk is full or not writable; the old file stays. ClusterError: a task failed; the old file stays.
    """
    total = count_reports()
    ids = np.empty(total, np.int64)
    signatures = np.empty((total, SIGNATURE_BYTES // 2), np.uint16)
    path = snapshot_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    filled, read, last = 0, 0, Last()
    pages = _read_here() if cluster is None else _read_on(cluster, path.with_name("rebuild.work"))
    for count, newest, page_ids, page_signatures in pages:
        stop = filled + len(page_ids)
        if stop > len(ids):  # reports came meanwhile
            break
        ids[filled:stop], signatures[filled:stop] = page_ids, page_signatures
        filled, read, last = stop, read + count, newest
        progress(min(read, total), total)
    write_snapshot(
        path, ids[:filled], signatures[:filled], last_sequence=last.sequence, meta={"last_report": last.report_id}
    )
    log.info("match snapshot written", reports=filled, unsigned=read - filled)
    return filled


_Page = tuple[int, Last, NDArray[np.int64], NDArray[np.uint16]]
"""How many reports were read, the newest of them, ids and signatures of those that have one."""


def _read_here() -> Iterator[_Page]:
    for rows in signature_pages(0, stop=last_sequence() + 1):
        yield len(rows), Last(rows[-1][0], rows[-1][1]), *usable(rows)


def _read_on(cluster: Cluster, folder: Path) -> Iterator[_Page]:
    """The same in shares, given in order once all are read."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        end = last_sequence() + 1
        shares = [Share(folder, first, min(first + SEQUENCES, end)) for first in range(0, end, SEQUENCES)]
        for share, (read, *newest) in sorted(cluster.run(read_share, shares)):
            if read:
                yield read, Last(*newest), load(share.path("ids")), load(share.path("signatures"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
