"""Background work of the mailbox: notifications, and erasure on schedule."""

from datetime import datetime

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from clearhall.desk.lib.actors import job
from clearhall.desk.lib.clock import now
from clearhall.desk.mailbox.actions import erase_due_contacts, read_contact
from clearhall.desk.mailbox.errors import ContactNotFound

log = structlog.get_logger("clearhall.mailbox")


@task
def notify_reporter(report_id: int) -> None:
    """Tell a reporter by mail that there is news. No word of the case: others may read that mail."""
    try:
        contact = read_contact(report_id, purpose="notify", actor=job("notify"), at=now())
    except ContactNotFound:
        return
    with translation.override(contact.language):
        subject = _("There is news in your mailbox")
        text = _(
            "The desk has written to you.\n\nOpen the page below and enter your 16-digit receipt code to read it.\n{address}\n\n"
            "This mail does not say what it is about, so that nobody else learns of it. You need not answer it."
        ).format(address=f"{settings.CLEARHALL.public_url}/receipt/")
    sent = send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [contact.email], fail_silently=False)
    log.info("notification sent", count=sent)


def erase_contacts(*, at: datetime) -> int:
    return erase_due_contacts(at=at)
