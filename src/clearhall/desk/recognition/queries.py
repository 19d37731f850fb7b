"""What the desk's models suggest, for pages. Nothing here changes anything."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from clearhall.desk.recognition.store import CLAIMS, MESSAGES, RECOGNISERS, SHELVES, URLS
from clearhall.desk.recognition.words import reasons, reasons_of_address
from clearhall.desk.taxonomy.harms import Harm
from clearhall.engine.recognition import Model, ModelCard, UnknownOrigin, recognise
from clearhall.engine.retrieval import FileForeign, RetrievalError
from clearhall.engine.retrieval import Model as Ranker

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


@dataclass(frozen=True, slots=True)
class Danger:
    """That an address looks dangerous.

    Attributes:
        percent: calibrated probability, 50 to 100.
        why: the parts of the address that weighed, in the reader's language; "" when none stands out.
    """

    percent: int
    why: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How one of the desk's models stands.

    Attributes:
        name: "messages", "urls" or "claims".
        card: of the recogniser in use; None where none is.
        ranker: the model of claims in use; None where none is.
        fault: why the file that lies there is not used, with the mend; "" for one in use and where there is no file.
    """

    name: str
    card: ModelCard | None
    fault: str
    ranker: Ranker | None = None


def suggest_harm(text: str) -> Suggestion | None:
    """The harm that `text` looks like; None when the desk has no model, or the model is not sure, or sees no harm."""
    model = MESSAGES.model()
    if model is None or not text.strip():
        return None
    found = recognise(model, text)
    if not found.is_suggested or found.harm is None or found.probability < LEAST_PROBABILITY:
        return None
    return Suggestion(Harm(found.harm), round(100 * found.probability), reasons(found))


def dangers(addresses: Sequence[str]) -> dict[str, Danger]:
    """Of links and host names those that look dangerous. Empty without a model of addresses.

    An address that is missing from the answer is not known to be safe: the model only saw nothing in its wording.
    """
    model = URLS.model()
    if model is None:
        return {}
    asked = [address for address in dict.fromkeys(addresses) if address.strip()]
    likely = [
        address
        for address, found in zip(asked, model.recognise_many(asked), strict=True)
        if found.is_suggested and found.harm_probability >= LEAST_PROBABILITY
    ]
    return {address: _danger(model, address) for address in likely}


def _danger(model: Model, address: str) -> Danger:
    found = recognise(model, address)
    return Danger(round(100 * found.harm_probability), reasons_of_address(found))


def standings() -> list[Standing]:
    """How each model of the desk stands, for whoever runs it."""
    found = [(shelf.name, shelf.opened()) for shelf in RECOGNISERS]
    claims = CLAIMS.opened()
    return [
        *(
            Standing(name, one.model.card if one.model else None, _fault(name, one.fault) if one.fault else "")
            for name, one in found
        ),
        Standing(CLAIMS.name, None, _fault(CLAIMS.name, claims.fault) if claims.fault else "", claims.model),
    ]


def _fault(name: str, fault: Exception) -> str:
    why = f"{fault}." if isinstance(fault, RetrievalError) else fault  # the engine's own sentences there have no stop
    said = {"name": name, "why": why, "file": SHELVES[name].path}
    if isinstance(fault, FileForeign):
        return (
            _(
                "%(file)s is of unknown origin: this desk did not make it, so it is not used. Train a model here: clearhall train "
                "%(name)s."
            )
            % said
        )
    if isinstance(fault, UnknownOrigin):
        return (
            _(
                "%(file)s is of unknown origin: this desk did not make it, so it is not used. Train a model here (clearhall train "
                "%(name)s) or, if you judge the file sound, take it over: clearhall train adopt FILE --reason WHY. That is "
                "recorded in the log."
            )
            % said
        )
    return _("%(file)s is not used: %(why)s Train a model anew: clearhall train %(name)s.") % said
