"""The database itself refuses to change the log, also to those who go around our code."""

import pytest
from django.db import Error, connection, transaction

from clearhall.desk.ledger import guards
from clearhall.desk.ledger.actions import record_many, sign_checkpoint
from clearhall.desk.ledger.verify import verify_ledger
from tests.desk.ledger.test_actions import some_records
from tests.factories import NOON

FORBIDDEN = [
    "UPDATE ledger_ledgerentry SET subject = 'case:0' WHERE \"index\" = 3",
    'UPDATE ledger_ledgerentry SET "index" = 9000 WHERE "index" = 3',
    'DELETE FROM ledger_ledgerentry WHERE "index" = 299',
    "DELETE FROM ledger_ledgerentry",
    "UPDATE ledger_ledgertile SET level = 3",
    "DELETE FROM ledger_ledgertile",
    "UPDATE ledger_checkpoint SET note = ''",
    "DELETE FROM ledger_checkpoint",
    "DELETE FROM ledger_ledgerhead",
    "UPDATE ledger_ledgerhead SET size = 299",
]
ONLY_POSTGRESQL = [
    "TRUNCATE ledger_ledgerentry",
    "TRUNCATE ledger_ledgertile",
    "TRUNCATE ledger_checkpoint",
    "TRUNCATE ledger_ledgerhead",
    "SET LOCAL session_replication_role = replica; DELETE FROM ledger_ledgerentry",
    "INSERT INTO ledger_ledgerentry SELECT * FROM ledger_ledgerentry ON CONFLICT (\"index\") DO UPDATE SET subject = 'case:0'",
]
ONLY_SQLITE = [
    'INSERT OR REPLACE INTO ledger_ledgerentry SELECT * FROM ledger_ledgerentry WHERE "index" = 3',
    "REPLACE INTO ledger_ledgerentry SELECT * FROM ledger_ledgerentry",
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", FORBIDDEN + (ONLY_POSTGRESQL if connection.vendor == "postgresql" else ONLY_SQLITE)
)
def test_the_database_refuses(statement):
    record_many(some_records(300))
    sign_checkpoint(at=NOON)
    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify_ledger().is_good


@pytest.mark.django_db
def test_every_guard_is_in_place_after_all_migrations():
    assert guards.missing(connection) == []


@pytest.mark.django_db
def test_guards_are_put_back_as_often_as_asked():
    guards.remove(connection)
    assert len(guards.missing(connection)) >= 8
    guards.install(connection)
    guards.install(connection)
    assert guards.missing(connection) == []
