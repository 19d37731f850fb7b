"""Proof of work: a sender without an account spends half a second of computing, so that a flood costs its maker something.

A challenge is signed and carries its own expiry and difficulty; nothing is kept for one that was never solved. A solved one is
remembered until it expires, in this process, and serves one report only: the same report sent again may use it again.
"""

import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from clearhall.desk.lib.errors import DeskError

LIFE_S = 600
BITS = 16  # 65,536 hashes on average: 0.2 s on a laptop's browser, about 0.5 s on an old phone
MOST_SPENT = 200_000

_lock = threading.Lock()
_spent: OrderedDict[str, tuple[float, str]] = OrderedDict()


class WorkMissing(DeskError):
    """No proof of work, or one that is wrong, too old or spent; `reason` in details says which."""

    code = "work_missing"
    status = 403
    message = _("Without a token, a report needs a proof of work: fetch a challenge, solve it and send both along.")


@dataclass(frozen=True, slots=True)
class Challenge:
    """What to solve: find `n` so that SHA-256 of `<challenge>:<n>` starts with `bits` zero bits."""

    challenge: str
    bits: int
    expires_in_s: int


def new_challenge(*, at_s: float, bits: int = BITS) -> Challenge:
    """A fresh challenge, valid for ten minutes from Unix second `at_s`."""
    body = f"{int(at_s)}.{bits}.{secrets.token_urlsafe(12)}"
    return Challenge(f"{body}.{_signature(body)}", bits, LIFE_S)


def check_work(challenge: str, number: str, *, purpose: str, at_s: float) -> None:
    """Accept a solved challenge once for each `purpose` (a client id).

    Raises:
        WorkMissing: see `reason`: absent, forged, expired, wrong, spent.
    """
    if not challenge or len(challenge) > 200 or not number.isascii() or not number.isdigit() or len(number) > 20:
        raise WorkMissing(reason="absent")
    body, _dot, signature = challenge.rpartition(".")
    if not hmac.compare_digest(signature.encode("utf-8", "replace"), _signature(body).encode()):
        raise WorkMissing(reason="forged")
    issued, bits, _random = body.split(".", 2)
    if not -60 <= at_s - int(issued) <= LIFE_S:  # a clock set back a little does not refuse everybody
        raise WorkMissing(reason="expired")
    digest = hashlib.sha256(f"{challenge}:{number}".encode()).digest()
    if int.from_bytes(digest, "big") >> (256 - int(bits)):
        raise WorkMissing(reason="wrong")
    _spend(challenge, purpose=purpose, expires_at_s=int(issued) + LIFE_S, at_s=at_s)


def age_s(challenge: str, *, at_s: float) -> float:
    """Seconds since a challenge was made, >= 0; 0 when it is not one of ours."""
    body, _dot, signature = challenge[:200].rpartition(".")
    if not hmac.compare_digest(signature.encode("utf-8", "replace"), _signature(body).encode()):
        return 0.0
    return max(0.0, at_s - int(body.split(".", 1)[0]))


def check_work_header(header: str, *, purpose: str, at_s: float) -> None:
    """The same for the header `X-Proof-Of-Work: <challenge>:<n>`."""
    challenge, _colon, number = header.rpartition(":")
    check_work(challenge, number.strip(), purpose=purpose, at_s=at_s)


def solve(challenge: Challenge) -> int:
    """The smallest solution, for tests and programs; a browser does the same in `static/intake/work.js`."""
    number = 0
    start = hashlib.sha256(f"{challenge.challenge}:".encode())
    while True:
        attempt = start.copy()
        attempt.update(str(number).encode())
        if not int.from_bytes(attempt.digest(), "big") >> (256 - challenge.bits):
            return number
        number += 1


def _signature(body: str) -> str:
    return hmac.digest(settings.SECRET_KEY.encode(), b"work\x00" + body.encode("utf-8", "replace"), "sha256").hex()[:32]


def _spend(challenge: str, *, purpose: str, expires_at_s: float, at_s: float) -> None:
    with _lock:
        while _spent and (len(_spent) >= MOST_SPENT or next(iter(_spent.values()))[0] < at_s - LIFE_S):
            _spent.popitem(last=False)
        before = _spent.get(challenge)
        if before is not None and before[1] != purpose:
            raise WorkMissing(reason="spent")
        _spent[challenge] = (expires_at_s, purpose)
