"""Background work of the scoreboard."""

from datetime import datetime

from clearhall.desk.scoreboard.actions import count_figures as count


def count_figures(*, at: datetime) -> int:
    """Count the public figures anew. Returns how many selections there are."""
    return count(at=at)
