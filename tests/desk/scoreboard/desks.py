"""Invented desks for tests of statistics: many reports at once, straight into the tables."""

import hashlib
from datetime import datetime, timedelta
from itertools import count

from clearhall.desk.bodies.models import Body
from clearhall.desk.cases.models import Case
from clearhall.desk.lib.ids import new_id
from clearhall.desk.reports.models import Report
from tests.factories import NOON, make_body, make_place

_numbers = count(5_000_000)


def make_reports(
    number: int,
    *,
    body: Body | None = None,
    harm: str = "phishing",
    at: datetime = NOON,
    place=None,
    channel: str = "sms",
    language: str = "en",
    group: int | None = None,
    first_response: timedelta | None = None,
    closed: timedelta | None = None,
    closing_state: str = "",
    due: timedelta = timedelta(days=5),
    first_due: timedelta = timedelta(hours=4),
) -> list[Report]:
    """`number` reports alike, each with its case; times are counted from `at`."""
    body = body or Body.objects.first() or make_body()
    cases, reports = [], []
    for _ in range(number):
        key, serial = new_id(), next(_numbers)
        cases.append(
            Case(
                id=new_id(),
                opened_at=at,
                harm=harm,
                urgency=2,
                state="closed" if closed is not None else "received",
                body=body,
                first_response_due_at=at + first_due,
                due_at=at + due,
                first_response_at=at + first_response if first_response is not None else None,
                place=place,
                language=language,
                group=group or key,
                closed_at=at + closed if closed is not None else None,
                closing_state=(closing_state or "resolved") if closed is not None else "",
            )
        )
        reports.append(
            Report(
                id=key,
                sequence=serial,
                received_at=at,
                entrance="form",
                harm=harm,
                text="An invented message",
                channel=channel,
                language=language,
                place=place,
                reporter_kind="resident",
                source="form",
                client_id=str(serial),
                receipt_mac=hashlib.sha256(str(serial).encode()).digest(),
                signature=b"",
                group=group or key,
                case=cases[-1],
            )
        )
    Case.objects.bulk_create(cases, batch_size=500)
    Report.objects.bulk_create(reports, batch_size=500)
    return reports


def make_small_city(at: datetime = NOON) -> dict[str, Body]:
    """Two bodies, a city with two counties, and counts of every size; `at` is now."""
    city = make_place("LJ")
    north, south = make_place("LJ-N", parent=city, level="county"), make_place("LJ-S", parent=city, level="county")
    root = make_body("linjiang", place=city)
    fraud, market = make_body("linjiang-antifraud", parent=root), make_body("linjiang-market", parent=root)
    hour, day = timedelta(hours=1), timedelta(days=1)
    make_reports(41, body=fraud, place=north, first_response=hour, closed=2 * day, at=at - 20 * day)
    make_reports(9, body=fraud, place=south, at=at - 10 * day, harm="telecom_fraud", channel="phone")
    make_reports(
        3, body=fraud, place=None, language="zh_hans", first_response=6 * hour, closed=9 * day, at=at - 30 * day
    )
    make_reports(
        23,
        body=market,
        place=north,
        harm="unsafe_goods",
        channel="web",
        language="zh_hans",
        first_response=3 * hour,
        closed=3 * day,
        closing_state="no_action_possible",
        at=at - 40 * day,
    )
    make_reports(2, body=market, place=south, harm="false_advertising", at=at - 3 * day)
    return {"fraud": fraud, "market": market}
