"""Who may open a receipt page: tries are counted in memory only, and an opened page is held by a short-lived sealed cookie.

The code is never in an address, a log line or a table. The cookie carries the key of the report, sealed, and ends after half an
hour or when the reporter closes the page.
"""

import json
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse

from clearhall.desk.campaigns.follows import Followed, find_follow, followed
from clearhall.desk.lib import sealing
from clearhall.desk.lib.buckets import Buckets
from clearhall.desk.lib.limits import limit
from clearhall.desk.receipts.errors import ReceiptClosed, ReceiptUnknown, TooManyTries
from clearhall.desk.reports import queries as reports
from clearhall.desk.reports.queries import Report

COOKIE, PATH, PURPOSE = "receipt", "/receipt/", "receipts.cookie"
FOLLOW = "receipts.follow"
OPEN_FOR = timedelta(minutes=30)
EVERYBODY = "everybody"

tries = Buckets(capacity=limit("receipt_tries"), refill_per_s=1 / 30)
misses = Buckets(capacity=limit("receipt_misses"), refill_per_s=limit("receipt_misses") / 60)


@dataclass(frozen=True, slots=True)
class OpenedFollow:
    """A code that was given to somebody who follows a known message without having reported it."""

    follow_id: int


def open_receipt(typed: str, *, source: str, at_s: float | None = None) -> Report | OpenedFollow:
    """The report, or what is followed, behind a code.

    Args:
        typed: what the person entered.
        source: where the request came from, used in memory only.
        at_s: monotonic seconds; None for now.

    Raises:
        TooManyTries: this source tried too many, or all sources together missed too many; `retry_after_s` in details.
        ReceiptUnknown: no such code.
    """
    at_s = time.monotonic() if at_s is None else at_s
    wait_s = tries.take(source, at_s=at_s)
    if not wait_s and misses.peek(EVERYBODY, at_s=at_s) < 1:
        wait_s = 60.0
    if wait_s:
        raise TooManyTries(retry_after_s=max(1, round(wait_s)))
    report = reports.find_by_receipt(typed)
    if report is None and (follow_id := find_follow(typed)) is not None:
        return OpenedFollow(follow_id)
    if report is None or report.erased_at is not None:
        misses.take(EVERYBODY, at_s=at_s)
        raise ReceiptUnknown(field="code")
    return report


def remember(response: HttpResponse, key: int, *, at: datetime, secure: bool, purpose: str = PURPOSE) -> None:
    """Let the browser come back to this report (with FOLLOW: to what is followed) for half an hour."""
    content = json.dumps([key, int((at + OPEN_FOR).timestamp())]).encode()
    value = sealing.seal(content, purpose=purpose).hex()
    response.set_cookie(COOKIE, value, max_age=OPEN_FOR, path=PATH, secure=secure, httponly=True, samesite="Strict")


def forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")


def opened_report(request: HttpRequest, *, at: datetime) -> Report:
    """The report that this browser has open. Raises ReceiptClosed."""
    report_id = _opened(request, at=at, purpose=PURPOSE)
    report = reports.find_report(report_id)
    if report is None or report.erased_at is not None:
        raise ReceiptClosed
    return report


def opened_follow(request: HttpRequest, *, at: datetime) -> Followed:
    """What the follower who has opened the page here follows. Raises ReceiptClosed."""
    found = followed(_opened(request, at=at, purpose=FOLLOW), at=at)
    if found is None:
        raise ReceiptClosed
    return found


def _opened(request: HttpRequest, *, at: datetime, purpose: str) -> int:
    """The key in the cookie, while its half hour lasts; one sealed for another purpose opens nothing."""
    try:
        content = sealing.unseal(bytes.fromhex(request.COOKIES.get(COOKIE, "")[:1000]), purpose=purpose)
        key, until = json.loads(content)
    except (ValueError, sealing.CannotUnseal):
        raise ReceiptClosed from None
    if at.timestamp() > until:
        raise ReceiptClosed
    return int(key)
