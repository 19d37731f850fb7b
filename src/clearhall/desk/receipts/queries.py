"""Everything the receipt page shows, read in one place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clearhall.desk.cases.for_reporters import CaseForReporter, case_for_reporter_page
from clearhall.desk.files.queries import EvidenceView, files_of
from clearhall.desk.mailbox.queries import Message, has_contact, messages_of
from clearhall.desk.receipts.words import CLOSINGS, STATES
from clearhall.desk.reports.queries import Report
from clearhall.desk.taxonomy.harms import RULES, Harm


@dataclass(frozen=True, slots=True)
class Letter:
    """One message with the files that came with it."""

    message: Message
    files: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    report: Report
    case: CaseForReporter
    harm_label: Any
    tone: str
    state_label: Any
    state_sentence: Any
    letters: tuple[Letter, ...]
    files: tuple[EvidenceView, ...]
    has_contact: bool


def receipt_page(report: Report, *, at: datetime) -> ReceiptPage:
    """What the reporter of `report` sees at `at`: seven queries, whatever the number of messages."""
    case = case_for_reporter_page(report.case_id, at=at)
    tone, label, sentence = CLOSINGS[case.closing_state] if case.closing_state else STATES[case.state]
    files = files_of([report.pk])
    by_message: dict[int | None, list[EvidenceView]] = {}
    for file in files:
        by_message.setdefault(file.message_id, []).append(file)
    letters = tuple(
        Letter(message, tuple(by_message.get(message.pk, ()))) for message in messages_of([report.pk])[:500]
    )
    return ReceiptPage(
        report,
        case,
        RULES[Harm(case.harm)].label,
        tone,
        label,
        sentence,
        letters,
        tuple(by_message.get(None, ())),
        has_contact(report.pk),
    )
