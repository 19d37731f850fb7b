"""What comes with a report besides the report: evidence files and an address for news. Kept by the features that own them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from clearhall.desk.files.actions import check_files, keep_files
from clearhall.desk.intake.actions import accept_report
from clearhall.desk.intake.types import Accepted, NewReport, Sender
from clearhall.desk.lib.errors import TooLarge
from clearhall.desk.lib.limits import limit
from clearhall.desk.mailbox.actions import leave_contact
from clearhall.desk.taxonomy.harms import RULES, Harm


def accept_with_extras(
    new: NewReport, *, uploads: Sequence[Any] = (), email: str = "", language: str, sender: Sender, at: datetime
) -> Accepted:
    """Accept a report together with its files and the reporter's address: all of it or nothing.

    A report that was stored before keeps what came with it then.

    Raises:
        FileRefused, TooLarge, TooManyFiles: a file cannot be taken; the report is not stored either.
        What `accept_report` raises.
    """
    arrivals = check_files([(_content(upload), upload.name or "") for upload in uploads])
    with transaction.atomic():
        accepted = accept_report(new, sender=sender, at=at)
        if accepted.is_repeat:
            return accepted
        if arrivals:
            keep_files(
                arrivals,
                report_id=accepted.report_id,
                case_id=accepted.case_id,
                actor=sender.actor,
                at=at,
                is_graphic=RULES[Harm(new.harm)].is_blurred,
            )
        if email:
            leave_contact(accepted.report_id, email, language=language, at=at)
    return accepted


def _content(upload: UploadedFile) -> bytes:
    if upload.size and upload.size > limit("evidence_file"):
        raise TooLarge(field="files", name=upload.name)
    return bytes(upload.read())
