"""How the secrets of links and tokens are kept: by hash, never themselves."""

import hashlib


def digest_of(secret: str) -> bytes:
    """SHA-256 of a link's or token's secret. One round is enough: the secrets are random, not chosen by people."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
