"""An intruder with every right to the database changes the log; verify has to find it and name it."""

import hashlib
import json
import tracemalloc
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection

from clearhall.desk.ledger import guards, signing
from clearhall.desk.ledger.actions import record_many, sign_checkpoint
from clearhall.desk.ledger.models import Checkpoint, LedgerEntry, LedgerHead, LedgerTile
from clearhall.desk.ledger.verify import FaultKind, verify_ledger
from clearhall.engine import merkle
from tests.desk.ledger.test_actions import some_records
from tests.factories import NOON


def write_log(size, *, signed_at=()):
    written = 0
    for stop in [*signed_at, size]:
        record_many(some_records(stop - written, start=written))
        written = stop
        if stop in signed_at:
            sign_checkpoint(at=NOON)


class Intruder:
    """Changes rows by SQL, with the triggers out of the way while it does."""

    def __enter__(self):
        guards.remove(connection)
        return self

    def __exit__(self, *failure):
        guards.install(connection)

    def rewrite(self, index, *, payload=None, **columns):
        """Put another record in the place of one, with everything beside it that can be made without the key file."""
        entry = LedgerEntry.objects.get(pk=index)
        payload = payload or bytes(entry.payload).replace(b"taken", b"given")
        said = json.loads(payload)
        LedgerEntry.objects.filter(pk=index).update(
            payload=payload,
            leaf_hash=merkle.leaf_hash(payload),
            event=said["event"],
            subject=said["subject"],
            **columns,
        )

    def recompute_tree(self):
        """Make tiles and right edge fit the entries again, as they now are."""
        leaves = [bytes(leaf) for leaf in LedgerEntry.objects.order_by("index").values_list("leaf_hash", flat=True)]
        growth = merkle.append(merkle.Frontier(), leaves, edge=lambda level, start, count: [])
        LedgerHead.objects.update(size=len(leaves), frontier=growth.frontier.packed())
        LedgerTile.objects.all().delete()
        for tile in growth.tiles:
            LedgerTile.objects.create(level=tile.level, index=tile.index, hashes=tile.hashes, root=tile.root)


def entry_faults(report):
    return [(fault.kind, fault.first, fault.last) for fault in report.faults if fault.first is not None]


def kinds(report):
    return {fault.kind for fault in report.faults}


@pytest.mark.django_db
@pytest.mark.parametrize("size", [0, 1, 5, 255, 256, 257, 1024, 1100])
def test_a_log_as_it_was_written_is_good(size):
    write_log(size, signed_at=sorted({0, size // 2, size}))
    report = verify_ledger()
    assert report.faults == []
    assert (report.size, report.entries, report.tiles) == (size, size, size // 256)
    assert report.checkpoints == len({size // 2, size} - {0})


@pytest.mark.django_db
@pytest.mark.parametrize("place", [0, 7, 255, 256, 299])
def test_a_record_that_is_changed_is_named(place):
    write_log(300)
    with Intruder():
        payload = bytes(LedgerEntry.objects.get(pk=place).payload).replace(b"taken", b"given")
        LedgerEntry.objects.filter(pk=place).update(payload=payload)
    assert (FaultKind.ENTRY_CHANGED, place, place) in entry_faults(verify_ledger())
    assert len(entry_faults(verify_ledger())) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("place", [0, 7, 255, 256, 299])
def test_a_record_that_is_changed_together_with_its_hash_is_named(place):
    write_log(300)
    with Intruder() as intruder:
        intruder.rewrite(place)
    assert entry_faults(verify_ledger()) == [(FaultKind.ENTRY_CHANGED, place, place)]


@pytest.mark.django_db
@pytest.mark.parametrize("place", [3, 280])
def test_a_record_that_is_changed_together_with_the_whole_tree_is_named_by_its_seal_and_the_checkpoint(place):
    write_log(300, signed_at=[100, 290])
    with Intruder() as intruder:
        intruder.rewrite(place)
        intruder.recompute_tree()
    report = verify_ledger()
    assert kinds(report) == {FaultKind.CHECKPOINT_CONTRADICTED, FaultKind.ENTRY_CHANGED}
    assert entry_faults(report) == [(FaultKind.ENTRY_CHANGED, place, place)]


@pytest.mark.django_db
@pytest.mark.parametrize(("place", "named"), [(7, (7, 7)), (255, (255, 255)), (258, (256, 287)), (299, (296, 299))])
def test_a_change_with_a_forged_seal_is_named_by_its_tile_or_else_by_the_subtree_it_lies_in(place, named):
    write_log(300)
    with Intruder() as intruder:
        intruder.rewrite(place)
        leaf = bytes(LedgerEntry.objects.get(pk=place).leaf_hash)
        LedgerEntry.objects.filter(pk=place).update(seal=signing.sealer()(place, leaf))
    assert entry_faults(verify_ledger()) == [(FaultKind.ENTRY_CHANGED, *named)]


@pytest.mark.django_db
def test_a_change_by_somebody_who_has_the_key_file_too_is_found_by_a_checkpoint_kept_outside():
    write_log(300, signed_at=[100, 200])
    kept = Checkpoint.objects.get(size=200).note
    with Intruder() as intruder:
        intruder.rewrite(150)
        leaf = bytes(LedgerEntry.objects.get(pk=150).leaf_hash)
        LedgerEntry.objects.filter(pk=150).update(seal=signing.sealer()(150, leaf))
        intruder.recompute_tree()
        Checkpoint.objects.filter(size=200).delete()
    assert verify_ledger().is_good  # nothing in the database tells
    report = verify_ledger(kept=[kept])
    assert kinds(report) == {FaultKind.CHECKPOINT_CONTRADICTED, FaultKind.ENTRY_CHANGED}
    assert entry_faults(report) == [(FaultKind.ENTRY_CHANGED, 100, 199)]


@pytest.mark.django_db
@pytest.mark.parametrize("gone", [[0], [7], [255], [256], [299], [7, 8, 9], [3, 260]])
def test_rows_that_are_removed_are_named(gone):
    write_log(300)
    with Intruder():
        LedgerEntry.objects.filter(pk__in=gone).delete()
    report = verify_ledger()
    named = [n for kind, first, last in entry_faults(report) for n in range(first, last + 1)]
    assert named == gone
    assert {kind for kind, _, _ in entry_faults(report)} == {FaultKind.ENTRY_MISSING}
    assert report.entries == 300 - len(gone)


@pytest.mark.django_db
@pytest.mark.parametrize(("one", "two"), [(3, 5), (3, 290), (280, 290), (255, 256)])
def test_rows_that_have_changed_places_are_named(one, two):
    write_log(300)
    with Intruder():
        for source, target in ((one, -9), (two, one), (-9, two)):
            LedgerEntry.objects.filter(pk=source).update(index=target)
    assert entry_faults(verify_ledger()) == [(FaultKind.ENTRY_CHANGED, n, n) for n in (one, two)] or (
        entry_faults(verify_ledger()) == [(FaultKind.ENTRY_CHANGED, one, two)]
    )


@pytest.mark.django_db
def test_a_row_added_behind_the_right_edge_is_named():
    write_log(300)
    with Intruder():
        entry = LedgerEntry.objects.get(pk=299)
        for index in (300, 301, 5000, -1):
            entry.pk = index
            entry.save(force_insert=True)
    assert entry_faults(verify_ledger()) == [
        (FaultKind.ENTRY_BEYOND_END, -1, -1),
        (FaultKind.ENTRY_BEYOND_END, 300, 301),
        (FaultKind.ENTRY_BEYOND_END, 5000, 5000),
    ]


@pytest.mark.django_db
def test_a_log_cut_short_and_tidied_up_is_found_by_its_last_checkpoint():
    write_log(300, signed_at=[100, 290])
    with Intruder() as intruder:
        LedgerEntry.objects.filter(pk__gte=280).delete()
        intruder.recompute_tree()
    assert entry_faults(verify_ledger()) == [(FaultKind.ENTRY_MISSING, 280, 289)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value"),
    [("event", "case:closed"), ("subject", "case:0"), ("actor", "person:0"), ("at", NOON - timedelta(microseconds=1))],
)
def test_a_column_that_says_something_else_than_the_record_is_named(column, value):
    write_log(30)
    with Intruder():
        LedgerEntry.objects.filter(pk=17).update(**{column: value})
    report = verify_ledger()
    assert entry_faults(report) == [(FaultKind.COLUMNS_DIFFER, 17, 17)]
    assert column in report.faults[0].detail


@pytest.mark.django_db
@pytest.mark.parametrize("payload", [b"", b"{}", b"not json", b"\xff", b'{"event": 1}'])
def test_a_record_that_is_no_record_is_named(payload):
    write_log(30)
    with Intruder():
        LedgerEntry.objects.filter(pk=17).update(payload=payload, leaf_hash=merkle.leaf_hash(payload))
    assert entry_faults(verify_ledger()) == [(FaultKind.COLUMNS_DIFFER, 17, 17)]


@pytest.mark.django_db
def test_a_tile_that_is_changed_removed_or_made_up_is_named():
    write_log(800)
    zeros = bytes(8192)
    with Intruder():
        LedgerTile.objects.filter(level=0, index=0).update(hashes=zeros)
        LedgerTile.objects.filter(level=0, index=1).update(root=zeros[:32])
        LedgerTile.objects.filter(level=0, index=2).delete()
        LedgerTile.objects.create(level=0, index=3, hashes=zeros, root=zeros[:32])
        LedgerTile.objects.create(level=1, index=0, hashes=zeros, root=zeros[:32])
    assert sorted((fault.kind, fault.detail.split()[1]) for fault in verify_ledger().faults) == [
        (FaultKind.TILE_MISSING, "0/2"),
        (FaultKind.TILE_UNEXPECTED, "0/3"),
        (FaultKind.TILE_UNEXPECTED, "1/0"),
        (FaultKind.TILE_WRONG, "0/0"),
        (FaultKind.TILE_WRONG, "0/1"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [{"size": 299}, {"size": 301}, {"size": 10**15}, {"size": -1}, {"frontier": b""}, {"frontier": bytes(128)}],
)
def test_a_right_edge_that_is_changed_is_found(values):
    write_log(300)
    with Intruder():
        LedgerHead.objects.update(**values)
    assert FaultKind.HEAD_WRONG in kinds(verify_ledger())


@pytest.mark.django_db
def test_a_right_edge_that_is_gone_is_found():
    write_log(300)
    with Intruder():
        LedgerHead.objects.all().delete()
    assert kinds(verify_ledger()) == {FaultKind.HEAD_WRONG}


@pytest.mark.django_db
def test_a_checkpoint_that_is_changed_or_forged_is_named():
    write_log(300, signed_at=[10, 20, 30, 40])
    other = merkle.NoteSigner(settings.CLEARHALL.ledger_origin, merkle_key(b"another key"))
    with Intruder():
        forged = merkle.Checkpoint(other.name, merkle.TreeHead(20, bytes(32)))
        Checkpoint.objects.filter(size=20).update(note=merkle.sign_note(forged.text, [other]))
        Checkpoint.objects.filter(size=30).update(root=bytes(32))
        Checkpoint.objects.filter(size=40).update(note="torn")
    report = verify_ledger()
    assert kinds(report) == {FaultKind.CHECKPOINT_UNSIGNED}
    assert [fault.detail.split(":")[0] for fault in report.faults] == [
        f"the checkpoint of {size} entries" for size in (20, 30, 40)
    ]


def merkle_key(seed):
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed).digest())


@pytest.mark.django_db
def test_kept_checkpoints_are_held_against_the_log():
    write_log(300, signed_at=[10, 300])
    notes = list(Checkpoint.objects.values_list("note", flat=True))
    assert verify_ledger(kept=notes).is_good
    assert kinds(verify_ledger(kept=["nonsense"])) == {FaultKind.CHECKPOINT_UNSIGNED}
    signer = signing.signer()
    ahead = merkle.Checkpoint(signer.name, merkle.TreeHead(305, bytes(32))).text
    report = verify_ledger(kept=[merkle.sign_note(ahead, [signer])])
    assert entry_faults(report) == [(FaultKind.ENTRY_MISSING, 300, 304)]


@pytest.mark.django_db
def test_guards_that_are_gone_are_named():
    write_log(3)
    guards.remove(connection)
    try:
        assert kinds(verify_ledger()) == {FaultKind.GUARD_MISSING}
    finally:
        guards.install(connection)
    assert guards.missing(connection) == []


@pytest.mark.django_db
def test_seals_made_with_a_key_that_is_lost_accuse_nobody(monkeypatch):
    write_log(300)
    monkeypatch.setattr(signing, "sealer", lambda: lambda index, leaf: b"other")
    assert verify_ledger().is_good


@pytest.mark.django_db
def test_thousands_of_faults_are_counted_and_not_all_kept():
    write_log(2500)
    with Intruder():
        LedgerEntry.objects.extra(where=['"index" %% 2 = 0']).update(leaf_hash=bytes(32))
    report = verify_ledger()
    assert len(report.faults) == 1000
    assert report.more_faults >= 250


@pytest.mark.django_db
def test_progress_is_told_and_a_longer_log_takes_no_more_memory():
    peaks = []
    for size in (3000, 9000):
        write_log(size - LedgerEntry.objects.count())
        steps = []
        tracemalloc.start()
        assert verify_ledger(lambda done, total, steps=steps: steps.append((done, total))).is_good
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert steps[-1] == (size, size)
        assert len(steps) >= 3
    assert peaks[1] < peaks[0] * 1.2
