"""Tables of casework. State is written by actions.py alone."""

from datetime import datetime
from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from clearhall.desk.cases.states import CaseState, ClockWhat, ClosingState, Decision, PauseGround, TransferAnswer
from clearhall.desk.lib.fields import key_field
from clearhall.desk.taxonomy.harms import Outcome, harm_choices, known_harm, permitted_outcome

# "closed_case_says_how" makes it the same as the state, and a condition without values is one that SQLite's planner
# can match with a partial index when the values of a statement are bound.
IS_OPEN = Q(closed_at__isnull=True)


class Case(models.Model):
    """The work on one report. Holds no text of the reporter: that stays with the report."""

    id = key_field()
    opened_at = models.DateTimeField()
    harm = models.CharField(max_length=40, choices=harm_choices)
    urgency = models.PositiveSmallIntegerField()  # 0 immediate … 3 low
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in CaseState], default=CaseState.RECEIVED)
    # No index of its own on body and assignee: those below begin with them, and SQLite would choose the shorter one and read
    # every closed case of the body.
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="cases", db_index=False)
    assignee = models.ForeignKey(
        "accounts.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    handed_over_at = models.DateTimeField(
        null=True, blank=True
    )  # when this body got it from another; None: it began here
    taken_at = models.DateTimeField(null=True, blank=True)
    first_response_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    first_response_at = models.DateTimeField(null=True, blank=True)
    place = models.ForeignKey(
        "bodies.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    language = models.CharField(max_length=10)
    group = models.BigIntegerField(db_index=True)  # near-duplicate group of its first report
    has_news = models.BooleanField(default=False)  # the reporter wrote and nobody has read it
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_state = models.CharField(max_length=20, blank=True, choices=[(s.value, s.value) for s in ClosingState])
    duplicate_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates")
    # Who is competent when nobody here is: a body of the tree that does not work at this desk, or a name.
    handed_to = models.ForeignKey(
        "bodies.Body", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    handed_to_outside = models.CharField(max_length=200, blank=True)
    reopened_by_reporter_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["body", "state", "urgency", "due_at", "id"], name="case_queue"),
            models.Index(fields=["body", "urgency", "due_at", "id"], name="case_open_queue", condition=IS_OPEN),
            models.Index(fields=["urgency", "due_at", "id"], name="case_open_everywhere", condition=IS_OPEN),
            models.Index(fields=["body", "closed_at", "id"], name="case_closed", condition=~IS_OPEN),
            models.Index(fields=["state", "due_at"], name="case_by_due"),
            models.Index(fields=["assignee", "state"], name="case_by_assignee"),
            models.Index(fields=["body", "id"], name="case_with_news", condition=Q(has_news=True)),
            models.Index(fields=["opened_at"], name="case_by_opening"),
        ]
        constraints = [
            models.CheckConstraint(condition=known_harm(), name="case_names_a_known_harm"),
            models.CheckConstraint(condition=Q(state__in=sorted(CaseState)), name="case_is_in_a_known_state"),
            models.CheckConstraint(
                name="closed_case_says_how",
                condition=(Q(state=CaseState.CLOSED, closed_at__isnull=False) & ~Q(closing_state=""))
                | (~Q(state=CaseState.CLOSED) & Q(closed_at__isnull=True, closing_state="")),
            ),
            models.CheckConstraint(
                name="duplicate_names_another_case",
                condition=Q(closing_state=ClosingState.DUPLICATE, duplicate_of__isnull=False) & ~Q(duplicate_of=F("id"))
                | (~Q(closing_state=ClosingState.DUPLICATE) & Q(duplicate_of__isnull=True)),
            ),
            models.CheckConstraint(
                name="not_ours_names_the_competent_body",
                condition=~Q(closing_state=ClosingState.NOT_OUR_COMPETENCE)
                | Q(handed_to__isnull=False)
                | ~Q(handed_to_outside=""),
            ),
            models.CheckConstraint(
                name="received_case_is_with_nobody",
                condition=~Q(state=CaseState.RECEIVED) | Q(assignee__isnull=True),
            ),
            models.CheckConstraint(
                name="held_case_is_with_somebody",
                condition=~Q(state__in=[CaseState.ACTIVE, CaseState.WAITING]) | Q(assignee__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"

    @property
    def clock_starts_at(self) -> datetime:
        """From when the time to close counts: the report's arrival, or the reporter's reopening."""
        return self.reopened_by_reporter_at or self.opened_at

    @property
    def here_since(self) -> datetime:
        """From when the time to look counts: since this body has it, or the reporter reopened it."""
        return max(moment for moment in (self.clock_starts_at, self.handed_over_at) if moment is not None)


class NoteKind(StrEnum):
    """What a note is: free words, or the reason for a step of the log, which itself holds no text."""

    NOTE = "note"
    HAND_OVER = "hand_over"
    RECLASSIFY = "reclassify"
    CLOSE = "close"
    CLOCK = "clock"
    REFUSE = "refuse"


class Note(models.Model):
    """An internal note, or the reason somebody gave for a step. Never shown to a reporter and never in a notice."""

    id = key_field()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes", db_index=False)
    author = models.ForeignKey("accounts.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    author_label = models.CharField(max_length=80)
    at = models.DateTimeField()
    text = models.TextField()
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in NoteKind], default=NoteKind.NOTE)
    record_index = models.BigIntegerField()  # the record of the log that this explains
    harm_before = models.CharField(
        max_length=40, blank=True
    )  # of a reclassification; the public log does not name harms
    harm_after = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="note_by_case")]

    def __str__(self) -> str:
        return f"note {self.pk}"


class DismissedSuggestion(models.Model):
    """A person looked at the harm that a machine suggested for a case and kept the case as it was (charter R9)."""

    id = key_field()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="dismissed_suggestions", db_index=False)
    harm = models.CharField(max_length=40, choices=harm_choices)
    actor_label = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "harm"], name="suggestion_is_dismissed_once"),
            models.CheckConstraint(condition=known_harm(), name="dismissed_suggestion_names_a_known_harm"),
        ]

    def __str__(self) -> str:
        return f"dismissed suggestion {self.pk}"


class Transfer(models.Model):
    """A case on its way from one body to another: offered, then accepted by being taken, refused with a reason, or passed on."""

    id = key_field()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transfers", db_index=False)
    from_body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+", db_index=False)
    to_body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    is_binding = models.BooleanField(default=False)  # it was refused before and a body above has decided
    answer = models.CharField(max_length=10, blank=True, choices=[(a.value, a.value) for a in TransferAnswer])
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="transfer_by_case")]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(answer=""), name="one_open_transfer_a_case"),
            models.CheckConstraint(name="transfer_goes_elsewhere", condition=~Q(from_body=F("to_body"))),
            models.CheckConstraint(
                name="binding_transfer_is_not_refused",
                condition=Q(is_binding=False) | ~Q(answer=TransferAnswer.REFUSED),
            ),
            models.CheckConstraint(
                name="answered_transfer_says_when",
                condition=Q(answer="", answered_at__isnull=True)
                | Q(answer__in=sorted(TransferAnswer), answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"transfer {self.pk}"


class ClockChange(models.Model):
    """Something that happened to a case's time to close besides running. The due time follows from these rows, never the other way."""

    id = key_field()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clock_changes", db_index=False)
    what = models.CharField(max_length=10, choices=[(w.value, w.value) for w in ClockWhat])
    at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)  # planned end of a pause: none stands still for ever
    ground = models.CharField(max_length=20, blank=True, choices=[(g.value, g.value) for g in PauseGround])
    hours = models.PositiveSmallIntegerField(null=True, blank=True)  # working hours that were given
    calendar_before = models.CharField(max_length=40, blank=True)
    calendar_after = models.CharField(max_length=40, blank=True)
    record_index = models.BigIntegerField()  # the record of the log that tells it

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="clock_change_by_case")]
        constraints = [
            models.CheckConstraint(
                name="clock_change_has_what_its_kind_needs",
                condition=Q(what=ClockWhat.PAUSE, until__gt=F("at"), ground__in=sorted(PauseGround), hours__isnull=True)
                | Q(what=ClockWhat.RESUME, until__isnull=True, ground="", hours__isnull=True)
                | Q(what=ClockWhat.EXTEND, until__isnull=True, ground="", hours__gt=0)
                | (
                    Q(what=ClockWhat.MOVE, until__isnull=True, ground="", hours__isnull=True)
                    & ~Q(calendar_before="")
                    & ~Q(calendar_after="")
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"


class TimeRequest(models.Model):
    """The holder of a case asks for more time to close it; another person decides."""

    id = key_field()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="time_requests", db_index=False)
    hours = models.PositiveSmallIntegerField()
    asked_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=10, blank=True, choices=[(d.value, d.value) for d in Decision])
    decided_by = models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="time_request_by_case")]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(decision=""), name="one_open_time_request_a_case"),
            models.CheckConstraint(name="time_request_asks_for_some", condition=Q(hours__gt=0)),
            models.CheckConstraint(
                name="another_person_decides_on_time",
                condition=Q(decision="", decided_by__isnull=True, decided_at__isnull=True)
                | (
                    Q(decision__in=sorted(Decision), decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("asked_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"time request {self.pk}"


class ClockMark(models.Model):
    """By which working hours the stored due times were last computed: one row. When hours change, open cases are wound anew."""

    id = key_field()
    calendars = models.CharField(max_length=64)  # hash over all calendars
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"clocks as of {self.at}"


class PublishedOutcome(models.Model):
    """What the desk says in public about a case, in Chinese and English. Corrections add a row; they never overwrite one."""

    id = key_field()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="outcomes")
    harm = models.CharField(max_length=40, choices=harm_choices)  # of the case at that time; half of the permitted pair
    outcome = models.CharField(max_length=30, choices=[(o.value, o.value) for o in Outcome])
    text_zh = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    author_label = models.CharField(max_length=80)
    at = models.DateTimeField()
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")

    class Meta:
        indexes = [models.Index(fields=["outcome", "id"], name="outcome_by_kind")]
        constraints = [
            models.CheckConstraint(condition=permitted_outcome(), name="outcome_is_permitted_for_the_harm"),
            models.CheckConstraint(condition=~Q(text_zh="", text_en=""), name="outcome_has_a_text"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.pk}"
