"""How a step of a case is written to the log: states, bodies and handles, never harms, places or words."""

from collections.abc import Mapping
from datetime import datetime

from clearhall.desk.cases.events import CaseEvent
from clearhall.desk.cases.models import Case
from clearhall.desk.ledger.actions import record
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import Actor

Standing = Mapping[str, str | None]


def subject_of(case_id: int) -> str:
    """The subject under which all records of a case stand, its report's receipt included."""
    return f"case:{ids.encode(case_id)}"


def standing(case: Case) -> Standing:
    """What the log may say about where a case stands."""
    return {
        "state": str(case.state),
        "body": case.body.code,
        "assignee": f"person:{case.assignee.handle}" if case.assignee else None,
        "closing_state": str(case.closing_state) or None,
    }


def record_step(
    event: CaseEvent,
    case: Case,
    *,
    before: Standing,
    actor: Actor,
    at: datetime,
    more: Mapping[str, str | int | None] | None = None,
) -> int:
    """Append the one record of a step and return its index: the state, and what else differs from `before`.

    Args:
        more: further ids and names for the `after` side.
    """
    after = standing(case)
    told = [name for name in after if name == "state" or before[name] != after[name]]
    return record(
        event,
        subject=subject_of(case.pk),
        actor=actor,
        at=at,
        before={name: before[name] for name in told},
        after={name: after[name] for name in told} | dict(more or {}),
    )
