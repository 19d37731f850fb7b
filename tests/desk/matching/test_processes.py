"""Real processes on one database: each sees the other's commits, and a killed one loses nothing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
START = """
import sys
import django
django.setup()
from clearhall.desk.matching.index import PROCESS
from clearhall.desk.matching.snapshots import build_snapshot
from clearhall.desk.intake.actions import accept_report
from clearhall.desk.intake.types import NewReport, Sender
from clearhall.desk.lib.clock import now
from clearhall.engine.similarity import sign
from clearhall.engine.text import matching_form
SENDER = Sender(kind="resident", source="form", entrance="form")
for line in sys.stdin:
    act, _, text = line.rstrip("\\n").partition(" ")
    if act == "report":
        print(accept_report(NewReport(text=text), sender=SENDER, at=now()).report_id, flush=True)
    elif act == "find":
        found = PROCESS.view().query(sign(matching_form(text)).data, limit=10)
        print(*sorted(match.report_id for match in found), flush=True)
    elif act == "snapshot":
        print(build_snapshot(), flush=True)
"""
SETUP = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.factories import make_body
make_body("police", harms=("telecom_fraud",))
"""
TEXT = "Your parcel is held at the depot, pay the two euro fee today at the link below or it goes back to the sender"


@pytest.fixture
def desk(tmp_path):
    """The environment of a fresh desk on SQLite."""
    environment = os.environ | {
        "CLEARHALL_DATA_DIR": str(tmp_path),
        "CLEARHALL_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    environment.pop("PYTEST_XDIST_WORKER", None)
    subprocess.run([sys.executable, "-c", SETUP], env=environment, cwd=ROOT, check=True, timeout=120)
    return environment


class Process:
    def __init__(self, environment):
        self.child = subprocess.Popen(
            [sys.executable, "-c", START], env=environment, cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def ask(self, line):
        self.child.stdin.write(line + "\n")
        self.child.stdin.flush()
        return [int(word) for word in self.child.stdout.readline().split()]

    def kill(self):
        self.child.send_signal(signal.SIGKILL)
        self.child.wait(30)
        self.child.stdin.close()
        self.child.stdout.close()


@pytest.mark.slow
def test_processes_see_each_other_and_a_killed_one_loses_nothing(desk):
    one, two = Process(desk), Process(desk)
    try:
        assert one.ask(f"find {TEXT}") == two.ask(f"find {TEXT}") == []
        first = one.ask(f"report {TEXT}")
        assert two.ask(f"find {TEXT}") == first
        second = two.ask(f"report {TEXT} please")
        assert one.ask(f"find {TEXT}") == sorted(first + second)
        assert two.ask("snapshot") == [2]
        third = one.ask(f"report {TEXT} now")  # committed, and in no snapshot when its process is killed
        one.kill()
        one = Process(desk)
        assert one.ask(f"find {TEXT}") == two.ask(f"find {TEXT}") == sorted(first + second + third)
    finally:
        one.kill()
        two.kill()
