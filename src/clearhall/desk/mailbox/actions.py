"""Every write to the mailbox. What a message means for the case, and its record in the log, is the business of `cases`."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from clearhall.desk.lib.actors import Actor
from clearhall.desk.lib.limits import limit
from clearhall.desk.mailbox.effects import notify_after_commit
from clearhall.desk.mailbox.errors import AddressWrong, ContactNotFound, MailboxFull, MessageEmpty, MessageTooLong
from clearhall.desk.mailbox.models import Contact, ContactRead, Message, Side

KEEP_CONTACT = timedelta(days=180)


def send_from_desk(report_id: int, text: str, actor: Actor, at: datetime) -> Message:
    """Put a message of the desk into the mailbox of a report, within the caller's transaction, and notify if a contact was given."""
    message = Message.objects.create(report_id=report_id, side=Side.DESK, at=at, text=text, author_label=actor.label)
    notify_after_commit(report_id)
    return message


@transaction.atomic
def send_from_reporter(report_id: int, text: str, *, at: datetime, has_files: bool = False) -> Message:
    """Put a message of the reporter into the mailbox; the caller has seen the receipt code.

    Args:
        text: already cleaned; may be "" when files come with it.

    Raises:
        MessageEmpty, MessageTooLong.
        MailboxFull: more than the limit `mailbox_per_day` in 24 hours.
    """
    if not text.strip() and not has_files:
        raise MessageEmpty(field="text")
    if len(text) > limit("note_text"):
        raise MessageTooLong(field="text")
    today = Message.objects.filter(report_id=report_id, side=Side.REPORTER, at__gt=at - timedelta(days=1)).count()
    if today >= limit("mailbox_per_day"):
        raise MailboxFull
    return Message.objects.create(report_id=report_id, side=Side.REPORTER, at=at, text=text)


def mark_read(report_id: int, *, by: str, at: datetime) -> int:
    """Note that one side has read what the other wrote. Returns how many messages were new to it."""
    other = Side.DESK if by is Side.REPORTER else Side.REPORTER
    return Message.objects.filter(report_id=report_id, side=other, read_at__isnull=True).update(read_at=at)


def leave_contact(report_id: int, email: str, *, language: str, at: datetime) -> None:
    """Keep an e-mail address for notifications about one report, sealed, for 180 days; an earlier one is replaced.

    Raises:
        AddressWrong: not an e-mail address.
    """
    address = email.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise AddressWrong(field="email") from None
    given = {"email": address, "language": language, "given_at": at, "erase_after": at + KEEP_CONTACT}
    Contact.objects.update_or_create(report_id=report_id, defaults=given)


@transaction.atomic
def read_contact(report_id: int, *, purpose: str, actor: Actor, at: datetime) -> Contact:
    """The contact of a report; that it was read, by whom and for what, is written first.

    Raises:
        ContactNotFound: none was given, or it has been erased.
    """
    contact = Contact.objects.filter(report_id=report_id).first()
    if contact is None:
        raise ContactNotFound
    ContactRead.objects.create(report_id=report_id, at=at, actor=actor.label, purpose=purpose)
    return contact


def erase_contact(report_id: int) -> bool:
    """Remove the contact of a report. Returns whether there was one."""
    return Contact.objects.filter(report_id=report_id).delete()[0] > 0


def erase_due_contacts(*, at: datetime) -> int:
    """Remove the contacts whose time is over. Returns how many."""
    return Contact.objects.filter(erase_after__lte=at).delete()[0]


def erase_messages(report_id: int) -> int:
    """Empty the messages of a report; that and when they were sent stays. Returns how many."""
    return Message.objects.filter(report_id=report_id).update(text="")
