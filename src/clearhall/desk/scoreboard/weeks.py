"""Days and ISO weeks in the desk's time zone, as moments. Pure."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

WEEKS = 26


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """The moment (UTC) at which `day` begins on the wall clock of `zone`."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def start_of_period(at: datetime, *, days: int, zone: tzinfo) -> datetime:
    """When the first of `days` days began, the last of which is the day of `at`."""
    return start_of_day(at.astimezone(zone).date() - timedelta(days=days - 1), zone)


def week_starts(at: datetime, *, zone: tzinfo, count: int = WEEKS) -> list[tuple[str, datetime]]:
    """(ISO name as "2026-W09", start) of the week of `at` and the `count` - 1 before it, oldest first."""
    today = at.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    days = [monday - timedelta(weeks=ago) for ago in reversed(range(count))]
    return [(week_name(day), start_of_day(day, zone)) for day in days]


def week_name(day: date) -> str:
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


def monday_of(name: str) -> date:
    """The first day of a week named as by `week_name`."""
    year, _, week = name.partition("-W")
    return date.fromisocalendar(int(year), int(week), 1)
