import json
from datetime import UTC, datetime, timedelta, timezone
from enum import IntEnum, StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearhall.engine.merkle import BadRecord, canonical, parse_canonical, rfc3339

KEYS = st.text("ab_1.", min_size=1, max_size=4)
PLAIN = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text('a"\\\n\x07é字😀', max_size=5)
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)
RECORDS = st.dictionaries(KEYS, VALUES, max_size=4)


class State(StrEnum):
    OPEN = "open"


class Level(IntEnum):
    CITY = 2


def test_keys_are_sorted_nothing_is_spaced_and_text_stays_text():
    record = {"b": 1, "a": '刷单 "x"\n\x07', "c": [True, None, {"z": -5, "y": ""}]}
    assert canonical(record) == '{"a":"刷单 \\"x\\"\\n\\u0007","b":1,"c":[true,null,{"y":"","z":-5}]}'.encode()


def test_enumerations_tuples_and_times_are_written_as_what_they_stand_for():
    record = {
        "state": State.OPEN,
        "level": Level.CITY,
        "ids": (1, 2),
        "at": datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
    }
    assert canonical(record) == b'{"at":"2026-01-02T03:04:05.000006Z","ids":[1,2],"level":2,"state":"open"}'


def test_a_moment_is_written_in_utc_with_six_decimals_whatever_zone_it_came_in():
    noon = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    assert rfc3339(noon) == "2026-03-01T12:00:00.000000Z"
    assert rfc3339(noon.astimezone(timezone(timedelta(hours=8)))) == "2026-03-01T12:00:00.000000Z"
    assert rfc3339(datetime(33, 4, 3, tzinfo=UTC)) == "0033-04-03T00:00:00.000000Z"


@given(RECORDS)
def test_what_is_written_reads_back_and_is_written_the_same_again(record):
    data = canonical(record)
    assert parse_canonical(data) == record
    assert canonical(dict(reversed(list(record.items())))) == data
    assert json.loads(data) == record


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (1.5, "record.x"),
        (float("nan"), "record.x"),
        (2**53, "record.x"),
        (b"bytes", "record.x"),
        ({1, 2}, "record.x"),
        (datetime(2026, 1, 1), "time zone"),  # noqa: DTZ001
        ({"Grüße": 1}, "record.x"),
        ({"": 1}, "key"),
        ({3: 1}, "key"),
        ([0, {"y": 0.1}], r"record\.x\[1\]\.y"),
        ("\ud800", "surrogate"),
        ("x" * 65_536, "bytes"),
    ],
)
def test_what_has_no_canonical_form_is_refused_and_its_place_named(value, place):
    with pytest.raises(BadRecord, match=place) as refusal:
        canonical({"x": value})
    assert "0.1" not in str(refusal.value)


def test_deep_nesting_is_refused():
    record: dict[str, object] = {}
    for _ in range(50):
        record = {"x": record}
    with pytest.raises(BadRecord, match="nested"):
        canonical(record)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"1",
        b'"text"',
        b'{"a": 1}',
        b'{"b":1,"a":1}',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1}\n',
        b"\xff",
        b'{"a":"\\u0041"}',
        b'{"a":NaN}',
        b"[" * 60_000,
        b'{"a":' + b"9" * 5000 + b"}",
        b'{"a":"' + b"x" * 70_000 + b'"}',
    ],
)
def test_bytes_that_are_not_canonical_are_refused(data):
    with pytest.raises(BadRecord):
        parse_canonical(data)
