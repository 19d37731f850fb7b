"""Training the desk's model. It learns harms from labelled messages, and nothing about whoever wrote them."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from clearhall.desk.recognition.errors import CannotLearn
from clearhall.desk.recognition.store import write_model
from clearhall.engine.recognition import LabelledText, ModelCard, RecognitionError, Source, Task, train

FEWEST = 12  # rows of a kind, below which it cannot be checked whether it was learned
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
    try:
        model = train(
            kept,
            task=Task.MESSAGE_KIND,
            sources=tuple(sources),
            trained_on=at.date(),
            seed=SEED,
            version=at.strftime("%Y-%m-%dT%H:%M"),
        )
    except RecognitionError as fault:
        raise CannotLearn(str(fault)) from fault
    write_model(model)
    return model.card
