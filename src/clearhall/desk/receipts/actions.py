"""What a reporter can do with a receipt: write, add files, withdraw, reopen, leave or remove an address."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from clearhall.desk.cases.actions import reporter_answered
from clearhall.desk.files.actions import check_files, keep_files
from clearhall.desk.files.queries import count_files
from clearhall.desk.lib.actors import REPORTER
from clearhall.desk.lib.limits import limit
from clearhall.desk.mailbox.actions import send_from_reporter
from clearhall.desk.mailbox.queries import Message
from clearhall.desk.reports.queries import Report
from clearhall.desk.taxonomy.harms import RULES, Harm
from clearhall.engine import text as texts


def write_to_desk(report: Report, *, words: str, uploads: Sequence[tuple[bytes, str]], at: datetime) -> Message:
    """Send a message, with files or without, and tell the case that there is news. All or nothing.

    Raises:
        MessageEmpty, MessageTooLong, MailboxFull: from the mailbox.
        FileRefused, FileTooLarge, TooManyFiles: a file; nothing is sent.
        MoveNotAllowed: the case is closed.
    """
    arrivals = check_files(uploads, already=count_files(report.pk))
    cleaned = texts.clean(words, max_chars=limit("note_text")).text if words.strip() else ""
    with transaction.atomic():
        message = send_from_reporter(report.pk, cleaned, at=at, has_files=bool(arrivals))
        is_graphic = RULES[Harm(report.harm)].is_blurred
        keep_files(
            arrivals,
            report_id=report.pk,
            case_id=report.case_id,
            actor=REPORTER,
            at=at,
            message_id=message.pk,
            is_graphic=is_graphic,
        )
        reporter_answered(report.case_id, at=at)
    return message
