"""Loading, second stage: every report comes in and every step of its story is taken, in order of time.

Called by `load` alone. It stands where a reporter, a watchpost and a caseworker stand, and calls what their pages call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from clearhall.desk.accounts.models import Person
from clearhall.desk.accounts.queries import actor_for
from clearhall.desk.bodies.models import Body
from clearhall.desk.cases.actions import (
    Answer,
    Closing,
    add_case_note,
    ask_reporter,
    close_case,
    hand_over_case,
    reporter_answered,
    take_case,
    withdraw_by_reporter,
)
from clearhall.desk.cases.states import ClosingState
from clearhall.desk.city.people import PEOPLE, WATCHPOSTS
from clearhall.desk.city.reports import InventedReport
from clearhall.desk.city.stories import Step, StepKind, Story
from clearhall.desk.intake.actions import accept_report
from clearhall.desk.intake.senders import watchpost_sender
from clearhall.desk.intake.types import Accepted, NewReport, Sender
from clearhall.desk.lib.actors import Actor
from clearhall.desk.mailbox.actions import send_from_reporter
from clearhall.desk.reports.receipts import receipt_code
from clearhall.desk.watchposts.queries import watchpost_by_code

FORM = Sender(kind="resident", source="form", entrance="form")
BUSINESS_FORM = Sender(kind="business", source="form", entrance="form")


@dataclass(slots=True)
class _Stage:
    """What the steps need to know, read once."""

    actors: dict[str, Actor]
    body_ids: dict[str, int]
    senders: dict[str, Sender]
    accepted: dict[str, Accepted] = field(default_factory=dict)


def play(
    reports: Sequence[InventedReport], stories: Sequence[Story], *, say: Callable[[str], object]
) -> dict[str, Accepted]:
    """Take in `reports` and do what `stories` tell of them, in order of time; say how far it is at each tenth.

    Returns:
        What became of each report, by its client id.

    Raises:
        DeskError: an action refused a step; the caller's transaction leaves nothing behind.
    """
    stage = _set_stage()
    by_id = {report.client_id: report for report in reports}
    acts: list[tuple[datetime, int, InventedReport, Step | None]] = [
        (report.received_at, 0, report, None) for report in reports
    ]
    for story in stories:
        acts += [(step.at, number, by_id[story.client_id], step) for number, step in enumerate(story.steps, start=1)]
    acts.sort(key=lambda act: (act[0], act[1]))
    for done, (_at, _number, report, step) in enumerate(acts, start=1):
        if step is None:
            stage.accepted[report.client_id] = _receive(report, stage)
        else:
            _take_step(step, report, stage)
        if done * 10 // len(acts) > (done - 1) * 10 // len(acts):
            say(_("  %(percent)d %% of the invented city") % {"percent": done * 100 // len(acts)})
    return stage.accepted


def example_receipt(reports: Sequence[InventedReport], stories: Sequence[Story]) -> str:
    """The receipt code of a report worth looking at: asked, replied to, resolved and answered; "" when there is none."""
    for report, story in zip(reversed(reports), reversed(stories), strict=True):
        kinds = {step.kind for step in story.steps}
        resolved = story.closing is not None and story.closing.state == ClosingState.RESOLVED
        if resolved and {StepKind.ASK, StepKind.REPLY} <= kinds and report.watchpost is None:
            return receipt_code(FORM.source, report.client_id)
    return ""


def _set_stage() -> _Stage:
    people = Person.objects.filter(username__in=[person.username for person in PEOPLE])
    return _Stage(
        actors={person.username: actor_for(person) for person in people},
        body_ids=dict(Body.objects.values_list("code", "pk")),
        senders={
            **dict.fromkeys(("resident", "anonymous", "named"), FORM),
            "business": BUSINESS_FORM,
            **{post.code: watchpost_sender(watchpost_by_code(post.code), entrance="batch") for post in WATCHPOSTS},
        },
    )


def _receive(report: InventedReport, stage: _Stage) -> Accepted:
    new = NewReport(
        text=report.text,
        harm=report.harm,
        subkind=report.subkind,
        what_happened=report.what_happened,
        url=report.url,
        channel=report.channel,
        place=report.place_code,
        loss_amount=None if report.loss_amount is None else Decimal(report.loss_amount),
        client_id=report.client_id,
    )
    sender = stage.senders[report.watchpost or report.source]
    return accept_report(new, sender=sender, at=report.received_at)


def _take_step(step: Step, report: InventedReport, stage: _Stage) -> None:
    accepted = stage.accepted[report.client_id]
    case_id, at, words = accepted.case_id, step.at, step.en if report.language == "en" else step.zh
    if step.kind is StepKind.REPLY:
        send_from_reporter(accepted.report_id, words, at=at)
        reporter_answered(case_id, at=at)
        return
    if step.state == ClosingState.WITHDRAWN:
        withdraw_by_reporter(case_id, at=at)
        return
    actor = stage.actors[step.username]
    match step.kind:
        case StepKind.TAKE:
            take_case(case_id, actor=actor, at=at)
        case StepKind.NOTE:
            add_case_note(case_id, text=step.zh, actor=actor, at=at)
        case StepKind.ASK:
            ask_reporter(case_id, text=words, actor=actor, at=at)
        case StepKind.HAND_OVER:
            hand_over_case(case_id, to_body_id=stage.body_ids[step.body], reason=step.zh, actor=actor, at=at)
        case StepKind.CLOSE:
            close_case(case_id, _closing(step, words, stage), actor=actor, at=at)


def _closing(step: Step, words: str, stage: _Stage) -> Closing:
    how = ClosingState(step.state)
    return Closing(
        how=how,
        reason="" if how is ClosingState.RESOLVED else words,
        answer=Answer(step.zh, step.en) if how is ClosingState.RESOLVED else Answer(),
        duplicate_of_id=stage.accepted[step.duplicate_of].case_id if step.duplicate_of else None,
        competent_name=step.competent,
    )
