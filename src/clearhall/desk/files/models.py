"""Tables of evidence. The bytes lie sealed in the data folder; here are their hashes, types and history."""

from django.db import models

from clearhall.desk.lib.fields import key_field


class Evidence(models.Model):
    """One file that belongs to a report or to a message of its mailbox. The original is never changed."""

    id = key_field()
    report = models.ForeignKey("reports.Report", on_delete=models.PROTECT, related_name="evidence")
    message_id = models.BigIntegerField(null=True, blank=True)
    arrived_at = models.DateTimeField()
    sha256 = models.BinaryField(max_length=32)
    size_bytes = models.PositiveIntegerField()
    media_type = models.CharField(max_length=60)  # found from the content
    name = models.CharField(max_length=120)  # cleaned; "" when the sender gave none
    has_display = models.BooleanField(default=False)
    is_graphic = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class CustodyEvent(models.Model):
    """One thing that happened to a file: arrived, shown, downloaded, verified, erased."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="custody")
    at = models.DateTimeField()
    what = models.CharField(max_length=20)
    actor = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.what} {self.evidence_id}"
