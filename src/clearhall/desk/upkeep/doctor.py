"""What is wrong with an installation and how to mend it: one function a question, each answers with findings."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from clearhall.desk.accounts.models import Membership
from clearhall.desk.bodies.models import Competence
from clearhall.desk.ledger.models import LedgerEntry
from clearhall.desk.lib import sealing
from clearhall.desk.lib.actors import Role
from clearhall.desk.matching import health as matching
from clearhall.desk.matching.index import MOST_TAIL as SEARCHED_WITHOUT_SNAPSHOT
from clearhall.desk.pictures import health as pictures
from clearhall.desk.taxonomy.harms import Harm
from clearhall.desk.upkeep.models import JobRun
from clearhall.desk.upkeep.schedule import SCHEDULE

FREE_BYTES = 1_000_000_000
CLOCK_SLACK = timedelta(minutes=5)


class Grade(StrEnum):
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer: what was looked at, how it stands, and the mend ("" when there is nothing to do)."""

    subject: str
    grade: Grade
    sentence: str
    mend: str = ""


Question = Callable[[datetime], Iterator[Finding]]


def examine(*, at: datetime) -> list[Finding]:
    """Ask every question in order; one that cannot be asked (no database, say) is itself a finding."""
    findings: list[Finding] = []
    for question in QUESTIONS:
        try:
            findings.extend(question(at))
        except Exception as failure:  # noqa: BLE001 (whatever is broken is what the doctor is for)
            subject = question.__name__.replace("_", " ")
            sentence = f"could not be examined: {type(failure).__name__}: {str(failure)[:200]}"
            findings.append(Finding(subject, Grade.BAD, sentence, "Mend what is said above it first."))
    return findings


def data_folder(at: datetime) -> Iterator[Finding]:
    folder = Path(settings.CLEARHALL.data_dir)
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        mend = "Create it for the user the desk runs as, or set CLEARHALL_DATA_DIR."
        yield Finding("data folder", Grade.BAD, f"{folder} is not a folder the desk can write to.", mend)
        return
    free = shutil.disk_usage(folder).free
    if free < FREE_BYTES:
        yield Finding(
            "data folder",
            Grade.BAD,
            f"Only {free // 1_000_000} MB are free.",
            "Make room: under 1 GB reports may be refused.",
        )
    else:
        yield Finding("data folder", Grade.GOOD, f"{folder}, {free // 1_000_000_000} GB free.")


def keys(at: datetime) -> Iterator[Finding]:
    folder = Path(settings.CLEARHALL.data_dir) / "keys"
    for file in sorted(folder.glob("*")) if folder.is_dir() else ():
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            yield Finding("keys", Grade.BAD, f"{file.name} can be read by others.", f"chmod 600 {file}")
    sealing.ring()
    yield Finding("keys", Grade.GOOD, f"{len(sealing.ring())} field key(s) in the ring.")


def database(at: datetime) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode")
            mode = cursor.fetchone()[0]
            cursor.execute("PRAGMA synchronous")
            durable = cursor.fetchone()[0] >= 2
            if mode != "wal" or not durable:
                mend = "Put the data folder on a local disk; network file systems cannot hold a write-ahead log."
                yield Finding("database", Grade.BAD, f"SQLite runs in mode {mode} and is not durable on commit.", mend)
                return
            yield Finding("database", Grade.GOOD, "SQLite, write-ahead log, durable on commit.")
        else:
            cursor.execute("SHOW synchronous_commit")
            durable = cursor.fetchone()[0] != "off"
            mend = "" if durable else "Set synchronous_commit = on for this database."
            grade = Grade.GOOD if durable else Grade.BAD
            yield Finding("database", grade, f"PostgreSQL {connection.pg_version // 10000}.", mend)


def migrations(at: datetime) -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield Finding(
            "migrations", Grade.BAD, f"{len(plan)} change(s) of the tables are not applied.", "clearhall setup"
        )
    else:
        yield Finding("migrations", Grade.GOOD, "All tables are as this version needs them.")


def clock(at: datetime) -> Iterator[Finding]:
    last = LedgerEntry.objects.order_by("-index").values_list("at", flat=True).first()
    if last is not None and last > at + CLOCK_SLACK:
        mend = "Set the machine's clock (NTP). Records keep their order whatever it says."
        yield Finding("clock", Grade.BAD, "The clock is behind the last record of the log: it was set back.", mend)
    try:
        ZoneInfo(settings.CLEARHALL.time_zone)
    except ZoneInfoNotFoundError:
        yield Finding(
            "clock",
            Grade.BAD,
            f"No time zone {settings.CLEARHALL.time_zone}.",
            "Set CLEARHALL_TIME_ZONE to an IANA name.",
        )
    else:
        yield Finding("clock", Grade.GOOD, f"Time zone {settings.CLEARHALL.time_zone}.")


def worker(at: datetime) -> Iterator[Finding]:
    runs = {run.name: run for run in JobRun.objects.all()}
    started = [run.started_at for run in runs.values() if run.started_at]
    if not started:
        yield Finding(
            "worker",
            Grade.WARN,
            "No scheduled job has run yet.",
            "clearhall up starts a worker; or run clearhall worker.",
        )
    for job in SCHEDULE:
        run = runs.get(job.name)
        if run is None or run.started_at is None:
            continue
        if run.error:
            yield Finding(
                "worker", Grade.BAD, f"Job {job.name} failed: {run.error}.", "See the log; it is tried again by itself."
            )
        elif run.started_at < at - 3 * job.every - timedelta(minutes=1):
            yield Finding(
                "worker",
                Grade.BAD,
                f"Job {job.name} has not run since {run.started_at:%Y-%m-%d %H:%M}.",
                "Start a worker.",
            )
    if started:
        yield Finding("worker", Grade.GOOD, f"{len(started)} of {len(SCHEDULE)} scheduled jobs have run.")


def match_index(at: datetime) -> Iterator[Finding]:
    found = matching.health(at=at)
    sentence = f"Snapshot {found.snapshot}, {found.held:,} reports in it, {found.tail:,} came after it."
    if not found.needs_rebuild or found.snapshot is matching.Snapshot.WHOLE:
        yield Finding("match index", Grade.GOOD, sentence)
    elif found.tail > SEARCHED_WITHOUT_SNAPSHOT:
        mend = "The worker builds it within minutes; or clearhall match rebuild. Until then only the newest reports are searched."
        yield Finding("match index", Grade.BAD, sentence, mend)
    else:
        yield Finding(
            "match index", Grade.WARN, sentence, "The worker builds it by itself; or clearhall match rebuild."
        )


def picture_reading(at: datetime) -> Iterator[Finding]:
    found = pictures.health()
    sentence = f"{found.read:,} of {found.pictures:,} pictures read, {found.waiting:,} wait, {found.unreadable:,} cannot be read."
    if not found.reads_text:
        mend = 'If it should be: pip install "clearhall[ocr]" (370 MB), and Debian\'s libgl1 and libglib2.0-0.'
        yield Finding("pictures", Grade.WARN, "Text in pictures is not read: that part is not installed.", mend)
    elif found.text_failed:
        sentence += f" The text of {found.text_failed:,} could not be read in time."
    yield Finding("pictures", Grade.GOOD, sentence)


def people(at: datetime) -> Iterator[Finding]:
    if not Membership.objects.filter(role=Role.ADMINISTRATOR, person__is_active=True).exists():
        mend = "clearhall person new NAME --body CODE --role administrator"
        yield Finding("people", Grade.BAD, "Nobody is administrator.", mend)
    covered = set(Competence.objects.filter(body__is_active=True).values_list("harm", flat=True))
    missing = [harm.value for harm in Harm if harm.value not in covered]
    if missing:
        yield Finding("bodies", Grade.BAD, f"No body handles: {', '.join(missing)}.", "Name one on the page Bodies.")
    else:
        yield Finding("bodies", Grade.GOOD, "Every harm has a body that handles it.")


def openness(at: datetime) -> Iterator[Finding]:
    options = settings.CLEARHALL
    if options.debug:
        yield Finding("settings", Grade.BAD, "Developer mode is on.", "Unset CLEARHALL_DEBUG.")
    if options.example_desk:
        yield Finding(
            "settings",
            Grade.WARN,
            "This is an example desk with known passwords.",
            "Start a real one with clearhall up --empty.",
        )
    elif not options.is_https:
        yield Finding(
            "settings",
            Grade.WARN,
            "The public address is not https.",
            "Put a proxy with TLS in front; set CLEARHALL_PUBLIC_URL.",
        )
    if not options.second_factor_required and not options.example_desk:
        yield Finding(
            "settings",
            Grade.BAD,
            "Staff may sign in without a second factor.",
            "Unset CLEARHALL_SECOND_FACTOR_REQUIRED.",
        )
    if options.mail_url is None:
        yield Finding("settings", Grade.WARN, "No mail is sent.", "Set CLEARHALL_MAIL_URL for notifications.")


QUESTIONS: tuple[Question, ...] = (
    data_folder,
    keys,
    database,
    migrations,
    clock,
    worker,
    match_index,
    picture_reading,
    people,
    openness,
)
