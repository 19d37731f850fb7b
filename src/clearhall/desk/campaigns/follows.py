"""Following a known message instead of reporting it again: a receipt without a report. Holds nothing about a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from clearhall.desk.campaigns.models import Follow
from clearhall.desk.campaigns.public import PublicMatter, matter_of
from clearhall.desk.lib.limits import limit
from clearhall.desk.reports.receipts import find_digits, find_receipt_code, receipt_code, receipt_mac

SOURCE = "follow"  # namespace of receipt codes, apart from those of reports


@dataclass(frozen=True, slots=True)
class Followed:
    """What somebody follows; `matter` is None once its reports are erased or too few are left."""

    follow_id: int
    since: datetime
    matter: PublicMatter | None


def follow(matter: PublicMatter, *, client_id: str, at: datetime) -> str:
    """Follow a matter and return the receipt code; the same client id gets the same code and follows once."""
    code = receipt_code(SOURCE, client_id)
    Follow.objects.get_or_create(
        client_id=client_id, defaults={"group": matter.group, "receipt_mac": receipt_mac(code), "since": at}
    )
    return code


def find_follow_code(client_id: str) -> str | None:
    """The receipt code of a follow whose id the browser still holds, to show it again; None when there is none."""
    mac = Follow.objects.filter(client_id=client_id).values_list("receipt_mac", flat=True).first()
    return find_receipt_code(SOURCE, client_id, mac=bytes(mac)) if mac is not None else None


def find_follow(typed: str) -> int | None:
    """Key of the follow behind a receipt code as a person typed it, or None."""
    digits = find_digits(typed)
    if digits is None:
        return None
    return Follow.objects.filter(receipt_mac=receipt_mac(digits)).values_list("pk", flat=True).first()


def followed(follow_id: int, *, at: datetime) -> Followed | None:
    """How what is followed stands now; None when the follow has ended."""
    row = Follow.objects.filter(pk=follow_id).first()
    return Followed(row.pk, row.since, matter_of([row.group], at=at)) if row else None


def end_follow(follow_id: int) -> None:
    """Erase a follow: its follower asked for it."""
    Follow.objects.filter(pk=follow_id).delete()


def erase_old_follows(*, at: datetime) -> int:
    """Erase follows whose time is over. Returns how many."""
    return Follow.objects.filter(since__lte=at - timedelta(days=limit("follow_days"))).delete()[0]
