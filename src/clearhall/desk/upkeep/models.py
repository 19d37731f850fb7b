"""Tables of upkeep. No personal data."""

from django.db import models


class JobRun(models.Model):
    """When a scheduled job last ran; one row a job. Workers agree through it on who runs what."""

    name = models.CharField(max_length=80, primary_key=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(
        max_length=200, blank=True
    )  # class name of the last failure; "" when the last run went well

    def __str__(self) -> str:
        return self.name
