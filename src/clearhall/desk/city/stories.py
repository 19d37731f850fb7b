"""What the invented desk did with each report: taken, asked, answered, handed over, closed.

Pure data; `load` plays it through the actions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random

from clearhall.desk.city.answers import (
    COMPETENT_ELSEWHERE,
    FACT_CHECKS,
    HAND_OVER_REASONS,
    NOTES,
    OTHER_STATES,
    QUESTIONS,
    REPLIES,
    RESOLVED,
)
from clearhall.desk.city.bodies import InventedBody, body_for
from clearhall.desk.city.people import CASEWORKER_OF
from clearhall.desk.city.reports import SEED, InventedReport
from clearhall.desk.taxonomy.harms import RULES, Harm

CLOSING_STATES = ("resolved", "no_action_possible", "not_our_competence", "duplicate", "withdrawn", "unfounded")
_SHARES: dict[str, tuple[float, ...]] = {
    # resolved, no action possible, not our competence, (duplicate is decided apart), withdrawn, unfounded
    "telecom_fraud": (0.64, 0.25, 0.02, 0, 0.04, 0.05),
    "phishing": (0.76, 0.16, 0.01, 0, 0.02, 0.05),
    "demand": (0.78, 0.06, 0.10, 0, 0.04, 0.02),
    "harassment": (0.55, 0.25, 0.06, 0, 0.12, 0.02),
    "false_claim": (0.90, 0.04, 0.02, 0, 0.01, 0.03),
    "network_hazard": (0.82, 0.04, 0.06, 0, 0.01, 0.07),
}
_SHARES_ELSE = (0.66, 0.15, 0.05, 0.0, 0.05, 0.09)
_OVERDUE = 0.12
_NEVER_CLOSED = 0.03
_DUPLICATE_IN_CAMPAIGN = 0.32
_HANDED_OVER: dict[str, str] = {
    "false_claim": "linjiang-health",
    "telecom_fraud": "linjiang-network",
    "phishing": "linjiang-network",
    "impersonation": "linjiang-antifraud",
    "false_advertising": "linjiang-health",
    "business_infringement": "linjiang-market",
    "demand": "linjiang-business",
}
"""Where a case of each harm goes when the first body hands it over."""


class StepKind(StrEnum):
    """One thing that happens to a case."""

    TAKE = "take"
    NOTE = "note"
    ASK = "ask"
    REPLY = "reply"
    HAND_OVER = "hand_over"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a story. `username` is empty for a step of the reporter. Texts are empty where the kind has none.

    `body` is where a hand-over goes. `state`, `duplicate_of` (a client id) and `competent` (a service that is no body of this
    desk) belong to a closing.
    """

    kind: StepKind
    at: datetime
    username: str
    zh: str = ""
    en: str = ""
    body: str = ""
    state: str = ""
    duplicate_of: str = ""
    competent: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """What was done with one report, in order of time.

    `body` is where it was routed first; `due_at` is the example's own deadline.
    """

    client_id: str
    body: str
    due_at: datetime
    steps: tuple[Step, ...]

    def until(self, now: datetime) -> Story:
        """The same story without what lies after `now`."""
        return replace(self, steps=tuple(step for step in self.steps if step.at <= now))

    @property
    def closing(self) -> Step | None:
        """The closing step, None while open."""
        return self.steps[-1] if self.steps and self.steps[-1].kind is StepKind.CLOSE else None

    def is_overdue(self, now: datetime) -> bool:
        """Whether it was closed late, or is still open after its deadline."""
        closing = self.closing
        return (closing.at if closing else now) > self.due_at


def invent_stories(
    reports: Sequence[InventedReport],
    *,
    today: date,
    now: datetime,
    seed: int = SEED,
) -> list[Story]:
    """Return one story for each of `reports`, in their order; nothing happens after `now`, so that the newest are
    still open.

    Each story draws from its own report's id: the same report has the same story, cut at `now`, however many others
    there are. A duplicate is closed only when the report it repeats stands before it.
    """
    whole: dict[str, Story] = {}
    first_of: dict[tuple[str, str], str] = {}
    for report in reports:
        rng = Random(f"story:{seed}:{today.isoformat()}:{report.client_id}")
        body = body_for(report.harm, report.place_code)
        # Never a duplicate of a duplicate: within a campaign and a body all of them repeat its first.
        first = first_of.setdefault((report.campaign, body.code), report.client_id) if report.campaign else None
        original = first if first != report.client_id else None
        repeated = whole.get(original or report.same_as or "")
        whole[report.client_id] = _story(report, body, rng=rng, original=_still_there(repeated, body))
    return [story.until(now) for story in whole.values()]


def _still_there(story: Story | None, body: InventedBody) -> str | None:
    """Return the client id of a story whose case `body` can see: it was routed there and never handed on."""
    if story is None or story.body != body.code or any(step.kind is StepKind.HAND_OVER for step in story.steps):
        return None
    return story.client_id


def _state(report: InventedReport, rng: Random, original: str | None) -> str:
    if report.is_noise:
        return rng.choice(("unfounded", "unfounded", "withdrawn"))
    if original is not None and rng.random() < (0.85 if report.same_as else _DUPLICATE_IN_CAMPAIGN):
        return "duplicate"
    return rng.choices(CLOSING_STATES, _SHARES.get(report.harm, _SHARES_ELSE))[0]


def _share_of_time(rng: Random, state: str) -> tuple[float, float]:
    """Return when the case is taken and when it is closed, as shares of the time allowed; more than 1 is overdue."""
    if rng.random() < _OVERDUE:
        taken = rng.uniform(0.1, 0.9)
        return taken, (60.0 if rng.random() < _NEVER_CLOSED / _OVERDUE else rng.uniform(1.04, 2.3))
    taken = min(0.6, rng.expovariate(4.0))
    length = rng.uniform(0.02, 0.2) if state in ("duplicate", "withdrawn", "unfounded") else rng.betavariate(3, 2) * 0.8
    return taken, min(0.98, taken + 0.02 + length)


def _story(report: InventedReport, body: InventedBody, *, rng: Random, original: str | None) -> Story:
    hours = RULES[Harm(report.harm)].resolution_h
    due_at = body.hours.after(report.received_at, timedelta(hours=hours))
    state = _state(report, rng, original)
    taken, closed = _share_of_time(rng, state)

    def moment(share: float) -> datetime:
        return body.hours.after(report.received_at, timedelta(seconds=round(hours * 3600 * share)))

    steps = [Step(StepKind.TAKE, moment(taken), CASEWORKER_OF[body.code])]
    if closed < 30:
        steps += _middle(report, body, rng=rng, state=state, moment=moment, taken=taken, closed=closed)
        steps.append(
            _close(
                report,
                rng,
                state,
                at=moment(closed),
                username=[step.username for step in steps if step.username][-1],
                original=original,
            )
        )
    elif rng.random() < 0.5:
        zh, en = rng.choice(QUESTIONS)
        steps.append(Step(StepKind.ASK, moment(taken + 0.1), steps[0].username, zh, en))  # and no answer ever came
    return Story(report.client_id, body.code, due_at, tuple(steps))


def _middle(
    report: InventedReport,
    body: InventedBody,
    *,
    rng: Random,
    state: str,
    moment: Callable[[float], datetime],
    taken: float,
    closed: float,
) -> list[Step]:
    """Return what happens between taking and closing."""
    username = CASEWORKER_OF[body.code]
    span = closed - taken
    steps: list[Step] = []
    if state != "duplicate" and not report.is_noise and rng.random() < 0.22:
        zh, en = rng.choice(QUESTIONS)
        steps.append(Step(StepKind.ASK, moment(taken + span * 0.2), username, zh, en))
        if rng.random() < 0.7:
            zh, en = rng.choice(REPLIES)
            steps.append(Step(StepKind.REPLY, moment(taken + span * rng.uniform(0.3, 0.45)), "", zh, en))
    if rng.random() < 0.15:
        zh, en = rng.choice(NOTES)
        steps.append(Step(StepKind.NOTE, moment(taken + span * 0.5), username, zh, en))
    goes_to = _HANDED_OVER.get(report.harm)
    if state in ("resolved", "no_action_possible") and goes_to and goes_to != body.code and rng.random() < 0.06:
        other = CASEWORKER_OF[goes_to]
        zh, en = rng.choice(HAND_OVER_REASONS)
        steps.append(Step(StepKind.HAND_OVER, moment(taken + span * 0.6), username, zh, en, body=goes_to))
        steps.append(Step(StepKind.TAKE, moment(taken + span * 0.75), other))
    return steps


def _close(
    report: InventedReport, rng: Random, state: str, *, at: datetime, username: str, original: str | None
) -> Step:
    zh, en = rng.choice(RESOLVED[report.harm] if state == "resolved" else OTHER_STATES[state])
    if report.is_noise and state == "unfounded":
        zh, en = OTHER_STATES["unfounded"][1]
    elif state == "resolved" and report.campaign in FACT_CHECKS:
        zh, en = FACT_CHECKS[report.campaign]
    return Step(
        StepKind.CLOSE,
        at,
        "" if state == "withdrawn" else username,
        zh,
        en,
        state=state,
        duplicate_of=original or "" if state == "duplicate" else "",
        competent=rng.choice(COMPETENT_ELSEWHERE) if state == "not_our_competence" else "",
    )
