"""Scheduled work on the match index."""

from datetime import datetime

from clearhall.desk.matching.health import health
from clearhall.desk.matching.snapshots import build_snapshot


def refresh_snapshot(*, at: datetime) -> bool:
    """Write a new snapshot when there is none, it is damaged, too many reports came after it or it is a day old.

    Returns whether one was written.
    """
    if not health(at=at).needs_rebuild:
        return False
    build_snapshot()
    return True
