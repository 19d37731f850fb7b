"""The one write of the scoreboard: counting anew. No ledger record: a figure is a view of what the ledger already holds."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from clearhall.desk.scoreboard.counting import count_everything
from clearhall.desk.scoreboard.figures import as_json
from clearhall.desk.scoreboard.models import Figure


def count_figures(*, at: datetime) -> int:
    """Count everything as it is at `at` and put it in place of what stood there. Returns how many selections there are.

    Safe to run twice and beside itself. Counting holds no lock; only the replacement is a transaction.
    """
    zone = ZoneInfo(settings.CLEARHALL.time_zone)
    fresh = [Figure(key=one.key, as_of=at, content=as_json(found)) for one, found in count_everything(at=at, zone=zone)]
    with transaction.atomic():
        Figure.objects.exclude(key__in=[figure.key for figure in fresh]).delete()
        Figure.objects.bulk_create(
            fresh, batch_size=200, update_conflicts=True, unique_fields=["key"], update_fields=["as_of", "content"]
        )
    return len(fresh)
