"""Rows in bulk, and statements that are not waited for: the same rows and the same errors as one by one."""

from contextlib import nullcontext

import pytest
from django.db import IntegrityError, connection, transaction

from clearhall.desk.bodies.models import Place
from clearhall.desk.lib.rows import FEW, MOST_IN_ONE, RowWriter
from clearhall.desk.lib.storage import without_waiting

pytestmark = pytest.mark.django_db
PLACES = RowWriter(Place, without=["id"])


def write_in_turn(*groups, waits):
    with transaction.atomic(), nullcontext() if waits else without_waiting():
        for rows in groups:
            PLACES.write(rows)


def place(code):
    return PLACES.row_of({"code": code, "level": "city", "name_zh": "某地", "name_en": "Somewhere"})


@pytest.mark.parametrize("count", [0, 1, FEW, FEW + 1, MOST_IN_ONE + 3])
@pytest.mark.parametrize("waits", [True, False])
def test_all_rows_are_written(count, waits):
    rows = [place(f"P{n}") for n in range(count)]
    if waits:
        PLACES.write(rows)
    else:
        with without_waiting():
            PLACES.write(rows)
    assert list(Place.objects.order_by("pk").values_list("code", flat=True)) == [f"P{n}" for n in range(count)]


@pytest.mark.parametrize("waits", [True, False])
def test_a_row_that_is_refused_takes_the_others_with_it(waits):
    PLACES.write([place("twice")])
    with pytest.raises(IntegrityError):
        write_in_turn([place("new"), place("twice")], [place("later")], waits=waits)
    assert list(Place.objects.values_list("code", flat=True)) == ["twice"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
