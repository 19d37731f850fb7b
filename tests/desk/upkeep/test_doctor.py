from datetime import timedelta

import pytest

from clearhall.desk.bodies.models import Competence
from clearhall.desk.ledger.actions import record
from clearhall.desk.lib.actors import Role, job
from clearhall.desk.taxonomy.harms import Harm
from clearhall.desk.upkeep.doctor import QUESTIONS, Grade, examine
from clearhall.desk.upkeep.models import JobRun
from clearhall.desk.upkeep.schedule import SCHEDULE, claim_job, run_due_jobs
from tests.factories import NOON, make_body, make_person

pytestmark = pytest.mark.django_db


def bad(at=NOON) -> dict[str, str]:
    return {finding.subject: finding.sentence for finding in examine(at=at) if finding.grade is Grade.BAD}


def test_an_empty_desk_lacks_an_administrator_and_bodies():
    assert {"people", "bodies"} <= bad().keys()


def test_every_bad_finding_says_how_to_mend_it():
    assert all(finding.mend for finding in examine(at=NOON) if finding.grade is Grade.BAD)


def test_a_complete_desk_is_well():
    make_person(body=make_body(harms=tuple(Harm)), roles=(Role.ADMINISTRATOR,))
    assert not {"people", "bodies", "database", "migrations", "clock", "keys"} & bad().keys()


def test_a_harm_without_a_body_is_named():
    make_body(harms=tuple(Harm))
    Competence.objects.filter(harm="phishing").delete()
    assert "phishing" in bad()["bodies"]


def test_a_clock_set_back_is_found():
    record("test:happened", subject="test:1", actor=job("test"), at=NOON + timedelta(days=1))
    assert "set back" in bad()["clock"]


def test_a_question_that_cannot_be_asked_is_a_finding(monkeypatch):
    def database(at):
        raise RuntimeError("away")

    monkeypatch.setattr("clearhall.desk.upkeep.doctor.QUESTIONS", (database, *QUESTIONS[1:]))
    assert "away" in bad()["database"]


def test_a_due_job_runs_once_and_again_only_after_its_interval():
    ran = run_due_jobs(at=NOON, now=lambda: NOON)
    assert ran == [job.name for job in SCHEDULE]
    assert run_due_jobs(at=NOON + timedelta(seconds=1), now=lambda: NOON) == []
    assert JobRun.objects.filter(error="").count() == len(SCHEDULE)


def test_a_clock_set_back_does_not_stop_the_schedule():
    job_ = SCHEDULE[0]
    assert claim_job(job_, at=NOON)
    assert claim_job(job_, at=NOON - timedelta(days=3))


def test_a_failing_job_is_kept_and_the_others_still_run(monkeypatch):
    def fail(self):
        def run(*, at):
            raise ValueError("secret text")

        return run if self is SCHEDULE[0] else (lambda *, at: None)

    monkeypatch.setattr("clearhall.desk.upkeep.schedule.ScheduledJob.load", fail)
    assert len(run_due_jobs(at=NOON, now=lambda: NOON)) == len(SCHEDULE)
    assert JobRun.objects.get(name=SCHEDULE[0].name).error == "ValueError"
    assert any("ValueError" in sentence for sentence in bad().values())
