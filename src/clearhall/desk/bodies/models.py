"""Tables of bodies and places. No person is in here; who works for a body is in `accounts`."""

from django.db import models

from clearhall.desk.taxonomy.harms import harm_choices, known_harm


class Level(models.TextChoices):
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


class Place(models.Model):
    """A province, city, county or district: where something happened, never where a reporter lives."""

    code = models.CharField(max_length=20, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    level = models.CharField(max_length=10, choices=Level)
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    residents = models.PositiveIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return self.code


class Calendar(models.Model):
    """Working hours, as data that is versioned by `valid_from`: the newest version at a moment holds.

    `week` maps ISO weekday ("1" Monday … "7" Sunday) to a list of ["HH:MM", "HH:MM"] spans; `holidays` lists free ISO dates;
    `make_up_days` maps ISO dates that are worked although the week says not to the spans worked.
    """

    code = models.CharField(max_length=40)
    valid_from = models.DateField()
    time_zone = models.CharField(max_length=60, default="Asia/Shanghai")
    week = models.JSONField(default=dict)
    holidays = models.JSONField(default=list)
    make_up_days = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="one_calendar_version_a_day")]

    def __str__(self) -> str:
        return f"{self.code} from {self.valid_from}"


class Body(models.Model):
    """A public body or one of its departments. `path` holds the keys from the root down, so that a subtree is a prefix."""

    code = models.SlugField(max_length=60, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=200, db_index=True, editable=False)
    level = models.CharField(max_length=10, choices=Level)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="bodies")
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    calendar_code = models.CharField(max_length=40, default="office")
    public_phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return self.code


class Competence(models.Model):
    """That a body handles a harm, in its own place and, unless a body further down does, in the places below."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="competences")
    harm = models.CharField(max_length=40, choices=harm_choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "harm"], name="one_competence_a_body_and_harm"),
            models.CheckConstraint(condition=known_harm(), name="competence_names_a_known_harm"),
        ]

    def __str__(self) -> str:
        return f"{self.body_id}: {self.harm}"
