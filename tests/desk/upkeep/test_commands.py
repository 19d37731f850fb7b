"""Commands as an operator runs them, each in a process of its own on a desk in a folder of its own."""

import json
import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[3]
FILL = """
import django; django.setup()
from datetime import UTC, datetime
from clearhall.desk.intake.actions import accept_report
from clearhall.desk.intake.types import NewReport, Sender
from clearhall.desk.mailbox.actions import leave_contact
from tests.factories import make_body
from clearhall.desk.taxonomy.harms import Harm
make_body("desk", harms=tuple(Harm))
for number in range(5):
    new = NewReport(text=f"Your parcel {number} is held, pay at http://parcel.example/{number}", harm="phishing", client_id=f"c{number}")
    sender = Sender(kind="resident", source="form", entrance="form")
    done = accept_report(new, sender=sender, at=datetime.now(UTC))
leave_contact(done.report_id, "someone@example.com", language="en", at=datetime.now(UTC))
print(done.receipt_code)
"""


class Desk:
    """A desk in a folder; `run` runs a command of it and returns what it printed."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder = folder
        self.receipt = ""
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("CLEARHALL_")},
            "CLEARHALL_DATA_DIR": str(folder), "CLEARHALL_LANGUAGE": "en", "CLEARHALL_SETTINGS_FILE": os.devnull,
            "DJANGO_SETTINGS_MODULE": "clearhall.desk.config.settings", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }  # fmt: skip
        if url:
            self.environment["CLEARHALL_DATABASE_URL"] = url

    def python(self, *arguments: str, code: int = 0) -> str:
        ran = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=200
        )
        assert ran.returncode == code, ran.stdout + ran.stderr
        return ran.stdout

    def run(self, *arguments: str, code: int = 0) -> str:
        return self.python("-m", "clearhall", *arguments, code=code)


@pytest.fixture(scope="module")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk that has been set up and nothing else; set-up takes seconds, so tests copy it."""
    folder = tmp_path_factory.mktemp("empty") / "desk"
    Desk(folder).run("setup")
    return folder


@pytest.fixture(scope="module")
def filled_folder(empty_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled") / "desk"
    shutil.copytree(empty_folder, folder)
    (folder / "receipt").write_text(Desk(folder).python("-c", FILL).strip())
    return folder


@pytest.fixture
def desk(filled_folder: Path, tmp_path: Path) -> Desk:
    shutil.copytree(filled_folder, tmp_path / "old")
    desk = Desk(tmp_path / "old")
    desk.receipt = (desk.folder / "receipt").read_text()
    return desk


@pytest.fixture
def empty_desk(empty_folder: Path, tmp_path: Path):
    """Makes an empty desk with keys of its own under a name."""

    def make(name: str) -> Desk:
        shutil.copytree(empty_folder, tmp_path / name, ignore=shutil.ignore_patterns("keys"))
        return Desk(tmp_path / name)

    return make


@pytest.fixture
def target_url(tmp_path: Path):
    """An empty database of the kind that the suite runs on."""
    if settings.IS_SQLITE:
        yield f"sqlite:///{tmp_path / 'new' / 'clearhall.sqlite3'}"
        return
    name = f"clearhall_move_{uuid.uuid4().hex[:8]}"
    usual = settings.DATABASES["default"]
    where = {"host": usual["HOST"], "port": usual["PORT"] or 5432, "user": usual["USER"], "password": usual["PASSWORD"]}
    with psycopg.connect(**where, dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    yield f"postgresql://{where['user']}:{where['password']}@{where['host']}:{where['port']}/{name}"
    with psycopg.connect(**where, dbname="postgres", autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_desk_moves_with_one_command_that_ends_with_its_log_verified(desk, target_url, tmp_path):
    (tmp_path / "new").mkdir()
    said = desk.run("move-to", target_url)
    assert "Now set CLEARHALL_DATABASE_URL" in said
    there = Desk(desk.folder, target_url)
    assert json.loads(there.run("verify", "--json"))["entries"] == 5
    find = (
        "import django; django.setup()\nfrom clearhall.desk.reports.queries import find_by_receipt\n"
        f"print(find_by_receipt('{desk.receipt}').text)"
    )
    assert "parcel 4" in there.python("-c", find)
    refused = desk.run("move-to", target_url, code=4)
    assert "Now set" not in refused


def test_a_backup_of_a_running_desk_restores_into_an_empty_one_with_its_keys(desk, empty_desk, tmp_path):
    file = tmp_path / "desk.zip"
    assert "verified" in desk.run("backup", str(file)).lower()
    desk.run("restore", "--check", str(file))
    fresh = empty_desk("fresh")
    assert fresh.run("restore", str(file), code=4)  # its keys are others: it says so
    again = empty_desk("again")
    (again.folder / "keys").mkdir(exist_ok=True)
    for key in (desk.folder / "keys").iterdir():
        (again.folder / "keys" / key.name).write_bytes(key.read_bytes())
    assert "Restored" in again.run("restore", str(file))
    again.run("verify")
    read = "import django; django.setup()\nfrom clearhall.desk.mailbox.models import Contact\nprint(Contact.objects.get().email)"
    assert again.python("-c", read).strip() == "someone@example.com"


def test_keys_are_changed_by_one_command(desk):
    assert "again" in desk.run("keys", "rotate")
    read = "import django; django.setup()\nfrom clearhall.desk.mailbox.models import Contact\nprint(Contact.objects.get().email)"
    assert desk.python("-c", read).strip() == "someone@example.com"


def test_the_doctor_ends_badly_while_something_is_bad(desk):
    assert "Nobody is administrator" in desk.run("doctor", code=1)


def test_an_address_that_cannot_be_read_is_refused_with_the_form_it_should_have(desk):
    desk.run("move-to", "not-a-database", code=2)


def test_a_changed_row_is_found_and_named_by_the_command(desk):
    change = (
        "import sqlite3\n"
        f"c = sqlite3.connect('{desk.folder / 'clearhall.sqlite3'}')\n"
        "for name, in list(c.execute(\"select name from sqlite_master where type='trigger'\")): c.execute(f'drop trigger \"{name}\"')\n"
        'c.execute("update ledger_ledgerentry set actor=\'person:x\' where \\"index\\"=3"); c.commit()'
    )
    desk.python("-c", change)
    assert "3" in desk.run("verify", code=1)
