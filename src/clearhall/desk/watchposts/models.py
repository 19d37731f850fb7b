"""Tables of watchposts: organisations only, never a natural person."""

from django.db import models


class Watchpost(models.Model):
    """One organisation accredited to report many items at once."""

    code = models.SlugField(max_length=60, unique=True)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)  # bank, telecom, school, charity, platform, volunteers
    harms = models.JSONField(default=list)
    daily_quota = models.PositiveIntegerField(default=20_000)
    body = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, related_name="watchposts"
    )  # accredits and answers for it
    accredited_at = models.DateTimeField()
    suspended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.code


class WatchpostMember(models.Model):
    """That a person may report for a watchpost and read how its reports fared."""

    watchpost = models.ForeignKey(Watchpost, on_delete=models.CASCADE, related_name="members")
    person = models.OneToOneField("accounts.Person", on_delete=models.CASCADE, related_name="watchpost_member")

    def __str__(self) -> str:
        return f"{self.person_id} for {self.watchpost_id}"
