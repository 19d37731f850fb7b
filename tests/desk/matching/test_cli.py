"""The commands, and what the doctor says of the index."""

import shutil

import pytest
from click.testing import CliRunner

from clearhall.cli import main
from clearhall.desk.lib.clock import now
from clearhall.desk.matching import snapshots
from clearhall.desk.matching.snapshots import snapshot_path
from clearhall.desk.upkeep.doctor import Grade, match_index
from clearhall.desk.upkeep.schedule import SCHEDULE
from tests.desk.matching.conftest import PARCEL

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_file_of_another_test():
    shutil.rmtree(snapshot_path().parent, ignore_errors=True)


def run(*words):
    return CliRunner().invoke(main, ["match", *words])


def test_rebuild_writes_the_index_and_state_says_how_it_stands(report):
    report(PARCEL)
    assert run("state").exit_code == 1
    built = run("rebuild")
    assert built.exit_code == 0
    assert "1 reports" in built.stdout
    stands = run("state")
    assert stands.exit_code == 0
    assert "Snapshot whole: 1 reports" in stands.stdout


def test_rebuild_of_an_empty_desk_is_no_error():
    assert run("rebuild").exit_code == 0


def test_a_disk_that_cannot_be_written_is_said(report, monkeypatch):
    def full(*_arguments, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("clearhall.desk.matching.snapshots.write_snapshot", full)
    failed = run("rebuild")
    assert failed.exit_code == 3
    assert "No space left on device" in failed.output


def test_the_doctor_grades_the_index(report, monkeypatch):
    assert [one.grade for one in match_index(now())] == [Grade.GOOD]
    report(PARCEL)
    assert [one.grade for one in match_index(now())] == [Grade.WARN]
    monkeypatch.setattr("clearhall.desk.upkeep.doctor.SEARCHED_WITHOUT_SNAPSHOT", 0)
    found = next(match_index(now()))
    assert found.grade is Grade.BAD
    assert "clearhall match rebuild" in found.mend
    run("rebuild")
    assert [one.grade for one in match_index(now())] == [Grade.GOOD]


def test_the_job_is_in_the_schedule_and_can_be_loaded():
    job = next(job for job in SCHEDULE if job.name == "matching.refresh_snapshot")
    assert job.load()(at=now()) is False


class Here:
    """A cluster that runs its tasks in this process: others do not see the tables of a test."""

    workers = 1

    def run(self, task, arguments):
        return ((argument, task(argument)) for argument in reversed(list(arguments)))

    def close(self):
        pass


def test_a_rebuild_on_a_cluster_writes_the_same_file(reports, monkeypatch):
    reports([f"{PARCEL} {number}" for number in range(25)])
    monkeypatch.setattr(snapshots, "PAGE", 3)
    assert "25 reports" in run("rebuild").stdout
    alone = snapshot_path().read_bytes()
    monkeypatch.setattr(snapshots, "SEQUENCES", 10)
    assert snapshots.build_snapshot(cluster=Here()) == 25
    assert snapshot_path().read_bytes() == alone
    assert [one.name for one in snapshot_path().parent.iterdir()] == [snapshot_path().name]


def test_a_cluster_that_fails_leaves_the_old_index(report):
    report(PARCEL)
    run("rebuild")
    before = snapshot_path().read_bytes()
    refused = run("rebuild", "--cluster", "ray", "--address", "127.0.0.1:1")
    assert refused.exit_code == 1
    assert "Nobody answers at 127.0.0.1:1" in refused.output
    assert "old index is still in use" in refused.output
    assert snapshot_path().read_bytes() == before
