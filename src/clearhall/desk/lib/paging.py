"""Keyset paging: a page is found by the last row of the one before, so that page 5,000 costs what page 1 costs.

The cursor in the URL is the ordering values of that row, encoded; it carries nothing that the row did not show.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, Q, QuerySet

from clearhall.desk.lib.errors import Invalid
from clearhall.desk.lib.limits import limit

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows of one page in order; the cursors are None where there is nothing further in that direction."""

    rows: Sequence[Row]
    next_cursor: str | None
    previous_cursor: str | None


@dataclass(frozen=True, slots=True)
class Lanes:
    """Rows that lie in several lanes of one index (body 1, body 2, …), each already in the order of the page.

    A database that is asked for all lanes at once sorts all their rows; asked for the first few of each, it reads those few.
    """

    field: str
    values: Sequence[int]


def page_of(
    rows: QuerySet[Row],
    *,
    order: Sequence[str],
    cursor: str | None = None,
    size: int | None = None,
    lanes: Lanes | None = None,
) -> Page[Row]:
    """One page of `rows`.

    Args:
        rows: the filtered rows, in any order.
        order: field names, `-` in front for descending; together unique (end with the key), none of them null.
        cursor: `next_cursor` or `previous_cursor` of an earlier page; None for the first page.
        size: rows a page, 1 to the limit `page_rows_most`; None for the limit `page_rows`.
        lanes: only rows in these lanes, read lane by lane in one statement (and a second for the whole rows).

    Raises:
        Invalid: the cursor was not made by this function for the same order.
    """
    count = min(max(size or limit("page_rows"), 1), limit("page_rows_most"))
    backwards, values = _decode(cursor, len(order)) if cursor else (False, None)
    way = [_flipped(name) for name in order] if backwards else list(order)
    chosen = rows if values is None else rows.filter(_after(way, values))
    found = _first_of_lanes(chosen, way, count + 1, lanes) if lanes else list(chosen.order_by(*way)[: count + 1])
    more = len(found) > count
    found = found[:count]
    if backwards:
        found.reverse()
    has_next, has_previous = (True, more) if backwards else (more, values is not None)
    return Page(
        found,
        _encode(found[-1], order, backwards=False) if found and has_next else None,
        _encode(found[0], order, backwards=True) if found and has_previous else None,
    )


def capped_counts(counted: Sequence[QuerySet[Any]], *, most: int) -> list[int]:
    """How many rows each query has, in one statement; `most` stands for `most` or more, and no more are looked at."""
    parts: list[str] = []
    values: list[Any] = []
    for place, rows in enumerate(counted):
        try:
            sql, given = rows.order_by().values("pk")[:most].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT {place} AS place, COUNT(*) AS found FROM ({sql}) AS counted_{place}")  # noqa: S608 - Django's own SQL
        values += given
    found: dict[int, int] = {}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            found = dict(cursor.fetchall())
    return [found.get(place, 0) for place in range(len(counted))]


def _first_of_lanes(rows: QuerySet[Row], way: Sequence[str], count: int, lanes: Lanes) -> list[Row]:
    """The first `count` rows of all lanes together, in order."""
    if not lanes.values:
        return []
    fields = [name.lstrip("-") for name in way]
    model = rows.model
    lane = rows.order_by(*way).filter(**{lanes.field: lanes.values[0]}).values_list("pk", *fields)[:count]
    try:
        sql, given = lane.query.sql_with_params()
    except EmptyResultSet:
        return []
    if given[-1] != lanes.values[0]:  # compiled once for all lanes: the lane must be the last value of the statement
        raise AssertionError("the lane is not the last condition")
    parts = [f"SELECT * FROM ({sql}) AS lane_{place}" for place in range(len(lanes.values))]  # noqa: S608 - Django's own
    values = [value for lane_value in lanes.values for value in (*given[:-1], lane_value)]
    places = ", ".join(
        f"{place} {'DESC' if name.startswith('-') else 'ASC'}" for place, name in enumerate(way, start=2)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(parts)} ORDER BY {places} LIMIT {count}", values)
        keys = [row[0] for row in cursor.fetchall()]
    by_key = {row.pk: row for row in _unfiltered(rows, model).filter(pk__in=keys)}
    return [by_key[key] for key in keys if key in by_key]


def _unfiltered(rows: QuerySet[Row], model: type[Row]) -> QuerySet[Row]:
    """All rows of the model with what `rows` selects along; its conditions were met already."""
    plain = model._default_manager.all()
    plain.query.select_related = rows.query.select_related
    return plain


def _flipped(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    condition, equal = Q(), Q()
    for name, value in zip(order, values, strict=True):
        field = name.lstrip("-")
        condition |= equal & Q(**{f"{field}__{'lt' if name.startswith('-') else 'gt'}": value})
        equal &= Q(**{field: value})
    return condition


def _encode(row: Model, order: Sequence[str], *, backwards: bool) -> str:
    values = [getattr(row, name.lstrip("-")) for name in order]
    plain = [{"t": value.isoformat()} if isinstance(value, date | datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps([int(backwards), plain]).encode()).decode().rstrip("=")


def _decode(cursor: str, length: int) -> tuple[bool, list[Any]]:
    try:
        backwards, plain = json.loads(base64.urlsafe_b64decode(cursor[:2000] + "=" * (-len(cursor) % 4)))
        values = [datetime.fromisoformat(value["t"]) if isinstance(value, dict) else value for value in plain]
        if len(values) != length or any(isinstance(value, list) for value in values):
            raise ValueError(cursor)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Invalid("This page link is damaged. Please start again from the first page.", field="cursor") from None
    return bool(backwards), values
