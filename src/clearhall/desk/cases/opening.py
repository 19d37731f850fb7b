"""New cases, one or ten thousand at a time. Intake calls this and writes the one record of each report itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from clearhall.desk.bodies.queries import routing
from clearhall.desk.cases.clocks import Clocks
from clearhall.desk.cases.models import Case
from clearhall.desk.cases.states import CaseState
from clearhall.desk.lib.ids import new_ids
from clearhall.desk.lib.rows import RowWriter
from clearhall.desk.taxonomy.harms import RULES, Harm

_ROWS = RowWriter(Case)


@dataclass(frozen=True, slots=True)
class NewCase:
    """What a case starts with.

    Attributes:
        harm: code of the harm as the reporter chose it.
        body_id: key of the body that handles it (`bodies.queries.routing`).
        language: language of the report, as in Report.language.
        group: near-duplicate group of its report.
        place_id: where it happened; None: not known.
        opened_at: when the report arrived, if that was not now (an import of older reports); the clocks run from then.
    """

    harm: str
    body_id: int
    language: str
    group: int
    place_id: int | None = None
    opened_at: datetime | None = None


def new_cases(
    new: Sequence[NewCase],
    *,
    at: datetime,
    calendar_of_body: Mapping[int, str] | None = None,
    clocks: Clocks | None = None,
) -> list[Case]:
    """Cases that are not saved yet, in the order of `new`, for a caller that writes rows in bulk itself.

    Args:
        calendar_of_body: codes of calendars by body (`Routing.calendar_of_body`); None: read here.
        clocks: the calendars to count with; None: read here.
    """
    codes = routing().calendar_of_body if calendar_of_body is None else calendar_of_body
    clocks = clocks or Clocks()
    cases = []
    for case_id, one in zip(new_ids(len(new)) if new else [], new, strict=True):
        opened_at = one.opened_at or at
        first_response_due_at, due_at = clocks.due(
            one.harm, calendar_code=codes.get(one.body_id, "office"), opened_at=opened_at
        )
        cases.append(
            Case(
                id=case_id,
                opened_at=opened_at,
                harm=one.harm,
                urgency=RULES[Harm(one.harm)].urgency,
                state=CaseState.RECEIVED,
                body_id=one.body_id,
                first_response_due_at=first_response_due_at,
                due_at=due_at,
                place_id=one.place_id,
                language=one.language,
                group=one.group,
            )
        )
    return cases


def open_cases(new: Sequence[NewCase], *, at: datetime) -> list[Case]:
    """Save new cases and return them in the order of `new`: three queries and the inserts, however many.

    Writes no record: the caller writes one for each report, inside the same transaction.
    """
    cases = new_cases(new, at=at)
    save_cases(cases)
    return cases


def store_cases(
    new: Sequence[NewCase],
    *,
    case_ids: Sequence[int],
    at: datetime,
    calendar_of_body: Mapping[int, str],
    clocks: Clocks,
) -> None:
    """The same for a caller that has drawn the keys already and needs no objects: a third of the time of `open_cases`.

    Raises:
        IntegrityError: a key is taken; none of the cases was added.
    """
    rows = []
    for case_id, one in zip(case_ids, new, strict=True):
        opened_at = one.opened_at or at
        first_response_due_at, due_at = clocks.due(
            one.harm, calendar_code=calendar_of_body.get(one.body_id, "office"), opened_at=opened_at
        )
        values = {
            "id": case_id,
            "opened_at": opened_at,
            "harm": one.harm,
            "urgency": RULES[Harm(one.harm)].urgency.value,
            "state": CaseState.RECEIVED.value,
            "body_id": one.body_id,
            "first_response_due_at": first_response_due_at,
            "due_at": due_at,
            "place_id": one.place_id,
            "language": one.language,
            "group": one.group,
        }
        rows.append(_ROWS.row_of(values))
    _ROWS.write(rows)


def save_cases(cases: Sequence[Case]) -> None:
    """Save what `new_cases` made, within the caller's transaction. Raises IntegrityError when a key is taken."""
    _ROWS.write([_ROWS.row(case) for case in cases])
