"""Tables of intake: drafts of the guided form, and files that watchposts hand in. A report itself is in `reports`."""

from django.db import models
from django.db.models import Q

from clearhall.desk.lib.fields import SealedTextField, key_field


class Draft(models.Model):
    """One unfinished report of the guided form, sealed. Found by the hash of a random cookie; nothing says whose it is.

    Once sent, `content` keeps nothing but the client id, for the minutes in which the receipt can be shown again.
    """

    digest = models.BinaryField(max_length=32, primary_key=True)
    content = SealedTextField(purpose="intake.draft")
    is_sent = models.BooleanField(default=False)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return "draft"


class ImportState(models.TextChoices):
    PREVIEW = "preview"  # uploaded and looked through; nothing is stored
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ImportedFile(models.Model):
    """One file of reports that a watchpost handed in by the page. The file itself is deleted once it is through."""

    id = key_field()
    watchpost = models.ForeignKey("watchposts.Watchpost", on_delete=models.PROTECT, related_name="+")
    actor_label = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    sha256 = models.BinaryField(max_length=32)
    size_bytes = models.BigIntegerField()
    harm = models.CharField(max_length=40)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.PREVIEW)
    uploaded_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_stored = models.PositiveIntegerField(default=0)
    rows_repeated = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["watchpost", "id"], name="import_by_watchpost")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_is_in_a_known_state")
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"
