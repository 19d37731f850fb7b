"""Many rows into one table by one statement: COPY on PostgreSQL, executemany on SQLite.

Measured against `bulk_create` this is five times as fast, and the way in for a whole city's reports. What it leaves out is
left out on purpose: defaults, signals and `save()`. A feature that uses it names every column itself, and has a test that the
row it writes is the row the ORM would have written.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from django.db import connection, models

FEW = 24  # up to here one INSERT is cheaper than opening a COPY
MOST_IN_ONE = 500  # rows in one INSERT


class RowWriter:
    """Writes rows of one model.

    Args:
        model: whose table is written.
        without: columns that the database fills (a counting key).
    """

    def __init__(self, model: type[models.Model], *, without: Sequence[str] = ()) -> None:
        self.model = model
        self._without = frozenset(without)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns in the order in which the values of a row must come."""
        return tuple(field.column for field in self._fields)

    @cached_property
    def _fields(self) -> tuple[models.Field[Any, Any], ...]:
        return tuple(field for field in self.model._meta.concrete_fields if field.column not in self._without)

    @cached_property
    def _names(self) -> tuple[str, str]:
        quote = connection.ops.quote_name
        return quote(self.model._meta.db_table), ", ".join(map(quote, self.columns))

    @cached_property
    def _one(self) -> str:
        return f"({', '.join(['%s'] * len(self.columns))})"

    @cached_property
    def _for_sqlite(self) -> list[tuple[int, Callable[[Any], Any]]]:
        """Place and adapter of each column whose Python value SQLite has no type for."""
        adapters: list[tuple[int, Callable[[Any], Any]]] = []
        for at, field in enumerate(self._fields):
            if isinstance(field, models.DateTimeField):
                adapters.append((at, _moment))
            elif isinstance(field, models.DateField):
                adapters.append((at, str))
            elif isinstance(field, models.DecimalField):
                adapters.append((at, _decimal(field.decimal_places or 0)))
        return adapters

    def row(self, instance: models.Model) -> list[Any]:
        """The row of an object that is not saved; its columns are taken as they are."""
        return [getattr(instance, name) for name in self._attributes]

    def row_of(self, values: Mapping[str, Any]) -> list[Any]:
        """A row from values by column; a column that is not named gets its model's default."""
        return [values.get(column, default) for column, default in self._defaults]

    @cached_property
    def _defaults(self) -> list[tuple[str, Any]]:
        """Defaults that are the same for every row; a key that is drawn must be named."""
        return [
            (field.column, None if field.has_default() and callable(field.default) else field.get_default())
            for field in self._fields
        ]

    @cached_property
    def _attributes(self) -> tuple[str, ...]:
        return tuple(field.attname for field in self._fields)

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        """Add `rows` within the caller's transaction; each row has one value for each of `columns`, in their order.

        Raises:
            IntegrityError: a constraint refuses one of them; none was added.
        """
        if not rows:
            return
        if connection.vendor == "postgresql":
            self._write_to_postgresql(rows)
        else:
            table, columns = self._names
            with connection.cursor() as cursor:
                statement = f"INSERT INTO {table} ({columns}) VALUES {self._one}"  # noqa: S608 -- names of our own tables
                cursor.executemany(statement, self._adapted(rows))

    def _write_to_postgresql(self, rows: Sequence[Sequence[Any]]) -> None:
        table, columns = self._names
        with connection.cursor() as cursor:
            if len(rows) <= FEW or connection.connection.pgconn.pipeline_status:  # no COPY within `without_waiting`
                for first in range(0, len(rows), MOST_IN_ONE):
                    some = rows[first : first + MOST_IN_ONE]
                    places = ", ".join([self._one] * len(some))
                    statement = f"INSERT INTO {table} ({columns}) VALUES {places}"  # noqa: S608 -- names of our own tables
                    cursor.execute(statement, [value for row in some for value in row])
                return
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)

    def _adapted(self, rows: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
        adapters = self._for_sqlite
        if not adapters:
            yield from rows
            return
        for row in rows:
            values = list(row)
            for at, adapt in adapters:
                if values[at] is not None:
                    values[at] = adapt(values[at])
            yield values


@lru_cache(maxsize=256)  # the rows of a batch share their moments
def _moment(value: datetime) -> str:
    return str(value.astimezone(UTC).replace(tzinfo=None))


def _decimal(places: int) -> Callable[[Any], str]:
    step = Decimal(1).scaleb(-places)
    return lambda value: str(Decimal(value).quantize(step))
