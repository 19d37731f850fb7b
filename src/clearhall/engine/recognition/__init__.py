"""What kind of scam a message is, and how dangerous an address is: a suggestion with calibrated probability and reasons.

`train` learns a linear model over pieces of wording and structure from labelled rows and writes its own card; `save_model`
and `load_model` keep it in a signed file; `recognise` answers for one text with the words that weighed, `Model` for many at
once. It knows harms only: a label for opinion, stance or topic is refused. No model comes with the package.
"""

from clearhall.engine.recognition.cards import ClassQuality, Confusion, ModelCard
from clearhall.engine.recognition.errors import (
    BadRow,
    LabelRefused,
    ModelCorrupt,
    ModelOutdated,
    NoRows,
    OneClassOnly,
    RecognitionError,
    UnknownLabel,
    UnknownOrigin,
)
from clearhall.engine.recognition.labels import HARM_OF, Kind, is_harm, kind_of, refuse_unless_harm
from clearhall.engine.recognition.modelfile import load_foreign_model, load_model, save_model
from clearhall.engine.recognition.models import Model
from clearhall.engine.recognition.reasons import STRUCTURE_NAMES, recognise
from clearhall.engine.recognition.rows import read_addresses, read_rows
from clearhall.engine.recognition.training import train
from clearhall.engine.recognition.types import (
    DEFAULTS,
    Config,
    LabelledText,
    PartReason,
    Recognised,
    Source,
    StructureReason,
    Task,
)

__all__ = [
    "DEFAULTS",
    "HARM_OF",
    "STRUCTURE_NAMES",
    "BadRow",
    "ClassQuality",
    "Config",
    "Confusion",
    "Kind",
    "LabelRefused",
    "LabelledText",
    "Model",
    "ModelCard",
    "ModelCorrupt",
    "ModelOutdated",
    "NoRows",
    "OneClassOnly",
    "PartReason",
    "Recognised",
    "RecognitionError",
    "Source",
    "StructureReason",
    "Task",
    "UnknownLabel",
    "UnknownOrigin",
    "is_harm",
    "kind_of",
    "load_foreign_model",
    "load_model",
    "read_addresses",
    "read_rows",
    "recognise",
    "refuse_unless_harm",
    "save_model",
    "train",
]
