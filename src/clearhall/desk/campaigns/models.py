"""Tables of campaigns. All but the decisions of people can be made again from the reports (`clearhall campaigns rebuild`)."""

from django.db import models
from django.db.models import F, Q

from clearhall.desk.campaigns.rules import Why
from clearhall.desk.lib.fields import key_field
from clearhall.desk.taxonomy.harms import harm_choices, known_harm


class Campaign(models.Model):
    """Groups of reports that belong together. Says nothing of who sent or reported them (charter R1, R8).

    Its key stays through merges and splits: what was absorbed points to what absorbed it. The figures are counted anew whenever a report
    joins, and every hour while it grows; one without reports has fallen apart and is shown to nobody.
    """

    id = key_field()
    opened_at = models.DateTimeField()
    is_locked = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    harm = models.CharField(
        max_length=40, blank=True, choices=harm_choices
    )  # of most of its reports; "" before counting
    reports = models.PositiveIntegerField(default=0)
    recent = models.PositiveIntegerField(default=0)  # received in the seven days before `counted_at`
    first_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["-recent", "-reports", "-id"], name="campaign_by_growth"),
            models.Index(fields=["counted_at"], name="campaign_by_count"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(harm="") | known_harm(), name="campaign_names_a_known_harm"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="campaign_is_not_part_of_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"campaign {self.pk}"


class CampaignGroup(models.Model):
    """One near-duplicate group in its campaign, and why it is in. `value` is emptied when the reports that named it are erased."""

    group = models.BigIntegerField(primary_key=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="members")
    why = models.CharField(max_length=10, choices=[(why.value, why.value) for why in Why])
    linked_to = models.BigIntegerField(null=True, blank=True)  # another group of the campaign; None for the first
    kind = models.CharField(max_length=20, blank=True)
    value = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"group {self.group}"


class CampaignDecision(models.Model):
    """What a person said of two groups: they belong together, or they stay apart. Kept for ever; a later one ends it."""

    group = models.BigIntegerField(db_index=True)
    other = models.BigIntegerField(db_index=True)
    is_together = models.BooleanField()
    actor_label = models.CharField(max_length=80)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(group=F("other")), name="decision_is_about_two_groups"),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class NamedByGroup(models.Model):
    """A group names an indicator that could link it. Of one that is common only the first few groups are kept.

    Made from the indicators of reports, and gone with them.
    """

    group = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=500)
    since = models.BigIntegerField()  # sequence of the first report of the group that names it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "kind", "value"], name="group_names_an_indicator_once"),
        ]
        indexes = [models.Index(fields=["value", "kind", "group"], name="named_by_value")]

    def __str__(self) -> str:
        return f"{self.kind} of group {self.group}"


class Follow(models.Model):
    """Somebody follows a known message instead of reporting it again. Nothing in it says who, or what they received.

    Found by the keyed hash of its receipt code; kept for the limit `follow_days`, or until the follower ends it. It is counted beside
    the reports and never with them: neither urgency nor order follows from it.
    """

    id = key_field()
    group = models.BigIntegerField(db_index=True)  # near-duplicate group of the message, or the oldest of its campaign
    client_id = models.CharField(
        max_length=64, unique=True
    )  # drawn by the form, so that a form sent twice follows once
    receipt_mac = models.BinaryField(max_length=32, unique=True)
    since = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"follow {self.pk}"


class Progress(models.Model):
    """One row: up to which report and which picture was linked. Whoever changes a campaign holds it: one change follows the other."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    next_sequence = models.BigIntegerField(default=0)
    next_picture = models.BigIntegerField(default=0)  # pictures are read after their reports were linked

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="progress_is_one_row")]

    def __str__(self) -> str:
        return f"linked up to {self.next_sequence}"
