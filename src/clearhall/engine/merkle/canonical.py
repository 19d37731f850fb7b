"""One way to write a record as bytes, so that its hash can be computed again anywhere and in any language.

The form is JSON with sorted keys, no spaces, UTF-8 and only the escapes JSON demands. For the values allowed here
it is the same as RFC 8785 (JSON Canonicalization Scheme).
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from clearhall.engine.merkle.types import BadRecord

MAX_BYTES = 65_535
"""An entry bundle writes the length of an entry in 16 bits (C2SP tlog-tiles, "Log entries")."""

MAX_DEPTH = 8
MAX_INTEGER = 2**53 - 1
"""Beyond it JSON readers in other languages lose digits (RFC 8785 section 3.2.2.3, RFC 7493 section 2.2)."""

# ASCII keys sort alike by code point (Python) and by UTF-16 unit (RFC 8785).
_KEY = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)

MOST_REMEMBERED = 4_096
_good_keys: set[object] = set()

_Path = tuple["_Path | None", str | int]
"""Where in the record we are, innermost first; spelled out only when something is wrong there."""


def rfc3339(at: datetime) -> str:
    """A moment as `2026-01-31T08:00:00.000000Z`: always UTC, always six decimals.

    Raises:
        BadRecord: `at` has no time zone.
    """
    if at.tzinfo is None or at.utcoffset() is None:
        raise BadRecord("A time without a time zone has no canonical form")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def canonical(record: Mapping[str, object]) -> bytes:
    """The record as canonical bytes, at most 65,535 of them.

    Args:
        record: keys of 1 to 64 ASCII letters, digits and `_ . : -`; values text, integers within ±(2^53 - 1),
            booleans, None, times with a zone (written as text, see `rfc3339`), and lists and mappings of these up to
            eight levels deep. Floats are refused: two machines may write the same one differently.

    Raises:
        BadRecord: a value has no canonical form, or the whole is too long. The message names the place, not the value.
    """
    text = _ENCODER.encode(_plain(record, 0, None))
    try:
        data = text.encode()
    except UnicodeEncodeError:
        raise BadRecord("The record holds half of a surrogate pair, which UTF-8 cannot carry") from None
    if len(data) > MAX_BYTES:
        raise BadRecord(f"The record has {len(data)} bytes; at most {MAX_BYTES} fit into an entry")
    return data


def parse_canonical(data: bytes) -> dict[str, object]:
    """The record that `canonical` wrote, times as text.

    Raises:
        BadRecord: the bytes are not the canonical form of any record.
    """
    if len(data) > MAX_BYTES:
        raise BadRecord("The entry is longer than any record can be")
    try:
        record = json.loads(data)
    except (ValueError, RecursionError):
        raise BadRecord("The entry is not JSON in UTF-8") from None
    if not isinstance(record, dict) or canonical(record) != data:
        raise BadRecord("The entry is JSON, but not written in the canonical form")
    return record


def _plain(value: object, depth: int, path: _Path | None) -> object:
    """The value in JSON's own types, or BadRecord naming its place."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise BadRecord(f"{_place(path)} is an integer beyond ±(2^53 - 1); write it as text")
        return int(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, datetime):
        return rfc3339(value)
    if depth > MAX_DEPTH:
        raise BadRecord(f"{_place(path)} is nested more than {MAX_DEPTH} levels deep")
    if isinstance(value, Mapping):
        if not value.keys() <= _good_keys:
            _learn(value, path)
        return {key: item if type(item) is str else _plain(item, depth + 1, (path, key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, depth + 1, (path, position)) for position, item in enumerate(value)]
    raise BadRecord(f"{_place(path)} is a {kind.__name__}, which has no canonical form")


def _learn(record: Mapping[object, object], path: _Path | None) -> None:
    """Remember that these keys are good, so that records of one form are checked once. Raises BadRecord."""
    for key in record:
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            raise BadRecord(f"{_place(path)} has a key that is not 1 to 64 ASCII letters, digits and _ . : -")
    if len(_good_keys) < MOST_REMEMBERED:
        _good_keys.update(record)


def _place(path: _Path | None) -> str:
    """`record.after.ids[3]`"""
    if path is None:
        return "record"
    above, step = path
    return f"{_place(above)}[{step}]" if isinstance(step, int) else f"{_place(above)}.{step}"
