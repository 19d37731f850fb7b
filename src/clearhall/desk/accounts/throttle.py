"""Slowing down who guesses passwords, without letting them lock anybody out and without keeping an address anywhere.

Three counters, all in memory and gone with the process:

- a source (address, salted and hashed by `lib/buckets.py`) and an account together: five tries, then one every two minutes.
  One attacker at one address is stopped here and never reaches the next counter.
- an account as a whole, for browsers that have never signed in to it: after twenty wrong passwords the wait between tries
  grows from one second to a minute. A guesser with many addresses is stopped here.
- a browser that has signed in to the account before: it carries a signed cookie for that account and passes by the first two.
  It has ten tries of its own, so that a stolen cookie is no free pass.

So whoever sends a thousand wrong passwords for a name slows down strangers' browsers only; the owner comes in as always, from
a new browser at worst a minute later, or with a one-time link from an administrator. Names that do not exist are counted in
the same way, so the waits say nothing about who works here.
"""

import hashlib
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from clearhall.desk.lib.buckets import Buckets

COOKIE = "clearhall_browser"
COOKIE_LIFE = timedelta(days=180)
COOKIE_ACCOUNTS = 5  # accounts one browser is known for, newest first: a shared machine at a counter
FREE_FAILURES = 20
LONGEST_WAIT_S = 60.0
FORGET_AFTER_S = 3600.0
MOST_ACCOUNTS = 50_000
_SALT = "accounts.known-browser"


@dataclass(slots=True)
class _Failures:
    count: int
    last_s: float


class Throttle:
    """The three counters. One for the process; tests make their own."""

    def __init__(self) -> None:
        self._by_source = Buckets(capacity=5, refill_per_s=1 / 120)
        self._by_browser = Buckets(capacity=10, refill_per_s=1 / 60)
        self._failures: OrderedDict[bytes, _Failures] = OrderedDict()
        self._pepper = secrets.token_bytes(16)
        self._lock = threading.Lock()

    def wait_s(self, username: str, *, source: str, browser: str | None, at_s: float) -> float:
        """Seconds to wait before this try, 0.0 when it may be made now. A try that may be made is counted as one.

        Args:
            username: as typed; case and surrounding space do not matter.
            source: `lib.sources.source_of(request)`.
            browser: `known_browser(...)` of the request's cookie, None for a browser not known to this account.
            at_s: monotonic seconds.
        """
        account = self._account(username)
        if browser is not None:
            return self._by_browser.take(browser, at_s=at_s)
        wait = self._by_source.take(f"{account.hex()} {source}", at_s=at_s)
        return wait or self._account_wait_s(account, at_s)

    def note_failure(self, username: str, *, browser: str | None, at_s: float) -> None:
        """Count a wrong password against the account, unless a known browser typed it."""
        if browser is not None:
            return
        account = self._account(username)
        with self._lock:
            failures = self._failures.pop(account, None) or _Failures(0, at_s)
            if at_s - failures.last_s > FORGET_AFTER_S:
                failures.count = 0
            failures.count, failures.last_s = failures.count + 1, at_s
            self._failures[account] = failures
            if len(self._failures) > MOST_ACCOUNTS:
                self._failures.popitem(last=False)

    def forget(self) -> None:
        """Empty all counters."""
        self.__init__()  # type: ignore[misc]

    def _account_wait_s(self, account: bytes, at_s: float) -> float:
        with self._lock:
            failures = self._failures.get(account)
            if failures is None or failures.count < FREE_FAILURES:
                return 0.0
            pause = min(2.0 ** min(failures.count - FREE_FAILURES, 10), LONGEST_WAIT_S)
            return max(0.0, failures.last_s + pause - at_s)

    def _account(self, username: str) -> bytes:
        name = username.strip().casefold().encode("utf-8", "replace")
        return hashlib.blake2b(name, key=self._pepper, digest_size=16).digest()


THROTTLE = Throttle()


def known_browser(cookie: str | None, *, username: str) -> str | None:
    """What identifies a browser that has signed in to this account before, or None."""
    return _known(cookie).get(_account_mark(username))


def cookie_after_sign_in(cookie: str | None, *, username: str) -> str:
    """The cookie to set after a sign-in: what the browser was known for, and this account in front."""
    known, mark = _known(cookie), _account_mark(username)
    entries = {mark: known.get(mark) or secrets.token_hex(8)} | {
        key: value for key, value in known.items() if key != mark
    }
    return signing.dumps(dict(list(entries.items())[:COOKIE_ACCOUNTS]), salt=_SALT)


def _known(cookie: str | None) -> dict[str, str]:
    if not cookie or len(cookie) > 2000:
        return {}
    try:
        value = signing.loads(cookie, salt=_SALT, max_age=COOKIE_LIFE)
    except signing.BadSignature:
        return {}
    return value if isinstance(value, dict) else {}


def _account_mark(username: str) -> str:
    """Short keyed hash of an account's name: the cookie does not say whose it is."""
    name = username.strip().casefold()
    return signing.Signer(salt=_SALT).signature(name)[:16]
