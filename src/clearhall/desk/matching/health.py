"""How the match index stands: whether the snapshot is whole, how many reports came after it, whether it is time for a new one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from clearhall.desk.matching.snapshots import load_snapshot, snapshot_path
from clearhall.desk.reports.queries import count_reports, signatures_from

LONGEST_TAIL = 20_000
TAIL_SHARE = 20  # and never before a twentieth of the reports is new: a snapshot of a million takes ten seconds of work
OLDEST = timedelta(days=1)


class Snapshot(StrEnum):
    WHOLE = "whole"
    ABSENT = "absent"
    DAMAGED = "damaged"  # cut off, changed, of another version or of another database


@dataclass(frozen=True, slots=True)
class Health:
    """`held`: reports in the snapshot, 0 when it is of no use; `tail`: reports that came after it; `age`: None without one."""

    snapshot: Snapshot
    held: int
    tail: int
    age: timedelta | None

    @property
    def needs_rebuild(self) -> bool:
        if not self.held and not self.tail:
            return False
        if self.snapshot is not Snapshot.WHOLE or self.age is None:
            return True
        return self.tail > max(LONGEST_TAIL, self.held // TAIL_SHARE) or (self.tail > 0 and self.age >= OLDEST)


def health(*, at: datetime) -> Health:
    """Read every byte of the snapshot (.3 s for a million reports) and compare it with the reports."""
    path = snapshot_path()
    if not path.exists():
        return Health(Snapshot.ABSENT, 0, count_reports(), None)
    opened = load_snapshot()
    if opened is None:
        return Health(Snapshot.DAMAGED, 0, count_reports(), None)
    snapshot, last = opened
    held = len(snapshot)
    snapshot.close()
    there = signatures_from(last.sequence, most=1)
    if last.report_id and (not there or there[0][:2] != (last.sequence, last.report_id)):
        return Health(Snapshot.DAMAGED, 0, count_reports(), None)
    written = datetime.fromtimestamp(path.stat().st_mtime, at.tzinfo)
    return Health(Snapshot.WHOLE, held, count_reports(after=last.sequence), max(timedelta(0), at - written))
