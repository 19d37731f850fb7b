"""Opaque keys: time-ordered 63-bit numbers, shown to people and programs as 13 letters and digits.

40 bits of milliseconds since 2020 and 23 random bits, so that rows lie in order of arrival and counting finds no key.
Two processes can draw the same key only within one millisecond; the primary key refuses the second, and the caller draws
again. Reading permission never rests on a key being secret.
"""

import secrets
import threading
import time
from itertools import product

EPOCH_MS = 1_577_836_800_000  # 2020-01-01T00:00:00Z
RANDOM_BITS = 23
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
LENGTH = 13
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_PAIRS = ["".join(pair) for pair in product(ALPHABET, repeat=2)]  # ten bits at a time
_STEP = 1 << 9  # mean gap between two keys drawn in one millisecond is half of this

_lock = threading.Lock()
_last = 0


def new_id() -> int:
    """A fresh key, larger than every key this process drew before."""
    return new_ids(1)[0]


def new_ids(count: int) -> list[int]:
    """`count` fresh keys in rising order."""
    global _last
    with _lock:
        start = ((int(time.time() * 1000) - EPOCH_MS) << RANDOM_BITS) | secrets.randbits(RANDOM_BITS)
        current = start if start > _last else _last + 1 + secrets.randbelow(_STEP)
        drawn = [current]
        for _ in range(count - 1):
            current += 1 + secrets.randbelow(_STEP)
            drawn.append(current)
        _last = current
        return drawn


def encode(key: int) -> str:
    """The 13 letters and digits for a key in [0, 2**63)."""
    pairs = _PAIRS
    return (
        f"{ALPHABET[key >> 60]}{pairs[key >> 50 & 1023]}{pairs[key >> 40 & 1023]}{pairs[key >> 30 & 1023]}"
        f"{pairs[key >> 20 & 1023]}{pairs[key >> 10 & 1023]}{pairs[key & 1023]}"
    )


def find_key(shown: str) -> int | None:
    """The key behind what a person typed or a URL carries (case, spaces and hyphens do not matter), or None."""
    letters = shown.upper().replace("-", "").replace(" ", "")
    if len(letters) != LENGTH:
        return None
    key = 0
    for letter in letters:
        value = _VALUES.get(letter)
        if value is None:
            return None
        key = key * 32 + value
    return key if key < 1 << 63 else None


class KeyConverter:
    """Django path converter `<key:case_id>`; what is not a key does not match and answers 404."""

    regex = "[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{13}"

    def to_python(self, value: str) -> int:
        key = find_key(value)
        if key is None:
            raise ValueError(value)
        return key

    def to_url(self, value: int | str) -> str:
        return value if isinstance(value, str) else encode(value)
