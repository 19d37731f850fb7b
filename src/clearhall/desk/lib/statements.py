"""Queries on the hottest paths: the ORM writes the statement once in a thread, and from then on it is only run."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet


class Statement:
    """A query by one value. Building it anew each time costs ten times what the database needs to answer.

    Args:
        query: makes the query (`values_list`) for a value; called once in a thread, whose connection the statement belongs to.
        sample: a value of the right kind to build it with; no other parameter may occur in the statement.
    """

    def __init__(self, query: Callable[[Any], "QuerySet[Any, Any]"], *, sample: Any) -> None:
        self._query = query
        self._sample = sample
        self._of_thread = threading.local()  # a thread that ends must be able to let go of its connection

    def rows(self, value: Any) -> list[Any]:
        """The rows for `value`, with the types that the ORM gives, in the order of the columns asked for."""
        statement, compiler, converters = getattr(self._of_thread, "built", None) or self._build()
        with connection.cursor() as cursor:
            cursor.execute(statement, [value])
            found = cursor.fetchall()
        return list(compiler.apply_converters(found, converters)) if converters else found

    def _build(self) -> tuple[str, Any, dict[int, Any]]:
        compiler = self._query(self._sample).query.get_compiler(connection=connection)
        statement, parameters = compiler.as_sql()
        if len(parameters) != 1:
            raise ValueError(f"a statement by one value has one parameter, not {len(parameters)}")
        columns = [column for column, _, _ in compiler.select[: compiler.col_count]]
        self._of_thread.built = built = (statement, compiler, compiler.get_converters(columns))
        return built
