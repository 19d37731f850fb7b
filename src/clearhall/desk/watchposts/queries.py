"""Every read of watchposts for other features, pages and the API."""

import threading
import time

from clearhall.desk.lib.errors import NotFound
from clearhall.desk.watchposts.models import Watchpost, WatchpostMember

REMEMBERED_S = 5.0  # so long may a suspension take to be heard by every process

_lock = threading.Lock()
_known: dict[int, tuple[float, Watchpost]] = {}


def watchpost_by_id(watchpost_id: int) -> Watchpost:
    """A watchpost, at most five seconds old. Raises NotFound."""
    known = _known.get(watchpost_id)
    if known is not None and 0 <= time.monotonic() - known[0] < REMEMBERED_S:
        return known[1]
    found = Watchpost.objects.filter(pk=watchpost_id).first()
    if found is None:
        raise NotFound
    with _lock:
        _known[watchpost_id] = (time.monotonic(), found)
    return found


def watchpost_by_code(code: str) -> Watchpost:
    """The watchpost with this code, read now. Raises NotFound."""
    found = Watchpost.objects.filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def find_watchpost_of(person_id: int) -> Watchpost | None:
    """The watchpost a person reports for, read now, or None."""
    member = WatchpostMember.objects.select_related("watchpost").filter(person_id=person_id).first()
    return member.watchpost if member else None


def forget_watchposts() -> None:
    """Read the table again at the next report."""
    with _lock:
        _known.clear()
