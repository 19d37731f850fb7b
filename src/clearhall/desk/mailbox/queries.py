"""Every read of the mailbox for pages."""

from collections.abc import Sequence

from django.db.models import QuerySet

from clearhall.desk.mailbox.models import Contact, Message, Side

__all__ = ["Side", "has_contact", "messages_of"]


def messages_of(report_ids: Sequence[int]) -> QuerySet[Message]:
    """Messages of these reports, oldest first."""
    return Message.objects.filter(report_id__in=report_ids).order_by("id")


def has_contact(report_id: int) -> bool:
    return Contact.objects.filter(report_id=report_id).exists()
