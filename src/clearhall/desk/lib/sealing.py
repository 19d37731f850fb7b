"""Encryption of single values at rest: AES-256-GCM with a ring of keys, newest first, so that keys can be changed.

A sealed value is `version (1 byte) || key id (4 bytes) || nonce (12) || ciphertext and tag`. The purpose is authenticated with
it. The ring is the file `<data_dir>/keys/fields.ring`: one key a line, newest first, as `id:base64`. Rotate with
`clearhall keys rotate`: a new key is added in front, values are sealed again, then the old key may go.
"""

import base64
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from clearhall.desk.lib.keys import write_secret

VERSION = 1


class CannotUnseal(Exception):
    """The value was sealed with a key that is not in the ring, for another purpose, or has been changed."""


def ring_path() -> Path:
    return Path(settings.CLEARHALL.data_dir) / "keys" / "fields.ring"


def new_ring_line() -> str:
    return f"{secrets.token_hex(4)}:{base64.b64encode(secrets.token_bytes(32)).decode()}\n"


@lru_cache(maxsize=4)
def _ring(path: Path, _changed_ns: int) -> dict[bytes, AESGCM]:
    ring = {}
    for line in path.read_text().split():
        key_id, _, key = line.partition(":")
        ring[bytes.fromhex(key_id)] = AESGCM(base64.b64decode(key))
    return ring


def ring() -> dict[bytes, AESGCM]:
    """Keys by id, newest first; read again when the file has changed."""
    path = ring_path()
    if not path.exists():
        write_secret(path, new_ring_line().encode())
    return _ring(path, path.stat().st_mtime_ns)


def seal(value: bytes, *, purpose: str) -> bytes:
    key_id, cipher = next(iter(ring().items()))
    nonce = secrets.token_bytes(12)
    return bytes([VERSION]) + key_id + nonce + cipher.encrypt(nonce, value, purpose.encode())


def unseal(sealed: bytes, *, purpose: str) -> bytes:
    """The value that was sealed. Raises CannotUnseal."""
    cipher = ring().get(sealed[1:5])
    if sealed[:1] != bytes([VERSION]) or cipher is None:
        raise CannotUnseal(purpose)
    try:
        return cipher.decrypt(sealed[5:17], sealed[17:], purpose.encode())
    except InvalidTag:
        raise CannotUnseal(purpose) from None


def sealed_with(sealed: bytes) -> str:
    """Id of the key that sealed a value, as in the ring's file."""
    return sealed[1:5].hex()
