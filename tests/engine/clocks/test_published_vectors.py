"""Due dates that other systems publish for their own clocks, typed anew with the holidays they need.

Dates and minutes: the test suites of Alaveteli (mysociety/alaveteli, spec/models/holiday_spec.rb with its holiday table) and Zammad
(zammad/zammad, spec/lib/escalation). Alaveteli does not count the day of arrival, and a request is due when the last day ends.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from clearhall.engine.calendars import read_calendar
from clearhall.engine.clocks import Happening, What, read_clock

LONDON = ZoneInfo("Europe/London")
WORKING_DAY = timedelta(hours=8)
BRITISH = read_calendar(
    week={day: [["09:00", "17:00"]] for day in "12345"},
    holidays=["2009-03-17", "2009-04-10", "2009-04-13", "2009-05-04"],
    zone="Europe/London",
)
ROUND_THE_CLOCK = read_calendar(week={day: [["00:00", "24:00"]] for day in "1234567"}, zone="UTC")
CREATED = datetime(2026, 3, 4, 8, tzinfo=ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("arrived", "due"),
    [
        ("2008-10-01", "2008-10-29"),
        ("2007-02-01", "2007-03-01"),
        ("2008-02-01", "2008-02-29"),
        ("2009-03-12", "2009-04-14"),
        ("2009-03-13", "2009-04-15"),
        ("2009-03-14", "2009-04-15"),
        ("2009-03-15", "2009-04-15"),
        ("2009-03-16", "2009-04-16"),
    ],
)
def test_twenty_working_days_after_a_request(arrived, due):
    end_of_day = datetime.combine(date.fromisoformat(arrived), datetime.max.time(), LONDON)
    reading = read_clock([Happening(What.START, end_of_day, 20 * WORKING_DAY, BRITISH)])
    assert reading.due_at.astimezone(LONDON) == datetime.fromisoformat(f"{due} 17:00").replace(tzinfo=LONDON)


@pytest.mark.parametrize(("start_minute", "due_minute"), [(0, 30), (75, 135), (120, 150)])
def test_thirty_minutes_of_a_ticket_that_waits_from_minute_90_to_120(start_minute, due_minute):
    start = Happening(What.START, CREATED + timedelta(minutes=start_minute), timedelta(minutes=30), ROUND_THE_CLOCK)
    wait = [
        Happening(what, CREATED + timedelta(minutes=minute))
        for what, minute in ((What.PAUSE, 90), (What.RESUME, 120))
        if minute > start_minute
    ]
    assert read_clock([start, *wait]).due_at == CREATED + timedelta(minutes=due_minute)


@pytest.mark.parametrize(("start_minute", "end_minute", "worked"), [(0, 120, 90), (30, 120, 60), (0, 30, 30)])
def test_worked_minutes_of_that_ticket(start_minute, end_minute, worked):
    life = [Happening(What.START, CREATED + timedelta(minutes=start_minute), timedelta(days=1), ROUND_THE_CLOCK)]
    if end_minute > 90:
        life.append(Happening(What.PAUSE, CREATED + timedelta(minutes=90)))
    life.append(Happening(What.STOP, CREATED + timedelta(minutes=end_minute)))
    assert read_clock(life).used == timedelta(minutes=worked)
