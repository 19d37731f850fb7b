"""A clock as a pure function of what happened: started, paused, resumed, extended, moved to other working hours, stopped.

Nothing is stored and nothing drifts: whoever reads the same happenings with the same calendars gets the same due time, to the
microsecond, with every line of its working.
"""

from clearhall.engine.clocks.reading import read_clock
from clearhall.engine.clocks.types import BadClock, Happening, Part, PartKind, Reading, What

__all__ = ["BadClock", "Happening", "Part", "PartKind", "Reading", "What", "read_clock"]
