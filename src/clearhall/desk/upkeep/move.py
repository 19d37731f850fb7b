"""Moving a desk to another database: every row, then the log verified there."""

from collections.abc import Callable

import dj_database_url
from django.core.management import call_command
from django.db import connections, transaction

from clearhall.desk.upkeep.backup import one_moment, refuse_unless_empty
from clearhall.desk.upkeep.errors import BackupBroken
from clearhall.desk.upkeep.tables import clear_tables, reset_sequences, rows_of, tables, write_rows

TARGET = "move_target"


def open_target(url: str) -> str:
    """Make the database at `url` known under the alias returned. Raises ValueError for an address that cannot be read."""
    parsed = dj_database_url.parse(url)
    usual = connections.settings["default"]
    connections.settings[TARGET] = {**usual, "OPTIONS": {}, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False, **parsed}
    return TARGET


def move_to(url: str, *, progress: Callable[[str, int], None]) -> dict[str, int]:
    """Copy every table to the database at `url`, in one transaction there. Returns rows by table.

    The desk should be stopped or read-only meanwhile: what is written after the copy began stays behind.

    Raises:
        TargetNotEmpty: there is a desk already.
        BackupBroken: a table there has another number of rows than here; nothing was committed.
    """
    target = open_target(url)
    call_command("migrate", database=target, verbosity=0, interactive=False)
    refuse_unless_empty(using=target)
    counts: dict[str, int] = {}
    with one_moment(), transaction.atomic(using=target):
        clear_tables(using=target)
        for model in tables():
            table = model._meta.db_table
            counts[table] = 0
            for count in write_rows(model, rows_of(model), using=target):
                counts[table] += count
                progress(table, count)
            there = model._base_manager.using(target).count()
            if there != counts[table]:
                raise BackupBroken(part=table, why=f"{there} rows arrived of {counts[table]}")
    reset_sequences(using=target)
    return counts
