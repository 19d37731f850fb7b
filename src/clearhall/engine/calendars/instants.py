"""From wall-clock time to instants, across gaps and repeated hours of daylight saving."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970 UTC. `moment` has a time zone."""
    return (moment - EPOCH) // MICROSECOND


def instant(day: date, minute: int, zone: ZoneInfo) -> int:
    """The instant at which clocks in `zone` first show `minute` (0 to 1440) of `day`, in microseconds since 1970 UTC.

    A time that is skipped (clocks go forward over it) is the instant of the change, so that a span which starts or ends in
    the gap loses exactly the part that did not exist. A time that comes twice is its first coming.
    """
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001 - wall clock on purpose
    moment = microseconds(wall.replace(tzinfo=zone))
    if _wall(moment, zone) == wall:
        return moment
    early, late = microseconds(wall.replace(tzinfo=zone, fold=1)), moment
    while late - early > 1:  # the change lies in (early, late]: before it clocks show less than `wall`, after it more
        middle = (early + late) // 2
        early, late = (middle, late) if _wall(middle, zone) < wall else (early, middle)
    return late


def _wall(moment: int, zone: ZoneInfo) -> datetime:
    return (EPOCH + timedelta(microseconds=moment)).astimezone(zone).replace(tzinfo=None)
