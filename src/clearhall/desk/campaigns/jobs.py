"""Scheduled work on campaigns."""

import time
from datetime import datetime

from clearhall.desk.campaigns import actions
from clearhall.desk.campaigns.follows import erase_old_follows

WORK_S = 3.0  # a run of the schedule goes on with its other jobs after this


def link_new_reports(*, at: datetime) -> int:
    """Link the reports that came in and the pictures that were read since the last run, a page at a time, for some seconds.

    Returns how many.
    """
    until, linked = time.monotonic() + WORK_S, 0
    for link in (actions.link_page, actions.link_pictures):
        while found := link(at=at):
            linked += found
            if time.monotonic() >= until:
                break
    actions.count_again(at=at)
    return linked


def forget_erased(*, at: datetime) -> int:
    """Remove the indicators that only erased reports named. Returns how many rows changed."""
    return actions.forget_erased()


def erase_follows(*, at: datetime) -> int:
    """Erase follows whose time is over. Returns how many."""
    return erase_old_follows(at=at)
