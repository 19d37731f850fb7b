"""The same step for many cases. Each is its own step with its own record, and what cannot be done is said case by case."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clearhall.desk.cases.errors import TooManyCases
from clearhall.desk.cases.holding import hand_over_case, take_case
from clearhall.desk.lib.actors import Actor
from clearhall.desk.lib.errors import DeskError
from clearhall.desk.lib.limits import limit


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of each case, in the order given: keys of those done, and the error of each that was not."""

    done: tuple[int, ...]
    refused: tuple[tuple[int, DeskError], ...]


def take_cases(case_ids: Sequence[int], *, actor: Actor, at: datetime) -> BulkResult:
    """Take each case. Raises TooManyCases above the limit `bulk_cases`, before anything is done."""
    return _each(case_ids, lambda case_id: take_case(case_id, actor=actor, at=at))


def hand_over_cases(case_ids: Sequence[int], *, to_body_id: int, reason: str, actor: Actor, at: datetime) -> BulkResult:
    """Hand each case to one body for one reason. Raises TooManyCases above the limit `bulk_cases`."""
    return _each(
        case_ids,
        lambda case_id: hand_over_case(case_id, to_body_id=to_body_id, reason=reason, actor=actor, at=at),
    )


def _each(case_ids: Sequence[int], step: Callable[[int], Any]) -> BulkResult:
    wanted = list(dict.fromkeys(case_ids))
    if len(wanted) > limit("bulk_cases"):
        raise TooManyCases(most=limit("bulk_cases"))
    done: list[int] = []
    refused: list[tuple[int, DeskError]] = []
    for case_id in wanted:  # one transaction each: a long bulk act must not hold everybody else's up
        try:
            step(case_id)
            done.append(case_id)
        except DeskError as error:
            refused.append((case_id, error))
    return BulkResult(tuple(done), tuple(refused))
