"""A stranger with nothing but the public files of a running desk, and Go's packages."""

import pytest

from clearhall.desk.ledger.actions import record_many, sign_checkpoint
from clearhall.desk.ledger.models import Checkpoint
from clearhall.engine.merkle import parse_checkpoint, tiles_of_tree
from tests.desk.ledger.test_actions import some_records
from tests.desk.ledger.test_verify import Intruder
from tests.factories import NOON
from tests.independent.golang import run_logcheck


def fetch(client, path, target):
    answer = client.get(f"/log/{path}")
    assert answer.status_code == 200, path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(answer.content)
    return target


def fetch_log(client, folder, *, name):
    """Fetch checkpoint, tiles and bundles as somebody from outside would, and return the checkpoint's file."""
    checkpoint = fetch(client, "checkpoint", folder / name)
    size = parse_checkpoint(checkpoint.read_text().partition("\n\n")[0] + "\n").head.size
    for tile in tiles_of_tree(size):
        fetch(client, tile.path, folder / tile.path)
        if tile.level == 0:
            bundle = tile.path.replace("tile/0/", "tile/entries/")
            fetch(client, bundle, folder / bundle)
    return checkpoint


@pytest.mark.django_db
def test_a_stranger_can_check_the_log_of_a_desk_from_its_public_files(client, tmp_path):
    key = client.get("/log/key").content.decode().strip()
    record_many(some_records(300))
    old = fetch_log(client, tmp_path, name="old")
    record_many(some_records(350, start=300))
    sign_checkpoint(at=NOON)
    new = fetch_log(client, tmp_path, name="new")
    checked = run_logcheck(tmp_path, key=key, checkpoints=[old, new], prove=[0, 255, 299, 300, 649])
    assert checked.stdout.splitlines() == [
        "signed 300", "signed 650", "consistent 300 650", "entries 650",
        "included 0", "included 255", "included 299", "included 300", "included 649",
    ]  # fmt: skip
    assert checked.returncode == 0


@pytest.mark.django_db
def test_a_stranger_sees_when_the_desk_has_rewritten_its_log(client, tmp_path):
    key = client.get("/log/key").content.decode().strip()
    record_many(some_records(300))
    old = fetch_log(client, tmp_path, name="old")
    with Intruder() as intruder:
        intruder.rewrite(7)
        intruder.recompute_tree()
        Checkpoint.objects.all().delete()
    record_many(some_records(1, start=300))
    new = fetch_log(client, tmp_path, name="new")
    checked = run_logcheck(tmp_path, key=key, checkpoints=[old, new])
    assert checked.returncode == 1
    assert "does not lead to the newest" in checked.stdout
