"""Which site made a file: a keyed digest over its header, so that a model from elsewhere is never used unasked.

For every part of the engine that keeps what it learned in a file. The header must name the digests of all else in the file;
then its signature speaks for the whole. Formats, and what to do with a file that is not signed, stay with each part.
"""

from __future__ import annotations

import hmac

SHORTEST_KEY = 16  # bytes


def check_key(key: bytes) -> None:
    """Raise ValueError for a key of fewer than 16 bytes: whoever can guess it can sign."""
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"the key has {len(key)} bytes; at least {SHORTEST_KEY} are needed")


def signature_of(header: bytes, *, key: bytes) -> bytes:
    """64 hexadecimal digits that only who has `key` can make for `header` (HMAC with SHA-256). Raises ValueError as above."""
    check_key(key)
    return hmac.digest(key, header, "sha256").hex().encode()


def is_signed(header: bytes, signature: bytes, *, key: bytes) -> bool:
    """Whether `signature` is that of `header` under `key`, in a time that tells nothing of it. Raises ValueError as above."""
    return hmac.compare_digest(signature_of(header, key=key), signature)
