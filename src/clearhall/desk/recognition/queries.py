"""What the desk's model suggests, for pages. Nothing here changes anything."""

from dataclasses import dataclass

from clearhall.desk.recognition.store import IN_USE
from clearhall.desk.recognition.words import reasons
from clearhall.desk.taxonomy.harms import Harm
from clearhall.engine.recognition import ModelCard, recognise

LEAST_PROBABILITY = 0.5  # a suggestion that is more often wrong than right only costs attention


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a message looks like.

    Attributes:
        percent: calibrated probability, 50 to 100.
        why: the words that weighed, in the reader's language; "" when none stands out.
    """

    harm: Harm
    percent: int
    why: str


def suggest_harm(text: str) -> Suggestion | None:
    """The harm that `text` looks like; None when the desk has no model, or the model is not sure, or sees no harm."""
    model = IN_USE.model()
    if model is None or not text.strip():
        return None
    found = recognise(model, text)
    if not found.is_suggested or found.harm is None or found.probability < LEAST_PROBABILITY:
        return None
    return Suggestion(Harm(found.harm), round(100 * found.probability), reasons(found))


def model_card() -> ModelCard | None:
    """The card of the model in use; None without one."""
    model = IN_USE.model()
    return model.card if model else None
