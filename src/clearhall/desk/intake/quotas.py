"""How many reports a watchpost may still send today: counted from its reports, remembered for seconds."""

import threading
import time
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as clock_time
from zoneinfo import ZoneInfo

from django.conf import settings

from clearhall.desk.intake.errors import QuotaUsedUp
from clearhall.desk.intake.types import Sender
from clearhall.desk.reports.queries import count_from_watchpost

COUNTED_S = 5.0  # several processes may together let this many seconds' worth of reports too many in


@dataclass(slots=True)
class _Count:
    day: date
    number: int
    counted_at_s: float


_lock = threading.Lock()
_counts: dict[int, _Count] = {}


def left_today(watchpost_id: int, *, quota: int, at: datetime) -> int:
    """Reports that a watchpost may still send before midnight, >= 0."""
    return max(0, quota - _used(watchpost_id, at=at))


def check_quota(sender: Sender, *, count: int, at: datetime) -> None:
    """Raises QuotaUsedUp when `count` more reports are more than the sender's watchpost has left; they count as one whole."""
    if sender.watchpost_id is None or sender.daily_quota is None:
        return
    left = left_today(sender.watchpost_id, quota=sender.daily_quota, at=at)
    if count > left:
        raise QuotaUsedUp(left=left, asked=count, retry_after_s=_seconds_to_midnight(at))


def count(sender: Sender, *, count: int, at: datetime) -> None:
    """Remember that `count` reports were stored."""
    with _lock:
        known = _counts.get(sender.watchpost_id or 0)
        if known is not None and known.day == _midnight(at).date():
            known.number += count


def forget_counts() -> None:
    """Count again at the next report."""
    with _lock:
        _counts.clear()


def _used(watchpost_id: int, *, at: datetime) -> int:
    midnight, now_s = _midnight(at), time.monotonic()
    with _lock:
        known = _counts.get(watchpost_id)
        if known is not None and known.day == midnight.date() and now_s - known.counted_at_s < COUNTED_S:
            return known.number
    number = count_from_watchpost(watchpost_id, since=midnight)
    with _lock:
        _counts[watchpost_id] = _Count(midnight.date(), number, now_s)
    return number


def _midnight(at: datetime) -> datetime:
    zone = ZoneInfo(settings.TIME_ZONE)
    return datetime.combine(at.astimezone(zone).date(), clock_time(), zone)


def _seconds_to_midnight(at: datetime) -> int:
    return int(86_400 - (at - _midnight(at)).total_seconds()) + 1
