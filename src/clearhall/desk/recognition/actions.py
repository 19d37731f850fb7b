"""Training the desk's models, or taking one over. They learn harms from labelled rows, and nothing about whoever wrote them."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from clearhall.desk.ledger.actions import record
from clearhall.desk.lib.actors import Actor
from clearhall.desk.lib.limits import limit
from clearhall.desk.recognition.errors import CannotAdopt, CannotLearn
from clearhall.desk.recognition.events import RecognitionEvent
from clearhall.desk.recognition.store import MESSAGES, URLS, Recogniser, shelf_for
from clearhall.engine.recognition import (
    LabelledText,
    ModelCard,
    RecognitionError,
    Source,
    Task,
    is_harm,
    load_foreign_model,
    train,
)

FEWEST = 12  # rows of a kind, below which nobody can check whether it was learned
SEED = 20260301


def train_messages(rows: Sequence[LabelledText], *, sources: Sequence[Source], at: datetime) -> ModelCard:
    """Learn the kinds of messages from `rows` and use the model from now on. Kinds with too few rows are left out.

    Returns:
        The model's card: what it was made from and what it is worth on rows it did not learn from.

    Raises:
        CannotLearn: no rows, one kind only, or a label that no model may have.
        OSError: the model cannot be written; the one in use stays.
    """
    counts = Counter(row.kind for row in rows)
    kept = [row for row in rows if counts[row.kind] >= FEWEST]
    if len({row.kind for row in kept}) < 2:
        found = ", ".join(f"{kind.value} {number}" for kind, number in counts.most_common()) or "0"
        raise CannotLearn(
            _("Learning takes two kinds with %(fewest)s messages each. There are: %(found)s.")
            % {"fewest": FEWEST, "found": found}
        )
    return _train(kept, MESSAGES, task=Task.MESSAGE_KIND, sources=sources, at=at)


def train_urls(rows: Sequence[LabelledText], *, sources: Sequence[Source], at: datetime) -> ModelCard:
    """Learn from `rows` which addresses are dangerous and use the model from now on.

    Raises:
        CannotLearn: fewer than twelve dangerous or twelve ordinary addresses.
        OSError: the model cannot be written; the one in use stays.
    """
    dangerous = sum(is_harm(row.kind) for row in rows)
    if min(dangerous, len(rows) - dangerous) < FEWEST:
        raise CannotLearn(
            _(
                "Learning takes %(fewest)s dangerous and %(fewest)s ordinary addresses. There are %(dangerous)s dangerous "
                "and %(ordinary)s ordinary ones."
            )
            % {"fewest": FEWEST, "dangerous": dangerous, "ordinary": len(rows) - dangerous}
        )
    return _train(rows, URLS, task=Task.URL_HARM, sources=sources, at=at)


def _train(
    rows: Sequence[LabelledText], shelf: Recogniser, *, task: Task, sources: Sequence[Source], at: datetime
) -> ModelCard:
    try:
        model = train(
            rows,
            task=task,
            sources=tuple(sources),
            trained_on=at.date(),
            seed=SEED,
            version=at.strftime("%Y-%m-%dT%H:%M"),
        )
    except RecognitionError as fault:
        raise CannotLearn(str(fault)) from fault
    shelf.write(model)
    return model.card


def adopt_model(file: Path, *, reason: str, actor: Actor, at: datetime) -> ModelCard:
    """Take over a model file that was not made here: somebody judges it sound, and the log says that it was done and why.

    Args:
        file: what `clearhall train` wrote at another desk; read, never changed.
        reason: why it may be trusted; stands in the public log, at most 200 characters.

    Raises:
        CannotAdopt: no reason, or one that is too long; a damaged file; one for another version or another task.
        OSError: the file cannot be read or the model not written; the one in use stays and the log says nothing.
    """
    reason = reason.strip()
    if not reason or len(reason) > limit("log_text"):
        said = {"most": limit("log_text")}
        raise CannotAdopt(_("Give a reason of 1 to %(most)s characters: it stands in the log.") % said, field="reason")
    try:
        model = load_foreign_model(file)
    except RecognitionError as fault:
        raise CannotAdopt(str(fault), field="file") from fault
    shelf = shelf_for(model.task)
    if shelf is None:
        raise CannotAdopt(_("A model for the task %(task)s is of no use here.") % {"task": model.task}, field="file")
    with transaction.atomic():
        record(
            RecognitionEvent.MODEL_ADOPTED,
            subject=f"model:{shelf.name}",
            actor=actor,
            at=at,
            after={"sha256": hashlib.sha256(file.read_bytes()).hexdigest(), "reason": reason},
        )
        shelf.write(model)
    return model.card
