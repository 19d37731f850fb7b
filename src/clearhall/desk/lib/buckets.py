"""Flood protection without tracking people: token buckets in memory, keyed by a salted hash that is thrown away.

No address reaches a table, a log line or another process. The salt is drawn at start and again every hour, so a bucket cannot be
linked to an address later, and yesterday's cannot be linked to today's.
"""

import hashlib
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass

MOST_BUCKETS = 100_000  # about 10 MB; the least recently used go first
SALT_LIFE_S = 3600.0


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float


class Buckets:
    """A set of token buckets of one size.

    Args:
        capacity: tokens a full bucket holds, which is also the largest burst, >= 1.
        refill_per_s: tokens that come back each second, > 0.
    """

    def __init__(self, *, capacity: float, refill_per_s: float) -> None:
        self.capacity, self.refill_per_s = capacity, refill_per_s
        self._buckets: OrderedDict[bytes, _Bucket] = OrderedDict()
        self._salt, self._salted_at = secrets.token_bytes(16), float("-inf")
        self._lock = threading.Lock()

    def take(self, source: str, *, at_s: float, cost: float = 1.0) -> float:
        """Take `cost` tokens for `source` at monotonic second `at_s`.

        Returns:
            0.0 when they were there; otherwise the seconds to wait, > 0, and nothing is taken.
        """
        with self._lock:
            if at_s - self._salted_at > SALT_LIFE_S:
                self._salt, self._salted_at = secrets.token_bytes(16), at_s
                self._buckets.clear()
            key = hashlib.blake2b(source.encode("utf-8", "surrogatepass"), key=self._salt, digest_size=16).digest()
            bucket = self._buckets.pop(key, None) or _Bucket(self.capacity, at_s)
            elapsed_s = max(0.0, at_s - bucket.filled_at)
            bucket.tokens = min(self.capacity, bucket.tokens + elapsed_s * self.refill_per_s)
            bucket.filled_at = at_s
            self._buckets[key] = bucket
            if len(self._buckets) > MOST_BUCKETS:
                self._buckets.popitem(last=False)
            if bucket.tokens >= cost:
                bucket.tokens -= cost
                return 0.0
            return (cost - bucket.tokens) / self.refill_per_s

    def peek(self, source: str, *, at_s: float) -> float:
        """Tokens that `source` has at monotonic second `at_s`; nothing is taken."""
        with self._lock:
            key = hashlib.blake2b(source.encode("utf-8", "surrogatepass"), key=self._salt, digest_size=16).digest()
            bucket = self._buckets.get(key)
            if bucket is None:
                return self.capacity
            return min(self.capacity, bucket.tokens + max(0.0, at_s - bucket.filled_at) * self.refill_per_s)
