"""Scheduled work that belongs to no other feature."""

from datetime import datetime, timedelta

from django_tasks_db.models import DBTaskResult

KEEP_TASKS = timedelta(days=7)


def prune_tasks(*, at: datetime) -> int:
    """Remove finished background tasks that ended over a week ago. Returns how many."""
    return DBTaskResult.objects.finished().filter(finished_at__lt=at - KEEP_TASKS).delete()[0]
