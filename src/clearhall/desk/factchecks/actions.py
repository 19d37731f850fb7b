"""Teaching the desk which fact-check answers which message, from its own closed cases and from labelled files."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from clearhall.desk.cases.queries import claim_pairs
from clearhall.desk.factchecks.index import ProcessIndex
from clearhall.desk.lib.limits import limit
from clearhall.desk.recognition.errors import CannotLearn
from clearhall.desk.recognition.store import CLAIMS
from clearhall.engine.evaluation.files import EvaluationError
from clearhall.engine.evaluation.retrieval import in_file, read_corpus, read_pairs
from clearhall.engine.retrieval import Model, Pair, RetrievalError, train

FEWEST = 20  # pairs, below which cross-validation tells nothing


@dataclass(frozen=True, slots=True)
class LabelledFiles:
    """Messages and the fact-checks that answer them, in the formats of `clearhall evaluate retrieval`."""

    pairs: Path
    corpus: Path
    licence: str = "not stated"


def train_claims(*, false_answers: float, files: LabelledFiles | None = None, own_cases: bool = True) -> Model:
    """Learn how to order fact-checks and from which probability on one is said to be known; use that from now on.

    Args:
        false_answers: share of unanswerable messages, 0 to 1, that may be told of a fact-check that does not answer them.
        files: to learn from beside the desk's own closed cases.
        own_cases: whether to learn from those at all.

    Raises:
        CannotLearn: fewer than 20 pairs, a file that cannot be read (named with its line), or pairs that teach nothing.
        OSError: a file cannot be read or the model not written; the one in use stays.
    """
    world = ProcessIndex()
    index = world.current()
    pairs, sources = list[Pair](), list[str]()
    if own_cases:
        pairs += _of_cases(world)
        sources.append(_source("closed cases of this desk", "internal", len(pairs)))
    if files:
        read, documents = _of_files(files)
        index.add_many(documents)
        pairs += read
        sources.append(_source(files.pairs.name, files.licence, len(read)))
    if len(pairs) < FEWEST:
        raise CannotLearn(
            _("Learning takes %(fewest)s messages whose fact-check is known. There are %(found)s.")
            % {"fewest": FEWEST, "found": len(pairs)}
        )
    try:
        model = train(index, pairs, false_answers=false_answers, sources=sources)
    except RetrievalError as fault:
        raise CannotLearn(_("These messages teach nothing: %(why)s.") % {"why": fault}) from fault
    CLAIMS.write(model)
    return model


def _of_cases(world: ProcessIndex) -> list[Pair]:
    """Closed cases as pairs; documents are those of the index, one for each text."""
    found = [(text, world.document_of(key)) for text, key in claim_pairs()]
    return [Pair(text, frozenset([document])) for text, document in found if document is not None]


def _of_files(files: LabelledFiles) -> tuple[list[Pair], list[tuple[int, str]]]:
    try:
        corpus = in_file(read_corpus, files.corpus)
        numbers = {one.document_id: number for number, one in enumerate(corpus)}  # far below every key of an outcome
        pairs = read_pairs(files.pairs, numbers)
    except EvaluationError as fault:
        raise CannotLearn(str(fault)) from None
    for file, rows in ((files.corpus, len(corpus)), (files.pairs, len(pairs))):
        if rows > limit("training_rows"):
            said = {"file": file, "rows": rows, "most": limit("training_rows")}
            raise CannotLearn(_("%(file)s has %(rows)s rows; one model learns from %(most)s at most.") % said)
    return pairs, [(numbers[one.document_id], one.text) for one in corpus]


def _source(name: str, licence: str, rows: int) -> str:
    return f"{name} ({licence}, {rows:,} pairs)"
