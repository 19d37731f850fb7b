"""The table of finished figures. Exact counts are not stored: what is in here could be printed in a newspaper."""

from django.db import models


class Figure(models.Model):
    """All figures of one selection, rounded, as they were at `as_of`. Page, CSV and JSON are three ways to write one row.

    `content` is `figures.as_json` of a `Figures`. Replaced as a whole by each count; nothing else refers to it.
    """

    key = models.CharField(max_length=120, primary_key=True)
    as_of = models.DateTimeField()
    content = models.JSONField()

    def __str__(self) -> str:
        return self.key
