"""A statement that is built once gives what the ORM gives each time."""

import gc
import threading
import weakref

import pytest
from django.db import connection, connections
from django.db.models import F

from clearhall.desk.accounts.models import ApiToken
from clearhall.desk.bodies.models import Body
from clearhall.desk.lib.statements import Statement
from tests.factories import NOON, make_body

pytestmark = pytest.mark.django_db
COLUMNS = (
    "id",
    "digest",
    "name",
    "scopes",
    "expires_at",
    "revoked_at",
    "last_used_on",
    "body__code",
    "watchpost__code",
)


def by_digest(digest):
    return ApiToken.objects.filter(digest=digest).order_by().values_list(*COLUMNS)


def test_rows_and_their_types_are_those_of_the_orm():
    body = make_body("police")
    for number in range(3):
        ApiToken.objects.create(
            digest=bytes([number]) * 32, name=f"令牌 {number}", scopes=["reports:write"], body=body, created_at=NOON,
            expires_at=NOON, last_used_on=NOON.date() if number else None,
        )  # fmt: skip
    statement = Statement(by_digest, sample=b"")
    for number in range(3):
        digest = bytes([number]) * 32
        ours, orms = [tuple(row) for row in statement.rows(digest)], list(by_digest(digest))
        assert [[bytes(x) if isinstance(x, memoryview) else x for x in row] for row in ours] == [
            [bytes(x) if isinstance(x, memoryview) else x for x in row] for row in orms
        ]
        assert [type(value) for value in ours[0]] == [type(value) for value in orms[0]]
    assert statement.rows(b"nobody") == []


def test_it_is_written_once():
    asked = []

    def query(code):
        asked.append(code)
        return Body.objects.filter(code=code).values_list("code")

    make_body("police")
    statement = Statement(query, sample="")
    assert [list(map(list, statement.rows(code))) for code in ("police", "nobody")] == [[["police"]], []]
    assert asked == [""]


def test_a_statement_with_two_values_is_refused():
    statement = Statement(lambda code: Body.objects.filter(code=code, level="city").values_list(F("id")), sample="")
    with pytest.raises(ValueError, match="one parameter"):
        statement.rows("police")


@pytest.mark.django_db(transaction=True)
def test_a_thread_that_ends_takes_its_connection_with_it():
    make_body("police")
    statement = Statement(lambda code: Body.objects.filter(code=code).values_list("code"), sample="")
    held = []

    def ask():
        held.append(weakref.ref(connections["default"]))
        assert len(statement.rows("police")) == 1
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    gc.collect()
    assert held[0]() is None
