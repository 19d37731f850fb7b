"""Grouping new reports: what intake asks, for one report or for ten thousand.

In two steps, because the second runs while all other writers wait. `prepare` does the work before the transaction, against all that
is committed by then; `groups_for` runs inside it, after the records are written, and looks only at what was committed in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from clearhall.desk.ledger.actions import record
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import Actor
from clearhall.desk.matching.comparing import Forms
from clearhall.desk.matching.index import PROCESS, enter
from clearhall.desk.reports.actions import move_to_group
from clearhall.desk.reports.events import ReportEvent
from clearhall.desk.reports.queries import groups_of, signatures_from
from clearhall.engine.similarity import Index, Level, Match, sign_many
from clearhall.engine.text import matching_form

CANDIDATES = 3  # the best by estimate is not always the best; more would cost a batch more than they find
PAGE = 5_000


@dataclass(slots=True)
class Prepared:
    """New reports that know their like among the committed ones and in their own batch.

    Attributes:
        signatures: what is stored of each text, in the order given.
        like: for each report the committed one whose wording is the same by exact comparison; None: none.
        earlier: for each report the row of its batch, before it, that is the same; None: none.
        seen: sequence up to which the committed reports were looked at.
    """

    report_ids: list[int]
    signatures: list[bytes]
    forms: Forms
    seen: int = -1
    like: list[int | None] = field(default_factory=list)
    earlier: list[int | None] = field(default_factory=list)


def prepare(report_ids: Sequence[int], texts: Sequence[str]) -> Prepared:
    """Sign `texts` and find for each the report it may be counted with. Call it before the transaction."""
    forms = Forms({report_id: matching_form(text) for report_id, text in zip(report_ids, texts, strict=True)})
    signatures = sign_many(forms.own.values())
    prepared = Prepared(list(report_ids), signatures, forms)
    view = PROCESS.view()
    prepared.seen = view.last.sequence
    found = view.query_many(signatures, limit=CANDIDATES)
    forms.fetch([match.report_id for matches in found for match in matches])
    prepared.like = [_same(forms, one, matches) for one, matches in zip(prepared.report_ids, found, strict=True)]
    prepared.earlier = _within_batch(prepared)
    return prepared


def groups_for(prepared: Prepared, *, first: int) -> list[int]:
    """The group of each report: the key of its first report, its own when it is alone.

    Call it inside the transaction that stores the reports and after `record_many`, whose lock lets nobody else store any.

    Args:
        first: index in the log of the first of these reports. When it follows the last report seen by `prepare`, nothing was
            stored or grouped otherwise since, for both are recorded; so nothing need be read again.
    """
    if first == prepared.seen + 1:
        group_of = {one: prepared.forms.stored[one].group for one in prepared.like if one in prepared.forms.stored}
    else:
        _look_at_newer(prepared)
        group_of = groups_of(sorted({one for one in prepared.like if one is not None}))
    groups: list[int] = []
    for report_id, like, earlier in zip(prepared.report_ids, prepared.like, prepared.earlier, strict=True):
        if like is not None and like in group_of:
            groups.append(group_of[like])
        else:
            groups.append(report_id if earlier is None else groups[earlier])
    return groups


@transaction.atomic
def join_groups(group: int, *, others: Sequence[int], actor: Actor, at: datetime) -> int:
    """Count the reports of `others` with those of `group` from now on. Returns how many reports moved.

    The cases of those reports keep the group they were opened with; counts go by the reports.
    """
    moved_from = sorted(set(others) - {group})
    before = {"groups": [ids.encode(one) for one in moved_from]}
    record(
        ReportEvent.REGROUPED, subject=f"group:{ids.encode(group)}", actor=actor, at=at, before=before,
        after={"group": ids.encode(group)},
    )  # fmt: skip
    return move_to_group(group, others=moved_from)


def _same(forms: Forms, report_id: int, matches: Sequence[Match]) -> int | None:
    """The best of `matches` that may be counted as the same report, compared exactly; the oldest of equals."""
    judged = [one for one in forms.judged(forms.own[report_id], matches) if one.level is Level.GROUP]
    return judged[0].report_id if judged else None


def _within_batch(prepared: Prepared) -> list[int | None]:
    """For each row the earlier row of the batch that is the same; rows that have a committed like need none."""
    if len(prepared.report_ids) == 1:
        return [None]
    row_of = {report_id: row for row, report_id in enumerate(prepared.report_ids)}
    alone = [like is None for like in prepared.like]
    best = Index(expected=len(row_of)).query_then_add_many(prepared.report_ids, prepared.signatures, asked=alone)
    found: list[int | None] = []
    for report_id, match in zip(prepared.report_ids, best, strict=True):
        same = _same(prepared.forms, report_id, [match]) if match is not None else None
        found.append(None if same is None else row_of[same])
    return found


def _look_at_newer(prepared: Prepared) -> None:
    """Compare what has no like yet with the reports that were committed since `prepare`."""
    newer = Index()
    sequence = prepared.seen
    while rows := signatures_from(sequence + 1, most=PAGE):
        enter(newer, rows)
        sequence = rows[-1][0]
    if not len(newer):
        return
    alone = [row for row, like in enumerate(prepared.like) if like is None]
    found = {row: newer.query(prepared.signatures[row], limit=CANDIDATES) for row in alone}
    prepared.forms.fetch([match.report_id for matches in found.values() for match in matches])
    for row, matches in found.items():
        prepared.like[row] = _same(prepared.forms, prepared.report_ids[row], matches)
