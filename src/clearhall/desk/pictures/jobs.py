"""Background work on pictures: one task for each that arrives, and a regular look for those whose task was lost."""

import time
from datetime import datetime

from django_tasks import task

from clearhall.desk.lib.clock import now
from clearhall.desk.pictures.actions import pictures_to_read, read_picture

WORK_S = 20.0  # the other jobs of the schedule wait for this one
PAGE = 50


@task()
def read_one(evidence_id: int) -> None:
    """Read one picture."""
    read_picture(evidence_id, at=now())


def read_left_over(*, at: datetime) -> int:
    """Read pictures that no task has read: from before this version, or of a worker that died. Returns how many were read."""
    until, read = time.monotonic() + WORK_S, 0
    for evidence_id in pictures_to_read(at=at, most=PAGE):
        read += read_picture(evidence_id, at=at)
        if time.monotonic() > until:
            break
    return read
