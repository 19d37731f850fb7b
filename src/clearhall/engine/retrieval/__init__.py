"""From a pasted message or claim to the published fact-checks that may answer it, Chinese and English.

`Index` holds the fact-checks: BM25 over words, numbers, Chinese signs and their pairs, and groups of letters. `Finder`
orders what it finds by a `Model`, which `train` learns from messages whose fact-check is known. Every answer names the
words it rests on and how sure it is; below the model's threshold the answer is "nothing known".
"""

from clearhall.engine.retrieval.errors import (
    FileCorrupt,
    FileForeign,
    FileStale,
    NothingToLearn,
    RetrievalError,
    TooManyDocuments,
)
from clearhall.engine.retrieval.finding import Finder, compile_ahead
from clearhall.engine.retrieval.index import Index, open_index, open_or_rebuild
from clearhall.engine.retrieval.model import UNTRAINED, Model, open_model
from clearhall.engine.retrieval.training import train
from clearhall.engine.retrieval.types import (
    DEFAULT,
    Answer,
    Answers,
    Config,
    Embedding,
    Evidence,
    Feature,
    Pair,
)

__all__ = [
    "DEFAULT",
    "UNTRAINED",
    "Answer",
    "Answers",
    "Config",
    "Embedding",
    "Evidence",
    "Feature",
    "FileCorrupt",
    "FileForeign",
    "FileStale",
    "Finder",
    "Index",
    "Model",
    "NothingToLearn",
    "Pair",
    "RetrievalError",
    "TooManyDocuments",
    "compile_ahead",
    "open_index",
    "open_model",
    "open_or_rebuild",
    "train",
]
