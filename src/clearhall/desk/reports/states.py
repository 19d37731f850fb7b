"""The closed lists of a report: in what capacity it came, where the item was met, by which entrance. Plain data."""

from django.db import models


class ReporterKind(models.TextChoices):
    """In what capacity someone reports. Who they are is not stored with the report."""

    RESIDENT = "resident"
    BUSINESS = "business"
    WATCHPOST = "watchpost"
    BODY = "body"


class Channel(models.TextChoices):
    """Where the reporter met the item."""

    SMS = "sms"
    PHONE = "phone"
    WEB = "web"
    APP = "app"
    SOCIAL = "social"
    EMAIL = "email"
    OFFLINE = "offline"
    OTHER = "other"


class Entrance(models.TextChoices):
    """How the report reached the desk."""

    FORM = "form"
    QUICK = "quick"
    API = "api"
    BATCH = "batch"
    FILE = "file"
