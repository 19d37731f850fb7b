"""One invented city for all tests of this folder; making it takes a moment, so it is made once."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from clearhall.desk.city.bodies import CITY_TIME
from clearhall.desk.city.reports import InventedReport, invent_reports
from clearhall.desk.city.stories import Story, invent_stories

TODAY = date(2026, 11, 21)
NIGHT = datetime.combine(TODAY, time(23, 59, 59), CITY_TIME)


@pytest.fixture(scope="session")
def reports() -> list[InventedReport]:
    return invent_reports(today=TODAY, now=NIGHT)


@pytest.fixture(scope="session")
def stories(reports: list[InventedReport]) -> list[Story]:
    return invent_stories(reports, today=TODAY, now=NIGHT)
