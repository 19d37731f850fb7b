"""What the desk says in public about a case. A correction adds a row that replaces another (charter R11)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from clearhall.desk.cases import words
from clearhall.desk.cases.access import case_for_update
from clearhall.desk.cases.errors import AlreadyAnswered, AnswerRequired, NothingToCorrect, OutcomeNotPermitted
from clearhall.desk.cases.events import CaseEvent, CasePermission
from clearhall.desk.cases.log import record_step, standing
from clearhall.desk.cases.models import Case, PublishedOutcome
from clearhall.desk.cases.states import Move, state_after
from clearhall.desk.lib import ids
from clearhall.desk.lib.actors import Actor
from clearhall.desk.taxonomy.harms import OUTCOMES_BY_HARM, Harm, Outcome

# What is words and nothing else. Alerts, indicators, notices have their own features with their own two people (charter R6).
SPOKEN = (Outcome.PUBLIC_ANSWER, Outcome.FACT_CHECK)


@dataclass(frozen=True, slots=True)
class Answer:
    """A public text, in one language or both."""

    text_zh: str = ""
    text_en: str = ""

    def __bool__(self) -> bool:
        return bool(self.text_zh.strip() or self.text_en.strip())

    def cleaned(self) -> "Answer":
        return Answer(words.cleaned(self.text_zh, field="text_zh"), words.cleaned(self.text_en, field="text_en"))


def spoken_outcome(harm: str) -> Outcome:
    """The outcome that an answer to this harm is: a fact-check for a claim, a public answer for the rest."""
    permitted = OUTCOMES_BY_HARM[Harm(harm)]
    return next(outcome for outcome in SPOKEN if outcome in permitted)


def current_answer(case_id: int) -> PublishedOutcome | None:
    """The published text that holds now: the one that nothing replaces."""
    return PublishedOutcome.objects.filter(case_id=case_id, replaced_by__isnull=True).order_by("-id").first()


@transaction.atomic
def publish_outcome(
    case_id: int, answer: Answer, *, actor: Actor, at: datetime, outcome: Outcome | None = None
) -> PublishedOutcome:
    """Publish the desk's answer.

    Args:
        answer: at least one language.
        outcome: None for what an answer to this harm is (`spoken_outcome`).

    Raises:
        CaseNotFound, NotAllowed, MoveNotAllowed: as everywhere.
        OutcomeNotPermitted: the harm does not permit it (charter R3, R4), or it is more than words.
        AnswerRequired: no text. AlreadyAnswered: there is one to correct.
    """
    case = case_for_update(case_id, actor=actor, permission=CasePermission.PUBLISH)
    state = state_after(case.state, Move.PUBLISH)
    answer, outcome = _checked(case, answer, outcome)
    if current_answer(case.pk) is not None:
        raise AlreadyAnswered
    before = standing(case)
    case.state = state
    row = add_outcome(case, answer, outcome=outcome, replaces=None, actor=actor, at=at)
    record_step(
        CaseEvent.ANSWER_PUBLISHED, case, before=before, actor=actor, at=at, more={"answer": ids.encode(row.pk)}
    )
    return row


@transaction.atomic
def correct_outcome(case_id: int, answer: Answer, *, replaces_id: int, actor: Actor, at: datetime) -> PublishedOutcome:
    """Replace the answer that holds by a new one; both stay on record.

    Args:
        replaces_id: key of the answer that the actor read. Somebody else's newer correction is not lost unseen.

    Raises:
        CaseNotFound, NotAllowed, MoveNotAllowed, OutcomeNotPermitted, AnswerRequired: as publish_outcome.
        NothingToCorrect: that answer does not hold any more.
    """
    case = case_for_update(case_id, actor=actor, permission=CasePermission.PUBLISH)
    state = state_after(case.state, Move.PUBLISH)
    answer, outcome = _checked(case, answer, None)
    current = current_answer(case.pk)
    if current is None or current.pk != replaces_id:
        raise NothingToCorrect
    before = standing(case)
    case.state = state
    row = add_outcome(case, answer, outcome=outcome, replaces=current, actor=actor, at=at)
    told: dict[str, str | int | None] = {"answer": ids.encode(row.pk), "replaces": ids.encode(current.pk)}
    record_step(CaseEvent.ANSWER_CORRECTED, case, before=before, actor=actor, at=at, more=told)
    return row


def add_outcome(
    case: Case, answer: Answer, *, outcome: Outcome, replaces: PublishedOutcome | None, actor: Actor, at: datetime
) -> PublishedOutcome:
    """Add the row, within the caller's step."""
    return PublishedOutcome.objects.create(
        case=case,
        harm=case.harm,
        outcome=outcome,
        text_zh=answer.text_zh,
        text_en=answer.text_en,
        author_label=actor.label,
        at=at,
        replaces=replaces,
    )


def _checked(case: Case, answer: Answer, outcome: Outcome | None) -> tuple[Answer, Outcome]:
    outcome = outcome or spoken_outcome(case.harm)
    if outcome not in OUTCOMES_BY_HARM[Harm(case.harm)] or outcome not in SPOKEN:
        raise OutcomeNotPermitted(field="outcome", harm=str(case.harm), outcome=str(outcome))
    answer = answer.cleaned()
    if not answer:
        raise AnswerRequired(field="text_zh")
    return answer, outcome
