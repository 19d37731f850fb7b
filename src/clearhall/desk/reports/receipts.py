"""Receipt codes: sixteen digits that are the only way back to a report.

A code is computed from the sender's namespace and id of the report with a secret key, so that the same report sent twice gets the
same code and nothing has to be kept for it. Stored is a second keyed hash; without the key file a stolen database opens no mailbox.
"""

import hashlib
import hmac
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from clearhall.desk.lib.keys import ensure_secret

DIGITS = 16
MOST_ATTEMPTS = 8  # two codes of 10^16 meet so rarely that the second attempt is already a curiosity


@lru_cache(maxsize=4)
def _key(data_dir: Path) -> bytes:
    return ensure_secret(data_dir / "keys" / "receipts.key")


def _keyed(purpose: bytes, text: str) -> bytes:
    return hmac.digest(_key(settings.CLEARHALL.data_dir), purpose + b"\x00" + text.encode(), hashlib.sha256)


def receipt_code(source: str, client_id: str, *, attempt: int = 0) -> str:
    """The code of a report, sixteen digits. `attempt` counts up from 0 when another report already has that code."""
    digest = _keyed(b"code", f"{source}\x1f{client_id}\x1f{attempt}")
    return f"{int.from_bytes(digest[:16], 'big') % 10**DIGITS:0{DIGITS}d}"


def receipt_mac(code: str) -> bytes:
    """What is stored of a code: 32 bytes, by which its report is found and from which it cannot be read back."""
    return _keyed(b"mac", code)


def find_receipt_code(source: str, client_id: str, *, mac: bytes) -> str | None:
    """The code whose hash is `mac`, or None when the key file has been replaced since."""
    for attempt in range(MOST_ATTEMPTS):
        code = receipt_code(source, client_id, attempt=attempt)
        if hmac.compare_digest(receipt_mac(code), mac):
            return code
    return None


def find_digits(typed: str) -> str | None:
    """The sixteen digits in what a person typed (spaces, hyphens and full-width digits are fine), or None."""
    digits = "".join(str(int(letter)) for letter in typed[:100] if letter.isdecimal())
    others = [letter for letter in typed[:100] if not letter.isdecimal() and letter not in " -–—\t\n\u3000"]
    return digits if len(digits) == DIGITS and not others and len(typed) <= 100 else None
