"""When reports come: seasons of the year, days of the week, hours of the day. Relative weights only, no texts."""

from __future__ import annotations

from datetime import date

from clearhall.desk.city.template import Season

_WINDOWS: dict[Season, tuple[tuple[tuple[int, int], tuple[int, int], float], ...]] = {
    Season.SHOPPING: (((10, 31), (11, 13), 6.0), ((6, 10), (6, 20), 5.0), ((12, 9), (12, 13), 3.0)),
    Season.TUITION: (((8, 20), (9, 15), 6.0), ((2, 18), (3, 8), 4.0)),
    Season.TAX: (((3, 1), (6, 30), 4.0), ((12, 1), (12, 31), 2.0)),
    Season.HOLIDAY: (((10, 1), (10, 8), 5.0), ((5, 1), (5, 5), 5.0), ((1, 20), (2, 15), 4.0)),
    Season.STORM: (((6, 15), (9, 10), 4.0),),
}
_OUT_OF_SEASON = 0.45
_SHOPPING_LIFT = 1.35
_WEEKDAY = (1.14, 1.06, 1.04, 1.02, 1.04, 0.72, 0.62)
RESIDENT_HOURS = (6, 3, 2, 1, 1, 2, 5, 12, 24, 38, 44, 40, 30, 28, 34, 38, 38, 34, 32, 40, 52, 50, 34, 16)
"""Relative weight of each hour from midnight for residents: low at night, a peak before noon and one after supper."""
OFFICE_HOURS = (0, 0, 0, 0, 0, 0, 0, 2, 16, 44, 52, 46, 14, 24, 46, 50, 46, 30, 8, 2, 1, 0, 0, 0)
"""The same for businesses and watchposts."""


def season_weight(season: Season | None, day: date) -> float:
    """Return how often a text of `season` is met on `day`, relative to 1.0 for a text that knows no season."""
    if season is None:
        return 1.0
    for first, last, weight in _WINDOWS[season]:
        if first <= (day.month, day.day) <= last:
            return weight
    return _OUT_OF_SEASON


def day_weight(day: date) -> float:
    """Return how many reports come on `day` relative to an average day: fewer at weekends, more in a shopping
    festival."""
    festival = season_weight(Season.SHOPPING, day) > 1
    return _WEEKDAY[day.weekday()] * (_SHOPPING_LIFT if festival else 1.0)
