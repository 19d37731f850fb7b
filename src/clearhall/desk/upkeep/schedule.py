"""What runs by itself and how often, as one table; `run_due_jobs` is called by the worker every few seconds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module

import structlog
from django.db.models import Q

from clearhall.desk.upkeep.models import JobRun

log = structlog.get_logger("clearhall.jobs")


@dataclass(frozen=True, slots=True)
class ScheduledJob:
    """`target` is `module:function`, called with `at`; it must be safe to run twice and bounded in time."""

    name: str
    every: timedelta
    target: str
    sentence: str

    def load(self) -> Callable[..., object]:
        module, _, function = self.target.partition(":")
        loaded: Callable[..., object] = getattr(import_module(module), function)
        return loaded


SCHEDULE: tuple[ScheduledJob, ...] = (
    ScheduledJob(
        "upkeep.erase_old_reports", timedelta(hours=1), "clearhall.desk.upkeep.retention:erase_old_reports",
        "Erases texts, messages, evidence and notes of cases closed longer ago than the setting retention_days."),
    ScheduledJob(
        "intake.erase_drafts", timedelta(hours=6), "clearhall.desk.intake.jobs:erase_drafts",
        "Erases drafts of reports that were not sent within seven days."),
    ScheduledJob(
        "matching.refresh_snapshot", timedelta(minutes=5), "clearhall.desk.matching.jobs:refresh_snapshot",
        "Writes the match index anew when it is absent, damaged, a day old or far behind the reports."),
    ScheduledJob(
        "campaigns.link_new_reports", timedelta(seconds=5), "clearhall.desk.campaigns.jobs:link_new_reports",
        "Joins new reports to campaigns by the rare links, numbers and accounts they share."),
    ScheduledJob(
        "campaigns.forget_erased", timedelta(hours=6), "clearhall.desk.campaigns.jobs:forget_erased",
        "Removes links, numbers and accounts from campaigns when the reports that named them are erased."),
    ScheduledJob(
        "cases.wind_after_new_hours", timedelta(minutes=1), "clearhall.desk.cases.jobs:wind_after_new_hours",
        "Computes the due times of open cases anew when somebody changed working hours or holidays."),
    ScheduledJob(
        "campaigns.erase_follows", timedelta(hours=6), "clearhall.desk.campaigns.jobs:erase_follows",
        "Erases follows of known messages after the time in the table of limits."),
    ScheduledJob(
        "pictures.read_left_over", timedelta(minutes=1), "clearhall.desk.pictures.jobs:read_left_over",
        "Reads pictures in evidence that no task has read: older ones, and those of a worker that died."),
    ScheduledJob(
        "mailbox.erase_contacts", timedelta(hours=1), "clearhall.desk.mailbox.jobs:erase_contacts",
        "Erases e-mail addresses of reporters 180 days after they were given."),
    ScheduledJob(
        "files.remove_orphans", timedelta(hours=12), "clearhall.desk.files.jobs:remove_orphaned_files",
        "Removes evidence files that were written but never committed."),
    ScheduledJob(
        "ledger.sign", timedelta(minutes=15), "clearhall.desk.ledger.jobs:sign_regularly",
        "Signs a checkpoint of the log, also when nobody asks for one."),
    ScheduledJob(
        "upkeep.prune_tasks", timedelta(hours=6), "clearhall.desk.upkeep.jobs:prune_tasks",
        "Removes finished background tasks after a week."),
    ScheduledJob(
        "accounts.forget_old_sign_ins", timedelta(hours=6), "clearhall.desk.accounts.jobs:forget_old_sign_ins",
        "Removes sign-ins and one-time links that have ended."),
    ScheduledJob(
        "accounts.erase_people", timedelta(hours=6), "clearhall.desk.accounts.jobs:erase_people",
        "Erases the names of people who left, after the time in the table of limits."),
    ScheduledJob(
        "scoreboard.count_figures", timedelta(minutes=5), "clearhall.desk.scoreboard.jobs:count_figures",
        "Counts the public statistics anew."),
)  # fmt: skip


def claim_job(job: ScheduledJob, *, at: datetime) -> bool:
    """Whether the job is due and now ours: one worker wins, whatever their number."""
    JobRun.objects.get_or_create(name=job.name)
    due = (
        Q(started_at__isnull=True) | Q(started_at__lte=at - job.every) | Q(started_at__gt=at + job.every)
    )  # clock set back
    return JobRun.objects.filter(due, name=job.name).update(started_at=at) == 1


def run_due_jobs(*, at: datetime, now: Callable[[], datetime]) -> list[str]:
    """Run every job that is due, one after the other; a failure is logged and kept, and the others still run."""
    ran = []
    for job in SCHEDULE:
        if not claim_job(job, at=at):
            continue
        error = ""
        try:
            job.load()(at=at)
        except Exception as failure:
            error = type(failure).__name__
            log.error("job failed", job=job.name, error=error, exc_info=True)
        JobRun.objects.filter(name=job.name).update(finished_at=now(), error=error)
        ran.append(job.name)
    return ran
