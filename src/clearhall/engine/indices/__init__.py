"""Public figures: rounding that gives no small count away, intervals of shares, times that are not over yet.

Pure: counts and durations in, publishable numbers out. What is counted, and for whom, belongs to the caller.
"""

from clearhall.engine.indices.durations import time_by_which
from clearhall.engine.indices.intervals import Interval, wilson_interval
from clearhall.engine.indices.rounding import BASE, Released, possible_counts, release, released_count

__all__ = [
    "BASE",
    "Interval",
    "Released",
    "possible_counts",
    "release",
    "released_count",
    "time_by_which",
    "wilson_interval",
]
