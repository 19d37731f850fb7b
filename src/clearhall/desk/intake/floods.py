"""How fast one source may report: buckets in memory, keyed by a salted hash that is thrown away within the hour."""

import time

from django.http import HttpRequest

from clearhall.desk.lib.buckets import Buckets
from clearhall.desk.lib.errors import TooMany
from clearhall.desk.lib.limits import limit
from clearhall.desk.lib.sources import source_of

# A family, a school or a whole telephone network can stand behind one address: generous with a proof of work, slow without.
WITH_WORK = Buckets(capacity=60, refill_per_s=0.5)
WITHOUT_WORK = Buckets(capacity=5, refill_per_s=1 / 60)
HINTS = Buckets(capacity=limit("hints_per_source"), refill_per_s=1)
CHALLENGES = Buckets(capacity=120, refill_per_s=2)


def take(buckets: Buckets, request: HttpRequest) -> None:
    """Take one token for where `request` came from. Raises TooMany with `retry_after_s`; nothing is kept of the source."""
    wait_s = buckets.take(source_of(request), at_s=time.monotonic())
    if wait_s:
        raise TooMany(retry_after_s=int(wait_s) + 1)
