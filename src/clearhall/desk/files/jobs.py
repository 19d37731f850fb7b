"""Scheduled work on evidence."""

from datetime import datetime

from clearhall.desk.files.actions import remove_orphans


def remove_orphaned_files(*, at: datetime) -> int:
    return remove_orphans(at=at)
