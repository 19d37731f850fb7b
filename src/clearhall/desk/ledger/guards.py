"""The triggers by which the database itself keeps the log append-only, for both databases.

They stop mistakes and ordinary intruders. Somebody with all rights to the database can take them away; what that
person then does, `verify.py` finds, and it also says when a trigger is missing.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

ENTRY, HEAD, TILE, CHECKPOINT = "ledger_ledgerentry", "ledger_ledgerhead", "ledger_ledgertile", "ledger_checkpoint"
FROZEN = (ENTRY, TILE, CHECKPOINT)

_REFUSAL = "the log is append-only"
_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{_REFUSAL}: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _postgresql() -> dict[str, tuple[str, str]]:
    """Trigger name → its table and the rest of its definition."""
    guards = {f"{table}_keep": (table, "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW") for table in FROZEN}
    guards |= {f"{table}_whole": (table, "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT") for table in (*FROZEN, HEAD)}
    guards[f"{HEAD}_keep"] = (HEAD, "BEFORE DELETE ON {table} FOR EACH ROW")
    guards[f"{HEAD}_grow"] = (HEAD, "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (NEW.size < OLD.size)")
    return guards


def _sqlite() -> dict[str, tuple[str, str]]:
    guards: dict[str, tuple[str, str]] = {}
    for table in FROZEN:
        guards[f"{table}_keep"] = (table, "BEFORE UPDATE ON {table}")
        guards[f"{table}_stay"] = (table, "BEFORE DELETE ON {table}")
    # INSERT OR REPLACE deletes the old row without asking the DELETE trigger
    guards[f"{ENTRY}_once"] = (
        ENTRY,
        'BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE "index" = NEW."index")',
    )
    guards[f"{HEAD}_stay"] = (HEAD, "BEFORE DELETE ON {table}")
    guards[f"{HEAD}_grow"] = (HEAD, "BEFORE UPDATE ON {table} WHEN NEW.size < OLD.size")
    return guards


def install(connection: BaseDatabaseWrapper) -> None:
    """Put all guards in place. May be called again; a migration that rebuilds one of the tables must call it."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        for name, (table, when) in _guards(connection).items():
            if connection.vendor == "postgresql":
                cursor.execute(f"CREATE TRIGGER {name} {when.format(table=table)} EXECUTE FUNCTION ledger_refuse()")
                # also where a session pretends to be a replica, which skips ordinary triggers
                cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
            else:
                refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
                cursor.execute(f"CREATE TRIGGER {name} {when.format(table=table)} {refuse}")


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away. Only tests do that: to empty the tables between two of them, and to play the intruder."""
    with connection.cursor() as cursor:
        for name, (table, _) in _guards(connection).items():
            place = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{place}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the guards that are not in force, in order; none when all is well."""
    if connection.vendor == "postgresql":
        query = (
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A' AND tgrelid = ANY(%s::regclass[])"
        )
        parameters = [[ENTRY, HEAD, TILE, CHECKPOINT]]
    else:
        query, parameters = "SELECT name FROM sqlite_master WHERE type = 'trigger'", []
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        present = {row[0] for row in cursor.fetchall()}
    return sorted(_guards(connection).keys() - present)


def _guards(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, str]]:
    return _postgresql() if connection.vendor == "postgresql" else _sqlite()
