"""Every read of bodies and places for other features, pages and commands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from clearhall.desk.bodies.errors import BodyNotFound, NoCompetentBody
from clearhall.desk.bodies.models import Body, Calendar, Competence, Place
from clearhall.engine.calendars import Calendar as WorkingCalendar
from clearhall.engine.calendars import read_calendar


def bodies() -> QuerySet[Body]:
    """All active bodies, parents before children."""
    return Body.objects.filter(is_active=True).order_by("path")


def body_by_code(code: str) -> Body:
    try:
        return Body.objects.get(code=code)
    except Body.DoesNotExist:
        raise BodyNotFound from None


def named(row: Any) -> str:
    """The name of a body, place or watchpost in the language of the reader; its code when it has none."""
    name = row.name_zh if (get_language() or "").startswith("zh") else row.name_en
    return str(name or row.code)


def body_choices(rows: Iterable[Body]) -> list[tuple[int, str]]:
    """Bodies as options of a form, indented by their depth, in the language of the reader."""
    return [(body.pk, "\u2003" * (body.path.count("/") - 2) + named(body)) for body in rows]


def tree() -> QuerySet[Body]:
    """All bodies, inactive ones too, parents before children, with place and competences at hand."""
    return Body.objects.select_related("place").prefetch_related("competences").order_by("path")


def calendar_codes() -> list[str]:
    return list(Calendar.objects.order_by("code").values_list("code", flat=True).distinct())


def calendar_versions(code: str) -> list[Calendar]:
    """Versions of a calendar, the newest first; [] when there is none."""
    return list(Calendar.objects.filter(code=code).order_by("-valid_from"))


@dataclass(frozen=True, slots=True)
class PreviewDay:
    """One day of a calendar as people read it: `spans` are ("09:00", "12:00") in order, none on a day off."""

    day: date
    kind: str
    spans: tuple[tuple[str, str], ...]
    hours: float


def preview(row: Any, *, first_day: date, days: int = 14) -> list[PreviewDay]:
    """What a version of a calendar (a row, or one not saved yet) says about the days from `first_day` on."""
    calendar = read_calendar(week=row.week, holidays=row.holidays, make_up_days=row.make_up_days, zone=row.time_zone)
    shown = []
    for number in range(days):
        day = first_day + timedelta(days=number)
        kind, spans = calendar.day(day)
        hours = sum(span.end_minute - span.start_minute for span in spans) / 60
        shown.append(
            PreviewDay(day, kind.value, tuple((_clock(s.start_minute), _clock(s.end_minute)) for s in spans), hours)
        )
    return shown


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def subtree_ids(body_id: int) -> frozenset[int]:
    """Keys of a body and all bodies below it; empty when there is no such body."""
    path = Body.objects.filter(pk=body_id).values_list("path", flat=True).first()
    if path is None:
        return frozenset()
    return frozenset(Body.objects.filter(path__startswith=path).values_list("pk", flat=True))


def places() -> QuerySet[Place]:
    """All places, by code."""
    return Place.objects.order_by("code")


@dataclass(frozen=True, slots=True)
class Routing:
    """Who handles a harm in a place. Read once and used for many reports: it holds a copy of the tables."""

    body_by_harm_and_place: dict[tuple[str, int], int]
    parent_of_place: dict[int, int | None]
    place_by_code: dict[str, int]
    root_body_by_harm: dict[str, int]
    calendar_of_body: dict[int, str]
    code_of_body: dict[int, str]

    def body_id(self, harm: str, *, place_id: int | None) -> int:
        """Key of the body for a harm: the nearest one at or above the place; the topmost when the place is not known.

        Raises:
            NoCompetentBody: no body handles this harm.
        """
        at = place_id
        while at is not None:
            found = self.body_by_harm_and_place.get((harm, at))
            if found is not None:
                return found
            at = self.parent_of_place.get(at)
        try:
            return self.root_body_by_harm[harm]
        except KeyError:
            raise NoCompetentBody(harm=harm) from None


def routing() -> Routing:
    """The routing table as it stands now: two queries."""
    parent_of_place, place_by_code = {}, {}
    for key, parent_id, code in Place.objects.values_list("pk", "parent_id", "code"):
        parent_of_place[key] = parent_id
        place_by_code[code] = key
    by_place: dict[tuple[str, int], int] = {}
    roots: dict[str, int] = {}
    calendars: dict[int, str] = {}
    codes: dict[int, str] = {}
    rows = (
        Competence.objects.filter(body__is_active=True)
        .order_by("-body__path")
        .values_list("harm", "body_id", "body__place_id", "body__calendar_code", "body__level", "body__code")
    )
    levels: dict[str, str] = {}
    for harm, body_id, place_id, calendar, level, code in rows:
        by_place[harm, place_id] = body_id
        calendars[body_id] = calendar
        codes[body_id] = code
        # Where the place is not known the city decides: counties are too small, the province too far.
        if (
            harm not in roots
            or (level == "city" and levels[harm] != "city")
            or (level == "province" and levels[harm] == "county")
        ):
            roots[harm], levels[harm] = body_id, level
    return Routing(by_place, parent_of_place, place_by_code, roots, calendars, codes)


OFFICE_HOURS = [["09:00", "12:00"], ["13:00", "18:00"]]
OFFICE = read_calendar(week=dict.fromkeys("12345", OFFICE_HOURS), zone="Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Calendars:
    """The working hours of all bodies. Read once and used for many reports."""

    by_code: Mapping[str, WorkingCalendar]
    fingerprint: str  # the same for the same working hours

    def of(self, code: str) -> WorkingCalendar:
        """The calendar with this code; plain office hours, Monday to Friday, where the desk has none of that name."""
        return self.by_code.get(code, OFFICE)


_calendars: dict[tuple[tuple[int, str], ...], Calendars] = {}


def calendars() -> Calendars:
    """All calendars with all their versions: one query. What was built is kept until a row changes, with its years."""
    rows = list(Calendar.objects.order_by("code", "valid_from"))
    mark = tuple(
        (row.pk, repr((row.valid_from, row.time_zone, row.week, row.holidays, row.make_up_days))) for row in rows
    )
    if mark not in _calendars:
        _calendars.clear()
        _calendars[mark] = Calendars(_built(rows), sha256(repr(mark).encode()).hexdigest())
    return _calendars[mark]


def _built(rows: Sequence[Calendar]) -> dict[str, WorkingCalendar]:
    built: dict[str, WorkingCalendar] = {}
    for row in rows:
        built[row.code] = read_calendar(
            week=row.week,
            holidays=row.holidays,
            make_up_days=row.make_up_days,
            zone=row.time_zone,
            valid_from=row.valid_from,
            before=built.get(row.code),
        )
    return built
