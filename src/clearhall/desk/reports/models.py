"""Tables of reports. Text is as the reporter sent it (cleaned of what cannot be stored); nothing identifies an author."""

from django.db import models
from django.db.models import Q

from clearhall.desk.lib.fields import key_field
from clearhall.desk.reports.states import Channel, Entrance, ReporterKind
from clearhall.desk.taxonomy.harms import SELF_REPORTABLE, BusinessInfringement, Harm, harm_choices, known_harm


class Report(models.Model):
    """One report as received. Added by intake, never edited; erasure empties the texts and keeps the row."""

    id = key_field()
    sequence = models.BigIntegerField(
        unique=True
    )  # index in the ledger: gapless order of commit, which the match index follows
    received_at = models.DateTimeField()
    entrance = models.CharField(max_length=10, choices=Entrance)
    harm = models.CharField(max_length=40, choices=harm_choices)
    subkind = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    what_happened = models.TextField(blank=True)
    url = models.CharField(max_length=2048, blank=True)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.OTHER)
    language = models.CharField(max_length=10)
    place = models.ForeignKey("bodies.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    occurred_on = models.DateField(null=True, blank=True)
    loss_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)  # yuan; None: not said
    reporter_kind = models.CharField(max_length=10, choices=ReporterKind)
    watchpost = models.ForeignKey(
        "watchposts.Watchpost", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reporting_body = models.ForeignKey(
        "bodies.Body", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    is_about_reporting_body = models.BooleanField(null=True, blank=True)  # None: the reporter is no body
    source = models.CharField(max_length=80)  # namespace of client ids: "form", "watchpost:<code>", "token:<key>"
    client_id = models.CharField(max_length=64)
    receipt_mac = models.BinaryField(
        max_length=32, unique=True
    )  # keyed hash of the receipt code; the code itself is not kept
    signature = models.BinaryField()  # for near-duplicates; b"" when the text is too short to compare
    group = models.BigIntegerField()  # key of the first report of the near-duplicate group; its own when alone
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="reports")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(  # all that Check says of a group is read from here, without the rows
                fields=["group", "received_at", "harm", "case", "erased_at"],
                name="report_by_group",
                condition=Q(erased_at__isnull=True),
            ),
            models.Index(fields=["received_at"], name="report_by_time"),
            models.Index(
                fields=["watchpost", "received_at"],
                name="report_by_watchpost",
                condition=Q(watchpost__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "client_id"], name="one_report_a_client_id"),
            models.CheckConstraint(condition=known_harm(), name="report_names_a_known_harm"),
            models.CheckConstraint(
                condition=Q(reporter_kind__in=ReporterKind.values), name="report_names_a_known_reporter_kind"
            ),
            models.CheckConstraint(
                name="watchpost_report_names_its_watchpost",
                condition=Q(reporter_kind="watchpost", watchpost__isnull=False)
                | (~Q(reporter_kind="watchpost") & Q(watchpost__isnull=True)),
            ),
            models.CheckConstraint(  # charter R5
                name="body_reports_about_itself_only_as_permitted",
                condition=(
                    ~Q(reporter_kind="body") & Q(reporting_body__isnull=True, is_about_reporting_body__isnull=True)
                )
                | (
                    # "is not null" is said apart: a comparison with NULL is neither true nor false, and a CHECK lets that pass
                    Q(reporter_kind="body", reporting_body__isnull=False, is_about_reporting_body__isnull=False)
                    & (Q(is_about_reporting_body=False) | Q(harm__in=sorted(SELF_REPORTABLE)))
                ),
            ),
            models.CheckConstraint(  # charter R5: an infringement is one of a closed list; a bad review is none
                name="infringement_is_of_a_known_kind",
                condition=(~Q(harm=Harm.BUSINESS_INFRINGEMENT) & Q(subkind=""))
                | Q(harm=Harm.BUSINESS_INFRINGEMENT, subkind__in=sorted(BusinessInfringement)),
            ),
            models.CheckConstraint(  # charter R5: a business cannot have what is said about it "checked"
                name="business_reports_no_claims",
                condition=~Q(reporter_kind="business", harm=Harm.FALSE_CLAIM),
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"


class ReportIndicator(models.Model):
    """A link, number or address that the item offers, in normal form. Never a handle of an author (charter R1)."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="indicators")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=500)
    domain = models.CharField(max_length=253, blank=True)  # registrable domain of a link; "" for the others
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["value", "kind", "report"], name="indicator_by_value"),
            models.Index(fields=["domain", "report"], name="indicator_by_domain", condition=~Q(domain="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
