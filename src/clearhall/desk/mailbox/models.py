"""Tables of messages and contacts. Both are personal data: sealed at rest, apart from the report, erased on schedule."""

from django.db import models
from django.db.models import Q

from clearhall.desk.lib.fields import SealedTextField, key_field


class Side(models.TextChoices):
    DESK = "desk"
    REPORTER = "reporter"


class Message(models.Model):
    """One message in one direction. The desk's side shows the body, never the member of staff."""

    id = key_field()
    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="messages")
    side = models.CharField(max_length=10, choices=Side)
    at = models.DateTimeField()
    text = SealedTextField(purpose="mailbox.message")
    author_label = models.CharField(max_length=80, blank=True)  # staff handle; "" for the reporter
    read_at = models.DateTimeField(null=True, blank=True)  # by the other side

    class Meta:
        indexes = [models.Index(fields=["report", "id"], name="message_by_report")]
        constraints = [models.CheckConstraint(condition=Q(side__in=Side.values), name="message_has_a_known_side")]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Contact(models.Model):
    """An e-mail address that a reporter gave for notifications. Sealed, apart from the report, every read is logged."""

    report = models.OneToOneField("reports.Report", on_delete=models.CASCADE, related_name="contact")
    email = SealedTextField(purpose="mailbox.contact")
    language = models.CharField(max_length=10)
    given_at = models.DateTimeField()
    erase_after = models.DateTimeField()

    def __str__(self) -> str:
        return f"contact of {self.report_id}"


class ContactRead(models.Model):
    """That a contact was read, by whom and for what. No address in here."""

    report_id = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    purpose = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.purpose} by {self.actor}"
