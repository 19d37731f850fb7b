"""The hot path: lock the right edge, write entries, move the edge. Raw SQL, three statements at most for one entry.

Everything that wants to append waits for the lock, so it is held as short as can be: `actions.py` prepares the bytes
before. PostgreSQL writes entry and edge in one statement, and many entries by COPY; SQLite uses executemany.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import connection, transaction

from clearhall.desk.ledger import signing, tree
from clearhall.desk.ledger.errors import LogDamaged
from clearhall.desk.ledger.models import LedgerTile
from clearhall.desk.lib.rows import FEW
from clearhall.engine.merkle import BadTile, Frontier, Growth, Hash, append, leaf_hash

_COLUMNS = '("index", event, subject, actor, at, payload, leaf_hash, seal)'
_ONE = "(%s, %s, %s, %s, %s, %s, %s, %s)"
_INSERT = f"INSERT INTO ledger_ledgerentry {_COLUMNS} VALUES {_ONE}"  # noqa: S608
_COPY = f"COPY ledger_ledgerentry {_COLUMNS} FROM STDIN"
_READ = "SELECT size, frontier FROM ledger_ledgerhead WHERE id = 1"
_LOCK = "SELECT size, frontier, set_config('synchronous_commit', 'off', true) FROM ledger_ledgerhead WHERE id = 1 FOR UPDATE"
_MOVE = "UPDATE ledger_ledgerhead SET size = %s, frontier = %s WHERE id = 1"
# The edge of the empty tree, unless another transaction is first; a log with entries never lacks its edge.
_PLANT = """
INSERT INTO ledger_ledgerhead (id, size, frontier)
SELECT 1, 0, %s WHERE NOT EXISTS (SELECT 1 FROM ledger_ledgerentry) ON CONFLICT DO NOTHING
"""
_MOVE_AND_INSERT = f"WITH moved AS ({_MOVE}) {_INSERT}"


@dataclass(frozen=True, slots=True)
class Prepared:
    """An entry with everything but its place: columns, canonical bytes and their hash."""

    event: str
    subject: str
    actor: str
    at: datetime
    payload: bytes
    leaf: Hash

    @classmethod
    def of(cls, event: str, subject: str, actor: str, at: datetime, payload: bytes) -> "Prepared":
        return cls(event, subject, actor, at, payload, leaf_hash(payload))


def append_prepared(entries: Sequence[Prepared]) -> range:
    """Write entries at the end of the log, in their order, and return their indices.

    The caller is in a transaction; from here to its end nobody else can append.

    Raises:
        LogDamaged: the stored right edge does not fit what is stored beside it.
    """
    if not entries:
        return range(0)
    before = lock_frontier()
    growth = _grow(before, [entry.leaf for entry in entries])
    seal_of, adapted = signing.sealer(), connection.ops.adapt_datetimefield_value
    rows = [
        (
            index,
            item.event,
            item.subject,
            item.actor,
            adapted(item.at),
            item.payload,
            item.leaf,
            seal_of(index, item.leaf),
        )
        for index, item in enumerate(entries, start=before.size)
    ]
    head = [growth.frontier.size, growth.frontier.packed()]
    if connection.vendor == "postgresql" and len(rows) <= FEW:
        _execute(", ".join([_MOVE_AND_INSERT, *[_ONE] * (len(rows) - 1)]), [*head, *chain.from_iterable(rows)])
    else:
        _write(rows)
        _execute(_MOVE, head)
    if growth.tiles:
        LedgerTile.objects.bulk_create(
            LedgerTile(level=tile.level, index=tile.index, hashes=tile.hashes, root=tile.root) for tile in growth.tiles
        )
    return range(before.size, growth.frontier.size)


def _commit_together() -> None:
    """Let waiting transactions go on as soon as this one is committed, and wait for the disk after that.

    The lock on the edge would otherwise be held while the disk is written, one transaction after the other, and the log
    could take no more entries a second than the disk has writes. Nothing is acknowledged before it is safe: whoever
    committed waits in `_reach_disk`, where many wait for one write, before anything else that follows the commit. A
    checkpoint is committed in the usual way, and with it everything written before it.
    """
    if not any(function is _reach_disk for _, function, *_ in connection.run_on_commit):
        transaction.on_commit(_reach_disk)


def _reach_disk() -> None:
    """Return when all that was committed before is on the disk: a commit of its own, of an empty message in the WAL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_logical_emit_message(true, 'clearhall', '')")


def lock_frontier() -> Frontier:
    """The right edge, locked until the transaction ends (on SQLite the transaction itself is the lock).

    Raises:
        LogDamaged: there are entries but no edge, or the edge does not fit its own size.
    """
    is_postgresql = connection.vendor == "postgresql"
    read = _LOCK if is_postgresql else _READ
    with connection.cursor() as cursor:
        cursor.execute(read)
        stored = cursor.fetchone()
        if stored is None:
            cursor.execute(_PLANT, [b""])
            cursor.execute(read)
            stored = cursor.fetchone()
    if is_postgresql:
        _commit_together()
    if stored is None:
        raise LogDamaged
    return _unpacked(stored[:2])


def read_frontier() -> Frontier:
    """The right edge as last committed, without waiting for anybody. Raises LogDamaged as `lock_frontier` does."""
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        stored = cursor.fetchone()
    return _unpacked(stored or (0, b""))


def _unpacked(stored: tuple[int, bytes]) -> Frontier:
    try:
        return Frontier.unpacked(stored[0], bytes(stored[1]))
    except BadTile as fault:
        raise LogDamaged from fault


def _grow(before: Frontier, leaves: Sequence[Hash]) -> Growth:
    try:
        return append(before, leaves, edge=tree.read_row)
    except BadTile as fault:
        raise LogDamaged from fault


def _write(rows: Sequence[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(_COPY) as copy:
                for row in rows:
                    copy.write_row(row)
        elif len(rows) == 1:
            cursor.execute(_INSERT, rows[0])
        else:
            cursor.executemany(_INSERT, rows)


def _execute(statement: str, parameters: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
