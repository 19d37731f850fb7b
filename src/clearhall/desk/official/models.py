"""Tables of the register of official names. There is no row, column or kind for a person (charter R8)."""

from django.db import models
from django.db.models import Q

from clearhall.desk.lib.fields import key_field


class Organisation(models.Model):
    """An organisation that others pretend to be: a public body, a bank, a school, a carrier. Never a natural person.

    `keeper` is the body of the desk whose administrators keep the entry right. The code never changes: the log names it.
    """

    id = key_field()
    code = models.SlugField(max_length=60, unique=True)
    keeper = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+")
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class ChannelKind(models.TextChoices):
    SITE = "site"
    PHONE = "phone"


class OfficialChannel(models.Model):
    """One website (a host in lower-case ASCII, without www.) or telephone number (as dialled inside the country) of an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=10, choices=ChannelKind)
    value = models.CharField(max_length=253)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="one_holder_of_an_official_channel"),
            models.CheckConstraint(
                condition=Q(kind__in=ChannelKind.values), name="official_channel_is_of_a_known_kind"
            ),
            models.CheckConstraint(condition=~Q(value=""), name="official_channel_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class RegisterVersion(models.Model):
    """One row that counts the changes of the register, so that every process knows when what it remembers is old."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="register_version_is_one_row")]

    def __str__(self) -> str:
        return f"version {self.number}"
