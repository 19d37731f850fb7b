"""Erasure on schedule: what people wrote and sent goes some time after its case was closed; what was done stays on record.

Emptied are the texts and links of the report, the indicators found in it, its signature, the mailbox, the evidence with what a machine
read of it, and the notes of staff.
What stays names nobody: harm, dates, states, hashes, the published answer, the log. Statistics and the log count and verify
as before.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from clearhall.desk.cases.actions import erase_notes
from clearhall.desk.cases.counts import closed_before
from clearhall.desk.files.actions import erase_files
from clearhall.desk.ledger.actions import record
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import job
from clearhall.desk.mailbox.actions import erase_contact, erase_messages
from clearhall.desk.pictures.actions import forget_pictures
from clearhall.desk.reports.actions import erase_report
from clearhall.desk.reports.events import ReportEvent
from clearhall.desk.reports.queries import unerased_reports_of

ACTOR = job("retention")
CASES_A_RUN = 500  # bounded: the job runs often, and a desk that was off for long catches up in hours


def erase_old_reports(*, at: datetime) -> int:
    """Erase the reports of cases closed longer ago than the setting `retention_days`. Returns how many."""
    before = at - timedelta(days=settings.CLEARHALL.retention_days)
    count = 0
    for report_id, case_id in _due(before):
        with transaction.atomic():
            erase_messages(report_id)
            erase_contact(report_id)
            erase_notes(case_id)
            erase_files(report_id, case_id=case_id, actor=ACTOR, at=at)
            forget_pictures(report_id)
            if erase_report(report_id, at=at):
                subject, after = f"case:{ids.encode(case_id)}", {"report": ids.encode(report_id)}
                record(ReportEvent.ERASED, subject=subject, actor=ACTOR, at=at, after=after)
                count += 1
    return count


def _due(before: datetime) -> Iterable[tuple[int, int]]:
    return unerased_reports_of(closed_before(before), most=CASES_A_RUN)
