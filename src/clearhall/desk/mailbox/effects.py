"""What the reporter hears outside the desk: one short mail that says nothing but that there is news. Always after commit."""

from clearhall.desk.lib.tasks import enqueue_after_commit
from clearhall.desk.mailbox.models import Contact


def notify_after_commit(report_id: int) -> None:
    """Send the notification when the caller's transaction is saved, if the reporter gave an address."""
    if Contact.objects.filter(report_id=report_id).exists():
        enqueue_after_commit("clearhall.desk.mailbox.jobs.notify_reporter", report_id)
