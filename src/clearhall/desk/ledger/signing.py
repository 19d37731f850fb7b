"""The key that signs checkpoints: an Ed25519 key in `<data_dir>/keys/ledger.pem`, made on first need, mode 0600.

Whoever loses it can go on only under a new name of the log; whoever steals it can sign, but cannot change what others
have already kept. It belongs into the backup of the keys, apart from the backup of the database.
"""

from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from django.conf import settings

from clearhall.desk.lib.keys import write_secret
from clearhall.engine.merkle import Hash, NoteSigner

SEAL_BYTES = 16


def signer() -> NoteSigner:
    """The key under the name of the log, `ledger_origin` in the settings."""
    return NoteSigner(settings.CLEARHALL.ledger_origin, _private_key(key_file()))


def key_file() -> Path:
    return Path(settings.CLEARHALL.data_dir) / "keys" / "ledger.pem"


def sealer() -> Callable[[int, Hash], bytes]:
    """A function from number and leaf hash to `LedgerEntry.seal`: without the key file nobody can make it for others."""
    key = _seal_key(key_file())

    def seal_of(index: int, leaf: Hash) -> bytes:
        return blake2b(index.to_bytes(8, "big") + leaf, digest_size=SEAL_BYTES, key=key).digest()

    return seal_of


@lru_cache(maxsize=4)
def _private_key(path: Path) -> Ed25519PrivateKey:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        fresh = Ed25519PrivateKey.generate()
        write_secret(path, fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        content = path.read_bytes()  # another process may have been first
    key = load_pem_private_key(content, password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} does not hold an Ed25519 key")
    return key


@lru_cache(maxsize=4)
def _seal_key(path: Path) -> bytes:
    secret = _private_key(path).private_bytes_raw()
    return blake2b(b"seal", key=secret, person=b"clearhall ledger").digest()
