"""Writing when the disk is full, the database is away, or many want to write at once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

from clearhall.desk.lib.errors import Unavailable

_one_writer = threading.Lock()


@contextmanager
def without_waiting() -> Iterator[None]:
    """On PostgreSQL, statements in here are sent one after the other and their answers awaited together, at the end.

    Each round trip costs as much as a small statement, and a transaction that holds a lock makes others wait for all of them.
    Nothing can be read in here. Elsewhere it does nothing.

    Raises:
        IntegrityError, OperationalError: as the statement itself would have raised it.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


@contextmanager
def write_transaction() -> Iterator[None]:
    """One transaction for a hot path, all or nothing.

    SQLite lets one write at a time and makes the others poll, which costs the unlucky one hundreds of milliseconds; so the
    threads of this process queue here, in order, before they ask for the database's own lock. Inside another transaction it is
    a plain savepoint: the queue is only for whoever begins one.

    Raises:
        Unavailable: the database could not take it (disk full, away, locked for too long); nothing was written.
    """
    queues = connection.vendor == "sqlite" and not connection.in_atomic_block
    if queues:
        _one_writer.acquire()
    try:
        with transaction.atomic():
            yield
    except OperationalError as error:
        raise Unavailable from error
    finally:
        if queues:
            _one_writer.release()
