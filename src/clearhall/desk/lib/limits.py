"""Every limit on size, count and time, in one table; `docs/limits.md` is made from it.

A limit that a user can meet has a sentence in the error that names it. Features add theirs here, not in their own files, so
that an operator and an auditor find all of them in one place.
"""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    CHARACTERS = "characters"
    BYTES = "bytes"
    ROWS = "rows"
    COUNT = "count"
    SECONDS = "seconds"
    DAYS = "days"
    PIXELS = "pixels"
    PER_MINUTE = "per minute"
    HOURS = "hours"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Limit:
    value: int
    unit: Unit
    sentence: str


LIMITS: dict[str, Limit] = {
    "report_text": Limit(20_000, Unit.CHARACTERS, "Text of one report."),
    "check_text": Limit(20_000, Unit.CHARACTERS, "Text pasted into Check."),
    "check_indicators": Limit(20, Unit.COUNT, "Links and numbers of one text that Check looks up."),
    "check_per_source": Limit(
        60, Unit.COUNT, "Texts that one source can check before it must wait; one more every second."
    ),
    "check_picture": Limit(10_000_000, Unit.BYTES, "A picture that is only checked; it is not stored."),
    "check_picture_seconds": Limit(8, Unit.SECONDS, "Time in which the text of such a picture must be read."),
    "check_pictures_at_once": Limit(
        2, Unit.COUNT, "Such pictures that one web process looks at; others are asked to wait."
    ),
    "check_pictures_per_source": Limit(
        10, Unit.COUNT, "Pictures that one source can check before it must wait; one more every ten seconds."
    ),
    "indicator_count": Limit(1_000, Unit.ROWS, "Reports that name one link or number are counted up to here."),
    "shown_count": Limit(
        3, Unit.COUNT, 'Smallest number of reports that the public is told; below it "a few" (charter R12).'
    ),
    "hint_count": Limit(
        5,
        Unit.COUNT,
        "Smallest number of reports of a message of which the report form says that it is known (charter R12).",
    ),
    "hints_per_source": Limit(
        60, Unit.COUNT, "Texts of one source that the report form compares before it must wait; one more every second."
    ),
    "follow_days": Limit(365, Unit.DAYS, "Time for which somebody can follow a known message without reporting it."),
    "note_text": Limit(10_000, Unit.CHARACTERS, "One internal note, mailbox message or public answer."),
    "body_name": Limit(200, Unit.CHARACTERS, "Name of a body outside the desk that a case belongs to."),
    "url": Limit(2_048, Unit.CHARACTERS, "One link."),
    "client_id": Limit(64, Unit.CHARACTERS, "A sender's own id of a report, for sending it again safely."),
    "request_body": Limit(1_000_000, Unit.BYTES, "Body of one request, files and batches apart."),
    "batch_rows": Limit(10_000, Unit.ROWS, "Rows in one batch by the API."),
    "batch_body": Limit(64_000_000, Unit.BYTES, "Body of one batch by the API."),
    "import_rows": Limit(1_000_000, Unit.ROWS, "Rows in one file for import."),
    "import_columns": Limit(200, Unit.COUNT, "Columns in one file for import."),
    "import_file": Limit(512_000_000, Unit.BYTES, "Size of one file for import by command."),
    "evidence_file": Limit(25_000_000, Unit.BYTES, "Size of one evidence file."),
    "evidence_files": Limit(10, Unit.COUNT, "Evidence files of one report or message."),
    "mailbox_per_day": Limit(20, Unit.COUNT, "Messages that one reporter can send about one report in 24 hours."),
    "receipt_tries": Limit(
        10, Unit.COUNT, "Receipt codes that one source can try before it must wait; one more every 30 seconds."
    ),
    "receipt_misses": Limit(
        300, Unit.PER_MINUTE, "Wrong receipt codes from all sources together before everybody must wait a little."
    ),
    "image_pixels": Limit(50_000_000, Unit.PIXELS, "Width times height of one picture."),
    "training_rows": Limit(500_000, Unit.ROWS, "Rows that one model is trained from."),
    "log_text": Limit(
        200, Unit.CHARACTERS, "One text in a record of the log: room for ids and hashes, none for what a person wrote."
    ),
    "page_rows": Limit(50, Unit.ROWS, "Rows of one page of a list, where the page does not say otherwise."),
    "page_rows_most": Limit(200, Unit.ROWS, "Rows of one page of a list at most."),
    "bulk_cases": Limit(200, Unit.COUNT, "Cases in one bulk act."),
    "session_hours": Limit(12, Unit.HOURS, "Longest life of a sign-in, however busy."),
    "session_idle_minutes": Limit(60, Unit.MINUTES, "A sign-in ends when nobody used it for so long."),
    "prove_again_minutes": Limit(10, Unit.MINUTES, "How long a password or second factor counts for sensitive acts."),
    "invitation_days": Limit(7, Unit.DAYS, "Life of the one-time link of an invitation."),
    "reset_hours": Limit(24, Unit.HOURS, "Life of the one-time link that sets a new password."),
    "token_days": Limit(366, Unit.DAYS, "Longest life of an API token."),
    "tokens": Limit(50, Unit.COUNT, "Valid API tokens of one body or watchpost."),
    "person_erase_days": Limit(90, Unit.DAYS, "After deactivation, until a person's names and e-mail are erased."),
    "body_levels": Limit(10, Unit.COUNT, "Bodies from the top of the tree to the lowest."),
    "tree_rows": Limit(5_000, Unit.ROWS, "Bodies in one file for import."),
    "official_channels": Limit(100, Unit.COUNT, "Websites and telephone numbers of one organisation on the register."),
    "register_rows": Limit(20_000, Unit.ROWS, "Organisations in one file for the register of official names."),
    "register_file": Limit(10_000_000, Unit.BYTES, "Size of one file for the register of official names."),
    "calendar_days": Limit(400, Unit.COUNT, "Holidays and make-up days in one version of a calendar, each."),
    "watchpost_file": Limit(64_000_000, Unit.BYTES, "Size of one file that a watchpost hands in by the page."),
    "preview_rows": Limit(1_000, Unit.ROWS, "Rows looked at for the preview of such a file."),
    "draft_days": Limit(7, Unit.DAYS, "Time for which an unfinished report is kept, sealed."),
    "pause_days": Limit(60, Unit.DAYS, "Longest pause of a case's time to close; another one needs its own reason."),
    "more_hours": Limit(400, Unit.HOURS, "Working hours that one request for more time may ask for."),
    "reopen_days": Limit(30, Unit.DAYS, "Time in which a reporter may reopen a closed case, once."),
}


def limit(name: str) -> int:
    """The value of a limit. Raises KeyError for a name that is not in the table."""
    return LIMITS[name].value
