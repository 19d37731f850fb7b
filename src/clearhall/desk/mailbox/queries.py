"""Every read of the mailbox for pages."""

from collections.abc import Sequence

from django.db.models import QuerySet

from clearhall.desk.mailbox.models import Contact, Message, Side


def messages_of(report_ids: Sequence[int]) -> QuerySet[Message]:
    """Messages of these reports, oldest first."""
    return Message.objects.filter(report_id__in=report_ids).order_by("id")


def count_new(report_id: int, *, for_side: Side) -> int:
    """Messages that this side has not read yet."""
    other = Side.DESK if for_side is Side.REPORTER else Side.REPORTER
    return Message.objects.filter(report_id=report_id, side=other, read_at__isnull=True).count()


def has_contact(report_id: int) -> bool:
    return Contact.objects.filter(report_id=report_id).exists()
