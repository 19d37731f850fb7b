"""The invented bodies in three levels, what each handles and when it works. No accounts, no tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from clearhall.desk.city.places import CITY, COUNTIES, PROVINCE, PlaceLevel

CITY_TIME = ZoneInfo("Asia/Shanghai")
"""The invented city keeps the one civil time of its region, UTC+8 all year."""


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When a body's caseworkers are at work, in city time.

    `days` are ISO weekdays (1 = Monday). `closes` may be 23:59 for round the clock.
    """

    days: tuple[int, ...]
    opens: time
    closes: time

    def week(self) -> dict[str, list[list[str]]]:
        """Return the hours as a calendar stores them: ISO weekday to spans of "HH:MM"; round the clock ends at 24:00."""
        closes = "24:00" if self.closes == time(23, 59) else f"{self.closes:%H:%M}"
        return {str(day): [[f"{self.opens:%H:%M}", closes]] for day in self.days}

    def next_open(self, at: datetime) -> datetime:
        """Return `at` when the body is at work then, else the moment it next opens.

        `at` must carry a zone; the answer is in city time.
        """
        local = at.astimezone(CITY_TIME)
        for ahead in range(8):
            day = local.date() + timedelta(days=ahead)
            if day.isoweekday() not in self.days:
                continue
            opens = datetime.combine(day, self.opens, CITY_TIME)
            closes = datetime.combine(day, self.closes, CITY_TIME)
            if ahead == 0 and opens <= local <= closes:
                return local
            if opens > local:
                return opens
        raise ValueError("working hours without a working day")

    def after(self, start: datetime, worked: timedelta) -> datetime:
        """Return the moment at which `worked` working time has passed since `start`.

        Public holidays do not count as free here.
        """
        moment, left = self.next_open(start), worked
        while True:
            closes = datetime.combine(moment.date(), self.closes, CITY_TIME)
            if moment + left <= closes:
                return moment + left
            left -= closes - moment
            moment = self.next_open(closes + timedelta(minutes=1))


OFFICE = WorkingHours((1, 2, 3, 4, 5), time(9, 0), time(17, 30))
COUNTER = WorkingHours((1, 2, 3, 4, 5, 6), time(8, 30), time(18, 0))
ROUND_THE_CLOCK = WorkingHours((1, 2, 3, 4, 5, 6, 7), time(0, 0), time(23, 59))
CALENDARS: dict[str, WorkingHours] = {"office": OFFICE, "counter": COUNTER, "round-the-clock": ROUND_THE_CLOCK}
"""Codes of the calendars that the bodies keep."""


@dataclass(frozen=True, slots=True)
class InventedBody:
    """One invented body.

    `code` is a slug of plain-ASCII words, unique. `parent` is the code of the body above, None for the root.
    `handles` lists harm codes in the order of the taxonomy; empty for a body that only supervises.
    """

    code: str
    parent: str | None
    level: PlaceLevel
    place_code: str
    zh_hans: str
    en: str
    handles: tuple[str, ...]
    hours: WorkingHours

    @property
    def calendar_code(self) -> str:
        return next(code for code, hours in CALENDARS.items() if hours == self.hours)


@dataclass(frozen=True, slots=True)
class _Department:
    slug: str
    zh_hans: str
    en: str
    handles: tuple[str, ...]
    hours: WorkingHours


_CITY_DEPARTMENTS = (
    _Department("antifraud", "反诈中心", "Anti-Fraud Centre", ("telecom_fraud", "phishing"), ROUND_THE_CLOCK),
    _Department(
        "network",
        "网络安全协调办公室",
        "Network Security Coordination Office",
        ("counterfeit_site", "malicious_software", "permission_overreach", "network_hazard"),
        ROUND_THE_CLOCK,
    ),
    _Department("channels", "官方渠道核验处", "Official Channels Desk", ("impersonation",), OFFICE),
    _Department("market", "市场监管局", "Market Supervision Bureau", ("false_advertising", "unsafe_goods"), COUNTER),
    _Department("charity", "民政局慈善处", "Civil Affairs Bureau, Charity Office", ("false_charity",), OFFICE),
    _Department("minors", "教育与未成年人保护处", "Education and Protection of Minors", ("minor_harm",), COUNTER),
    _Department("privacy", "个人信息保护处", "Personal Information Desk", ("personal_data_exposure",), OFFICE),
    _Department("safety", "网络侵扰援助处", "Harassment Help Desk", ("harassment",), COUNTER),
    _Department("business", "营商与消费服务处", "Consumer and Business Desk", ("business_infringement",), OFFICE),
    _Department("rumours", "辟谣中心", "Rumour Rebuttal Centre", ("false_claim",), COUNTER),
    _Department("hall", "公众议事厅", "Public Question Hall", ("demand",), OFFICE),
    _Department("health", "卫生健康委核查处", "Health Commission, Verification Office", (), OFFICE),
)
_PROVINCE_DEPARTMENTS = (
    _Department("antifraud", "反诈中心", "Anti-Fraud Centre", (), ROUND_THE_CLOCK),
    _Department("network", "网络安全协调办公室", "Network Security Coordination Office", (), ROUND_THE_CLOCK),
    _Department("market", "市场监管局", "Market Supervision Bureau", (), OFFICE),
)
_COUNTY_DEPARTMENTS = (
    _Department("market", "市场监管局", "Market Supervision Bureau", ("false_advertising", "unsafe_goods"), COUNTER),
    _Department("hall", "议事厅", "Question Hall", ("demand",), OFFICE),
)
COUNTY_SLUGS: dict[str, str] = {place.code: place.en.split()[0].lower() for place in COUNTIES}


def _department(parent: InventedBody, prefix_zh: str, prefix_en: str, department: _Department) -> InventedBody:
    return InventedBody(
        code=f"{parent.code}-{department.slug}",
        parent=parent.code,
        level=parent.level,
        place_code=parent.place_code,
        zh_hans=prefix_zh + department.zh_hans,
        en=f"{prefix_en} {department.en}",
        handles=department.handles,
        hours=department.hours,
    )


def _all_bodies() -> tuple[InventedBody, ...]:
    province = InventedBody(
        "yunchuan",
        None,
        PlaceLevel.PROVINCE,
        PROVINCE.code,
        "云川省网络服务协调厅",
        "Yunchuan Coordination Office",
        (),
        OFFICE,
    )
    city = InventedBody(
        "linjiang", province.code, PlaceLevel.CITY, CITY.code, "临江市联合受理中心", "Linjiang Joint Desk", (), COUNTER
    )
    bodies = [province, *(_department(province, "云川省", "Yunchuan", each) for each in _PROVINCE_DEPARTMENTS)]
    bodies += [city, *(_department(city, "临江市", "Linjiang", each) for each in _CITY_DEPARTMENTS)]
    for place in COUNTIES:
        name_en = place.en.split()[0]
        county = InventedBody(
            COUNTY_SLUGS[place.code],
            city.code,
            PlaceLevel.COUNTY,
            place.code,
            f"{place.zh_hans}联合受理站",
            f"{name_en} Joint Desk",
            (),
            COUNTER,
        )
        bodies += [county, *(_department(county, place.zh_hans, name_en, each) for each in _COUNTY_DEPARTMENTS)]
    return tuple(bodies)


BODIES: tuple[InventedBody, ...] = _all_bodies()
"""Every body, each after its parent."""
BODY_BY_CODE: dict[str, InventedBody] = {body.code: body for body in BODIES}


def body_for(harm: str, place_code: str) -> InventedBody:
    """Return the body that handles `harm` at `place_code`: the county's own when it has one, else the city's.

    Raises:
        KeyError: no body of the city handles `harm`.
    """
    for body in BODIES:
        if body.place_code == place_code and harm in body.handles:
            return body
    for body in BODIES:
        if body.place_code == CITY.code and harm in body.handles:
            return body
    raise KeyError(harm)
