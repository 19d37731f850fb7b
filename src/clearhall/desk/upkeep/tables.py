"""Every table of the desk as streams of plain rows, read and written as stored: what backup, restore and move-to share.

Values cross as the database holds them: a sealed value stays sealed. One format serves SQLite and PostgreSQL.
"""

import base64
import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.db.models import ExpressionWrapper, F, Model
from django.db.models.expressions import Combinable

from clearhall.desk.lib.fields import SealedTextField

# Not carried over: who is signed in ends with a move; content types are made by migrate in each database.
LEFT_OUT = frozenset({"accounts_desksession", "django_content_type", "auth_permission", "django_migrations"})
ROWS_A_STATEMENT = 500


def tables() -> list[type[Model]]:
    """All tables that hold the desk's data, referenced tables before those that refer to them."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in LEFT_OUT
    ]
    ordered: list[type[Model]] = []
    known = set(found)

    def visit(model: type[Model], path: tuple[type[Model], ...]) -> None:
        if model in ordered or model in path:
            return
        for field in model._meta.local_concrete_fields:
            target = field.remote_field.model if field.remote_field else None
            if target is not None and target in known and target is not model:
                visit(target, (*path, model))
        ordered.append(model)

    for model in sorted(found, key=lambda item: item._meta.db_table):
        visit(model, ())
    return ordered


def columns(model: type[Model]) -> list[models.Field[Any, Any]]:
    return list(model._meta.local_concrete_fields)


def rows_of(model: type[Model], *, using: str = "default") -> Iterator[tuple[Any, ...]]:
    """Every row of a table as Python values in the order of `columns`, by key; sealed values as the bytes stored."""
    chosen: list[Combinable] = [
        ExpressionWrapper(F(field.attname), output_field=models.BinaryField())
        if isinstance(field, SealedTextField)
        else F(field.attname)
        for field in columns(model)
    ]
    names = {f"column_{number}": expression for number, expression in enumerate(chosen)}
    rows = model._base_manager.using(using).order_by("pk").annotate(**names).values_list(*names)
    return iter(rows.iterator(chunk_size=2000))


def write_rows(model: type[Model], rows: Iterable[Sequence[Any]], *, using: str = "default") -> Iterator[int]:
    """Insert rows as they are, without defaults, signals or sealing; yields how many went in after each statement."""
    connection = connections[using]
    fields = columns(model)
    quote = connection.ops.quote_name
    target = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(quote(field.column) for field in fields)}) VALUES "  # noqa: S608 (names come from our own models)
    one = f"({', '.join(['%s'] * len(fields))})"
    most = max(1, min(ROWS_A_STATEMENT, connection.features.max_query_params // len(fields))) if (
        connection.features.max_query_params) else ROWS_A_STATEMENT  # fmt: skip
    stream = iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(stream, most)):
            values = [
                _stored(field, value, connection) for row in batch for field, value in zip(fields, row, strict=True)
            ]
            cursor.execute(target + ", ".join([one] * len(batch)), values)
            yield len(batch)


def _stored(field: models.Field[Any, Any], value: Any, connection: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, SealedTextField | models.BinaryField):
        return connection.Database.Binary(bytes(value))
    return field.get_db_prep_save(value, connection=connection)


def clear_tables(*, using: str = "default") -> None:
    """Empty every table but the log's, which is append-only and must be empty already."""
    for model in reversed(tables()):
        if not model._meta.db_table.startswith("ledger_"):
            model._base_manager.using(using).all().delete()


def reset_sequences(*, using: str = "default") -> None:
    """Let automatic keys go on after the highest that was written."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)


def row_as_line(row: Sequence[Any]) -> bytes:
    """One row as one line of JSON; what JSON lacks is marked with its kind."""
    return json.dumps([_marked(value) for value in row], ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def line_as_row(line: bytes) -> list[Any]:
    return [_unmarked(value) for value in json.loads(line)]


def _marked(value: Any) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case datetime():
            return {"t": value.isoformat()}
        case date():
            return {"d": value.isoformat()}
        case time():
            return {"c": value.isoformat()}
        case bytes() | memoryview():
            return {"b": base64.b64encode(bytes(value)).decode()}
        case Decimal():
            return {"n": str(value)}
        case uuid.UUID():
            return {"u": str(value)}
        case _:
            return {"j": value}


def _unmarked(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, content),) = value.items()
    readers: dict[str, Any] = {
        "t": datetime.fromisoformat, "d": date.fromisoformat, "c": time.fromisoformat, "b": base64.b64decode,
        "n": Decimal, "u": uuid.UUID, "j": lambda found: found,
    }  # fmt: skip
    return readers[kind](content)
