"""Counting: reads the desk once and makes the figures of every selection from it. Writes nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from clearhall.desk.bodies.queries import Body, Place, bodies, calendars, places
from clearhall.desk.cases.counts import case_clocks, open_and_overdue, outcomes_of_groups
from clearhall.desk.cases.labels import CHANNELS, LANGUAGES
from clearhall.desk.cases.states import CaseState, ClosingState
from clearhall.desk.reports.counts import ReportCount, counts_by_week, counts_of_reports, groups_since
from clearhall.desk.scoreboard.clocks import BodyTimings
from clearhall.desk.scoreboard.figures import Campaign, Cell, Figures, Row, Table, TableCode
from clearhall.desk.scoreboard.rounded import (
    Names,
    all_in_time_cells,
    alone,
    duration_cells,
    in_time_cells,
    open_cells,
    rounded_count,
    rounded_tables,
)
from clearhall.desk.scoreboard.selections import Kind, Period, Selection
from clearhall.desk.scoreboard.weeks import start_of_period, week_starts
from clearhall.desk.taxonomy.harms import Harm

OPEN, OVERDUE = "open", "open_overdue"
STATES = (*(state.value for state in ClosingState), OPEN, OVERDUE)
NOT_SAID = "not_said"
ALL_BODIES = "all"
CAMPAIGN_DAYS, CAMPAIGN_LEAST, CAMPAIGNS_MOST = 7, 10, 10
"""A campaign is shown from ten reports in seven days on: below, a group could point at its reporters."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every selection needs, read once."""

    at: datetime
    zone: tzinfo
    bodies: list[Body]
    places: list[Place]
    place_names: dict[str, Names]
    body_names: dict[str, Names]
    code_of_place: dict[int | None, str]
    above: dict[int, frozenset[str]]  # place -> codes of it and of all places it lies in
    timings: dict[int, BodyTimings]
    open_now: dict[int, tuple[int, int]]
    states: dict[int, list[tuple[float, str]]]


@dataclass(slots=True)
class Tally:
    """Counts of one selection: one counter for each table, all over the same reports."""

    tables: dict[TableCode, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    total: int = 0

    def add(self, codes: Mapping[TableCode, str], count: int) -> None:
        self.total += count
        for table, code in codes.items():
            self.tables[table][code] += count


def count_everything(*, at: datetime, zone: tzinfo) -> Iterator[tuple[Selection, Figures]]:
    """The figures of every selection that can be asked for, place selections without any report left out.

    The number of queries does not depend on what is in the tables. Reads a year of cases: a second for every 40,000 or so.
    """
    desk = _read(at, zone)
    weeks = _weeks(desk)
    campaigns = _campaigns(desk)
    starts = {period: start_of_period(at, days=period.days, zone=zone) for period in Period}
    by_period = _tallies(desk, starts)
    for period, since in starts.items():
        tallies = by_period[period]
        for only, tally in tallies.items():
            selection = _selection(period, only)
            yield selection, _report_figures(desk, selection, tally, weeks[only], since, campaigns)
        for body in desk.bodies:
            yield Selection(period, Kind.BODY, body.code), _body_figures(desk, body, since)


def _read(at: datetime, zone: tzinfo) -> Desk:
    all_bodies, all_places = list(bodies()), list(places())
    parents = {place.pk: place.parent_id for place in all_places}
    codes: dict[int | None, str] = {place.pk: place.code for place in all_places} | {None: NOT_SAID}
    working = calendars()
    calendar_of = {body.pk: working.of(body.calendar_code) for body in all_bodies}
    timings: dict[int, BodyTimings] = defaultdict(BodyTimings)
    states: dict[int, list[tuple[float, str]]] = defaultdict(list)
    year = start_of_period(at, days=Period.YEAR.days, zone=zone)
    for clock in case_clocks(since=year):
        if (calendar := calendar_of.get(clock.body_id)) is None:
            continue  # a body that is closed down has no page
        timings[clock.body_id].add(clock, calendar, at=at)
        state = clock.closing_state or (OVERDUE if clock.due_at < at else OPEN)
        states[clock.body_id].append((clock.opened_at.timestamp(), state))
    return Desk(
        at=at,
        zone=zone,
        bodies=all_bodies,
        places=all_places,
        place_names={place.code: Names(place.name_en, place.name_zh) for place in all_places},
        body_names={body.code: Names(body.name_en, body.name_zh) for body in all_bodies},
        code_of_place=codes,
        above={place.pk: frozenset(codes[key] for key in _upward(place.pk, parents)) for place in all_places},
        timings=timings,
        open_now=open_and_overdue(at=at),
        states=states,
    )


def _upward(place_id: int, parents: Mapping[int, int | None]) -> Iterator[int]:
    at: int | None = place_id
    seen: set[int] = set()
    while at is not None and at not in seen:
        seen.add(at)
        yield at
        at = parents.get(at)


def _selections_of(desk: Desk, harm: str, place_id: int | None) -> Iterator[str]:
    """The `only` of every selection that a report of this harm and place belongs to."""
    yield ""
    yield f"{Kind.HARM}:{harm}"
    if place_id is not None:
        yield from (f"{Kind.PLACE}:{code}" for code in desk.above[place_id])


def _selection(period: Period, only: str) -> Selection:
    kind, _, code = only.partition(":")
    return Selection(period, Kind(kind), code) if only else Selection(period)


def _tallies(desk: Desk, starts: Mapping[Period, datetime]) -> dict[Period, dict[str, Tally]]:
    """By period and `only`. A report of the last month is one of the last quarter and of the year too."""
    oldest_first = sorted(starts, key=lambda period: starts[period])
    tallies: dict[Period, dict[str, Tally]] = {period: defaultdict(Tally) for period in starts}
    for period in starts:
        for only in ("", *(f"{Kind.HARM}:{harm}" for harm in Harm)):
            tallies[period][only] = Tally()
    for one in counts_of_reports([starts[period] for period in oldest_first], at=desk.at):
        codes = _codes(desk, one)
        for period in oldest_first[: one.stretch + 1]:
            for only in _selections_of(desk, one.harm, one.place_id):
                tallies[period][only].add(codes, one.count)
    return tallies


def _codes(desk: Desk, one: ReportCount) -> dict[TableCode, str]:
    language = one.language.lower().replace("-", "_")
    return {
        TableCode.HARM: one.harm,
        TableCode.STATE: _state(one),
        TableCode.CHANNEL: one.channel,
        TableCode.PLACE: desk.code_of_place[one.place_id],
        TableCode.LANGUAGE: language if language in LANGUAGES else "other",
    }


def _state(one: ReportCount) -> str:
    if one.state == CaseState.CLOSED:
        return one.closing_state
    return OVERDUE if one.is_overdue else OPEN


def _weeks(desk: Desk) -> dict[str, dict[str, int]]:
    """By `only`: reports of each of the last 26 weeks by its name, oldest first."""
    starts = week_starts(desk.at, zone=desk.zone)
    empty = {name: 0 for name, _start in starts}
    counted: dict[str, dict[str, int]] = defaultdict(empty.copy)
    for index, harm, place_id, number in counts_by_week([start for _name, start in starts]):
        for only in _selections_of(desk, harm, place_id):
            counted[only][starts[index][0]] += number
    return counted


def _report_figures(
    desk: Desk,
    selection: Selection,
    tally: Tally,
    weeks: Mapping[str, int],
    since: datetime,
    campaigns: tuple[Campaign, ...],
) -> Figures:
    in_order = _broken_down(desk, selection, tally)
    total, tables = rounded_tables(tally.total, in_order, names=desk.place_names)
    tables[TableCode.WEEK] = alone(TableCode.WEEK, weeks)
    names = desk.place_names.get(selection.code, Names())
    if selection.kind is Kind.ALL:
        tables |= _tables_by_body(desk, since)
    chosen = tuple(one for one in campaigns if selection.kind is Kind.ALL or one.harm == selection.code)
    return Figures(desk.at, since, total, tables, chosen, names.en, names.zh)


def _broken_down(desk: Desk, selection: Selection, tally: Tally) -> dict[TableCode, dict[str, int]]:
    """The counters as tables in a fixed order, zeros in it; a selection is not broken down by what it was selected by."""
    orders: dict[TableCode, Iterable[str]] = {
        TableCode.HARM: Harm,
        TableCode.STATE: STATES,
        TableCode.CHANNEL: CHANNELS,
        TableCode.PLACE: [*(place.code for place in desk.places if _is_within(desk, place, selection)), NOT_SAID],
        TableCode.LANGUAGE: LANGUAGES,
    }
    if selection.kind is Kind.HARM:
        del orders[TableCode.HARM]
    return {code: {str(key): tally.tables[code][str(key)] for key in order} for code, order in orders.items()}


def _is_within(desk: Desk, place: Place, selection: Selection) -> bool:
    return selection.kind is not Kind.PLACE or selection.code in desk.above[place.pk]


def _tables_by_body(desk: Desk, since: datetime) -> dict[TableCode, Table]:
    """Bodies in the order of the tree: never ranked, least of all by how much they get."""
    busy = [body for body in desk.bodies if body.pk in desk.timings or body.pk in desk.open_now]
    rows = {body.code: _rows_of_body(desk, body, since) for body in busy}
    tables = {
        code: Table(code, tuple(found[code] for found in rows.values()))
        for code in (TableCode.OPEN, TableCode.FIRST_IN_TIME, TableCode.CLOSED_IN_TIME, TableCode.DURATION)
    }
    for code in (TableCode.FIRST_IN_TIME, TableCode.CLOSED_IN_TIME):
        every = Row(ALL_BODIES, all_in_time_cells(tables[code].rows))
        tables[code] = Table(code, (*tables[code].rows, every))
    return tables


def _rows_of_body(desk: Desk, body: Body, since: datetime) -> dict[TableCode, Row]:
    timings = desk.timings.get(body.pk, BodyTimings())
    chosen = timings.first.since(since)  # the same positions in both measures
    names = desk.body_names[body.code]

    def row(cells: tuple[Cell, ...]) -> Row:
        return Row(body.code, cells, names.en, names.zh)

    durations: tuple[Cell, ...] = (rounded_count(len(chosen)),)
    for timing in (timings.first, timings.closing):
        durations += duration_cells(timing.working_hours(chosen)) + duration_cells(timing.calendar_days(chosen))
    return {
        TableCode.OPEN: row(open_cells(*desk.open_now.get(body.pk, (0, 0)))),
        TableCode.FIRST_IN_TIME: row(in_time_cells(timings.first.parts(chosen))),
        TableCode.CLOSED_IN_TIME: row(in_time_cells(timings.closing.parts(chosen))),
        TableCode.DURATION: row(durations),
    }


def _body_figures(desk: Desk, body: Body, since: datetime) -> Figures:
    first = since.timestamp()
    states = Counter(state for opened, state in desk.states.get(body.pk, ()) if opened >= first)
    total, tables = rounded_tables(states.total(), {TableCode.STATE: {state: states[state] for state in STATES}})
    rows = _rows_of_body(desk, body, since)
    tables |= {code: Table(code, (row,)) for code, row in rows.items()}
    return Figures(desk.at, since, total, tables, (), body.name_en, body.name_zh)


def _campaigns(desk: Desk) -> tuple[Campaign, ...]:
    since = start_of_period(desk.at, days=CAMPAIGN_DAYS, zone=desk.zone)
    groups = groups_since(since, least=CAMPAIGN_LEAST, most=CAMPAIGNS_MOST)
    outcomes = outcomes_of_groups([group.group for group in groups])
    found = []
    for group in groups:
        outcome = outcomes.get(group.group)
        found.append(
            Campaign(
                harm=group.harm,
                recent=rounded_count(group.recent),
                count=rounded_count(group.count),
                first_day=_day(group.first_at, desk),
                last_day=_day(group.last_at, desk),
                outcome=outcome.outcome if outcome else "",
                text_zh=outcome.text_zh if outcome else "",
                text_en=outcome.text_en if outcome else "",
            )
        )
    return tuple(sorted(found, key=_largest_first))


def _largest_first(campaign: Campaign) -> tuple[float, str, str]:
    """By the published count: the order of the exact ones would tell more."""
    return (-float(campaign.recent), campaign.first_day, campaign.harm)


def _day(moment: datetime, desk: Desk) -> str:
    return min(moment, desk.at).astimezone(desk.zone).date().isoformat()
