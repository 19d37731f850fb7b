import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from clearhall.desk.ledger import appending, guards
from clearhall.desk.ledger.actions import Record, record, record_many
from clearhall.desk.ledger.errors import LogDamaged, NotRecordable
from clearhall.desk.ledger.models import LedgerEntry, LedgerHead, LedgerTile
from clearhall.desk.ledger.tree import read_tile
from clearhall.desk.ledger.verify import verify_ledger
from clearhall.desk.lib.actors import REPORTER, Actor, job
from clearhall.engine.merkle import leaf_hash, parse_canonical, root_at, root_of
from tests.factories import NOON

WORKER = Actor("person:7QK2")


def some_records(count, *, start=0):
    return [
        Record("case:taken", f"case:{n}", WORKER, NOON + timedelta(seconds=n), {"state": "open"}, {"state": "taken"})
        for n in range(start, start + count)
    ]


def record_and_roll_back(records):
    with transaction.atomic():
        record_many(records)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_an_entry_holds_the_canonical_record_its_columns_and_its_leaf_hash():
    index = record(
        "case:closed",
        subject="case:01ABC",
        actor=WORKER,
        at=datetime(2026, 3, 4, 20, 0, 0, 5, tzinfo=timezone(timedelta(hours=8))),
        before={"state": "open"},
        after={"state": "closed", "duplicate_of": None, "reports": [1, 2]},
    )
    entry = LedgerEntry.objects.get(pk=index)
    assert bytes(entry.payload) == (
        b'{"actor":"person:7QK2","after":{"duplicate_of":null,"reports":[1,2],"state":"closed"},'
        b'"at":"2026-03-04T12:00:00.000005Z","before":{"state":"open"},'
        b'"event":"case:closed","subject":"case:01ABC","v":1}'
    )
    assert (entry.event, entry.subject, entry.actor) == ("case:closed", "case:01ABC", "person:7QK2")
    assert entry.at == datetime(2026, 3, 4, 12, 0, 0, 5, tzinfo=UTC)
    assert bytes(entry.leaf_hash) == leaf_hash(bytes(entry.payload))


@pytest.mark.django_db
def test_indices_count_from_zero_whether_entries_come_alone_or_together():
    assert record("report:received", subject="report:1", actor=REPORTER, at=NOON) == 0
    assert record_many(some_records(3)) == range(1, 4)
    assert record_many([]) == range(0)
    assert record_many(some_records(1)) == range(4, 5)
    assert list(LedgerEntry.objects.order_by("index").values_list("index", flat=True)) == [0, 1, 2, 3, 4]


@pytest.mark.django_db
def test_the_right_edge_and_the_tiles_are_those_of_the_entries():
    record_many(some_records(200))
    for item in some_records(60, start=200):
        record(item.event, subject=item.subject, actor=item.actor, at=item.at)
    record_many(some_records(700, start=260))
    payloads = LedgerEntry.objects.order_by("index").values_list("payload", flat=True)
    leaves = [leaf_hash(bytes(payload)) for payload in payloads]
    frontier = appending.lock_frontier()
    assert frontier.size == len(leaves) == 960
    assert frontier.root == root_of(leaves) == root_at(960, read_tile)
    assert LedgerTile.objects.order_by("index").values_list("level", "index").count() == 3
    assert bytes(LedgerTile.objects.get(level=0, index=1).hashes) == b"".join(leaves[256:512])


@pytest.mark.django_db
def test_one_append_costs_three_statements_at_most():
    record_many(some_records(5))
    with CaptureQueriesContext(connection) as queries:
        record("case:taken", subject="case:1", actor=WORKER, at=NOON)
    assert len(queries) == (2 if connection.vendor == "postgresql" else 3)


@pytest.mark.django_db
def test_many_appends_cost_no_more_statements_for_200_than_for_30():
    record_many(some_records(1))
    costs = []
    for count in (30, 200):
        with CaptureQueriesContext(connection) as queries:
            record_many(some_records(count))
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 4


@pytest.mark.django_db(transaction=True)
def test_the_lock_does_not_wait_for_the_disk_but_whoever_committed_does_before_anything_else():
    """On PostgreSQL only; SQLite writes to the disk in the commit itself."""
    with transaction.atomic():
        record_many(some_records(1))
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        record_many(some_records(1))
        record_many(some_records(1))
        transaction.on_commit(lambda: connection.cursor().execute("SELECT 'effect'"))
    statements = [query["sql"] for query in queries]
    flushes = [place for place, sql in enumerate(statements) if "pg_logical_emit_message" in sql]
    if connection.vendor == "postgresql":
        assert len(flushes) == 1
        assert statements.index("COMMIT") < flushes[0] < statements.index("SELECT 'effect'")
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone() == ("on",)
    else:
        assert flushes == []


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_a_mistake():
    with pytest.raises(NotRecordable, match="transaction"):
        record("case:taken", subject="case:1", actor=WORKER, at=NOON)
    assert not LedgerEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_is_rolled_back_leaves_no_trace():
    with transaction.atomic():
        record_many(some_records(255))
    before = LedgerHead.objects.values().get()
    record_and_roll_back(some_records(300))
    with transaction.atomic():
        record_and_roll_back(some_records(1))
        assert LedgerHead.objects.values().get() == before
    assert LedgerHead.objects.values().get() == before
    assert LedgerEntry.objects.count() == 255
    assert not LedgerTile.objects.exists()
    with transaction.atomic():
        assert record("case:taken", subject="case:1", actor=WORKER, at=NOON) == 255


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"event": "Case:Taken"},
        {"event": "taken"},
        {"event": "a:" + "b" * 80},
        {"subject": ""},
        {"subject": "s" * 81},
        {"actor": Actor("")},
        {"after": {"text": "x" * 201}},
        {"after": {"list": [{"text": "x" * 201}]}},
        {"before": {"score": 0.5}},
        {"before": {"": 1}},
        {"at": datetime(2026, 1, 1)},  # noqa: DTZ001
        {"after": {"text": "\ud800"}},
    ],
)
def test_what_has_no_place_in_the_log_is_refused_and_nothing_is_written(wrong):
    record_many(some_records(2))
    before = LedgerHead.objects.values().get()
    with pytest.raises(NotRecordable):
        record(**{"event": "case:taken", "subject": "case:1", "actor": WORKER, "at": NOON} | wrong)
    assert LedgerHead.objects.values().get() == before
    assert LedgerEntry.objects.count() == 2


@pytest.mark.django_db
def test_text_of_any_script_is_kept_as_it_is():
    index = record("body:named", subject="body:网信办", actor=job("设置"), at=NOON, after={"name": '江"城\t\n\x01😀'})
    entry = LedgerEntry.objects.get(pk=index)
    assert parse_canonical(bytes(entry.payload))["after"] == {"name": '江"城\t\n\x01😀'}
    assert entry.subject == "body:网信办"
    assert record_many(some_records(3)) == range(1, 4)
    many = [Record("body:named", "body:\\N", Actor("a\tb\\"), NOON, {}, {"x": "\\.\n\t\x02"})] * 2
    first = record_many(many)[0]
    entry = LedgerEntry.objects.get(pk=first)
    assert (entry.subject, entry.actor) == ("body:\\N", "a\tb\\")
    assert leaf_hash(bytes(entry.payload)) == bytes(entry.leaf_hash)


@pytest.mark.django_db
def test_a_log_that_has_lost_its_edge_takes_no_more_entries():
    record_many(some_records(3))
    guards.remove(connection)
    LedgerHead.objects.all().delete()
    guards.install(connection)
    with pytest.raises(LogDamaged):
        record_many(some_records(1))
    assert LedgerEntry.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_eight_threads_append_without_gaps_and_without_mixing_batches():
    batches, failures = [], []

    def work(number):
        try:
            for turn in range(12):
                with transaction.atomic():
                    if turn % 3:
                        batches.append(record_many(some_records(turn * 7, start=(number + 1) * 1000)))
                    else:
                        item = some_records(1, start=(number + 1) * 1000)[0]
                        index = record(item.event, subject=item.subject, actor=item.actor, at=item.at)
                        batches.append(range(index, index + 1))
                    if turn == 5:
                        transaction.set_rollback(True)
                        batches.pop()
        except Exception as failure:  # noqa: BLE001
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    payloads = list(LedgerEntry.objects.order_by("index").values_list("index", "payload"))
    assert [index for index, _ in payloads] == list(range(len(payloads)))
    assert appending.read_frontier().root == root_of([leaf_hash(bytes(payload)) for _, payload in payloads])
    for batch in batches:
        authors = {
            bytes(payload).split(b'"subject":"case:')[1][:1] for _, payload in payloads[batch.start : batch.stop]
        }
        assert len(authors) <= 1
    assert verify_ledger().is_good
