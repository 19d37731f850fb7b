"""Background work: old sign-ins and links go, and so do the names of people who left."""

from datetime import datetime, timedelta

from clearhall.desk.accounts.actions import erase_person
from clearhall.desk.accounts.models import DeskSession, OneTimeLink, Person
from clearhall.desk.lib.actors import job
from clearhall.desk.lib.limits import limit

ACTOR = job("retention")
BATCH = 500


def forget_old_sign_ins(*, at: datetime) -> int:
    """Delete sessions and links that no longer work. Returns how many rows went."""
    sessions, _ = DeskSession.objects.filter(expire_date__lt=at).delete()
    links, _ = OneTimeLink.objects.filter(expires_at__lt=at).delete()
    return sessions + links


def erase_people(*, at: datetime) -> int:
    """Erase the names of people deactivated `person_erase_days` ago or longer, a batch at a time. Returns how many."""
    due = Person.objects.filter(
        is_active=False, erased_at__isnull=True, deactivated_at__lte=at - timedelta(days=limit("person_erase_days"))
    )
    keys = list(due.order_by("deactivated_at").values_list("pk", flat=True)[:BATCH])
    for person_id in keys:
        erase_person(person_id, actor=ACTOR, at=at)
    return len(keys)
