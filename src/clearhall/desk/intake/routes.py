"""Who gets a report and by when, from tables that are read at most every five seconds."""

import threading
import time
from dataclasses import dataclass

from clearhall.desk.bodies.queries import Routing, routing
from clearhall.desk.cases.clocks import Clocks

CACHED_S = 5.0  # so long may a change of competences or working hours take to be heard by every process


@dataclass(frozen=True, slots=True)
class Routes:
    """The tables a report is routed by, as they stood a moment ago."""

    routing: Routing
    clocks: Clocks
    read_at_s: float


_lock = threading.Lock()
_cached: Routes | None = None


def current_routes() -> Routes:
    """Routing and working hours, at most five seconds old."""
    global _cached
    cached = _cached
    if cached is not None and 0 <= time.monotonic() - cached.read_at_s < CACHED_S:
        return cached
    with _lock:
        _cached = Routes(routing(), Clocks(), time.monotonic())
        return _cached


def forget_routes() -> None:
    """Read the tables again at the next report."""
    global _cached
    _cached = None
