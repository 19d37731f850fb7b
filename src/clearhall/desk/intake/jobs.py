"""Background work of intake."""

from datetime import datetime

from django_tasks import task

from clearhall.desk.intake.drafts import erase_old_drafts
from clearhall.desk.intake.uploads import run_import


@task()
def bring_in_file(import_id: int) -> None:
    """Bring in one file of a watchpost."""
    run_import(import_id)


def erase_drafts(*, at: datetime) -> int:
    """Erase drafts whose seven days are over; once a day. Returns how many."""
    return erase_old_drafts(at=at)
