"""New cases, one or ten thousand at a time. Intake calls this and writes the one record of each report itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from clearhall.desk.cases.clocks import Clocks
from clearhall.desk.cases.models import Case
from clearhall.desk.cases.states import CaseState
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


def store_cases(
    new: Sequence[NewCase],
    *,
    case_ids: Sequence[int],
    at: datetime,
    calendar_of_body: Mapping[int, str],
    clocks: Clocks,
) -> None:
    """Save new cases under keys that the caller has drawn, within the caller's transaction: one statement, however many.

    Writes no record: the caller writes one for each report.

    Args:
        calendar_of_body: codes of calendars by body (`Routing.calendar_of_body`); a body without one keeps office hours.
        clocks: the calendars to count with.

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
