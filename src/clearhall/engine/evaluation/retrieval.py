"""Retrieval of fact-checks scored on labelled messages: how high the right ones come, how well "nothing known" is told.

Readers of the two file formats belong here, and the measures; the command and its table do not.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.evaluation.files import EvaluationError
from clearhall.engine.recognition.calibration import auc
from clearhall.engine.retrieval import UNTRAINED, Finder, Index, Model, Pair, RetrievalError
from clearhall.engine.retrieval import train as train_model

Row = TypeVar("Row")
TEXT_FIELDS = ("claim", "title", "text", "reference")
_DEPTH = 5


class EvaluationFile(EvaluationError):
    """A row that cannot be read; names the file's line, never its text."""

    code = "evaluation_file"


@dataclass(frozen=True)
class Document:
    """One published fact-check: its id in the file and all its text fields, one a line."""

    document_id: str
    text: str


@dataclass(frozen=True)
class Query:
    """One message and the ids of the documents that answer it."""

    query_id: str
    text: str
    relevant: frozenset[str]


@dataclass(frozen=True)
class Result:
    """Means over all queries, 0 to 1; rates per second on one core.

    `map_at_5`: mean average precision of the first five, divided by min(5, relevant). `mrr`: mean of 1 / rank of the
    first relevant document among all candidates (50 by default), 0 when it is not among them. `hits_at_k`: queries
    with a relevant document among the first k. `no_match_auc`: how often a query asked as it is gets a higher
    probability than a query whose relevant documents, and copies of them, are hidden; ties count half. `brier`: mean
    square error of these probabilities. `said_known`, `said_known_without`: share of queries whose answer is given out
    as known, as they are and with the relevant documents hidden; `known_and_wrong`: share whose first answer is given
    out as known and is none of the relevant ones. `queries_per_s` covers the whole way from the text to explained
    answers, by the time of the processor; `p99_ms` is the same by the clock on the wall.
    """

    map_at_5: float
    mrr: float
    hits_at_1: float
    hits_at_5: float
    no_match_auc: float
    queries_per_s: float
    p99_ms: float
    brier: float
    said_known: float
    said_known_without: float
    known_and_wrong: float
    documents: int
    queries: int
    documents_per_s: float
    bytes_per_document: float
    train_s: float

    def as_dict(self) -> dict[str, float | int]:
        """The figures by name, for JSON."""
        return asdict(self)


def read_corpus(path: str | Path) -> list[Document]:
    """Documents of a JSON-lines file: `doc_id` and any of `claim, title, text, reference`; null counts as absent.

    Raises EvaluationFile: a line is no such row, or an id comes twice.
    """
    documents = [_document(row, place) for place, row in _rows(path)]
    if len({one.document_id for one in documents}) != len(documents):
        raise EvaluationFile("a doc_id comes twice")
    return documents


def read_queries(path: str | Path) -> list[Query]:
    """Queries of a JSON-lines file: `query_id`, `text`, `relevant` (ids, at least one).

    Raises EvaluationFile: a line is no such row.
    """
    return [_query(row, place) for place, row in _rows(path)]


def read_pairs(path: Path, numbers: Mapping[str, int]) -> list[Pair]:
    """The queries of a file as examples to learn from, their documents by `numbers`.

    Raises EvaluationError, naming file and line: a line is no query, or names a document that `numbers` lacks.
    """
    return in_file(lambda file: [_pair(row, place, numbers) for place, row in _rows(file)], path)


def evaluate(
    data: Sequence[Path],
    *,
    corpus: Path,
    train: Sequence[Path] = (),
    progress: Callable[[str], None] = lambda said: None,
) -> list[dict[str, Any]]:
    """What finding the fact-checks of `corpus` reaches on each file of questions. Raises EvaluationError, OSError."""
    try:
        documents = in_file(read_corpus, corpus)
        learned = [query for path in train for query in in_file(read_queries, path)]
        questions = [in_file(read_queries, path) for path in data]
        found = []
        for path, queries in zip(data, questions, strict=True):
            progress(f"{path}: {len(queries):,} questions among {len(documents):,} documents")
            result = evaluate_retrieval(documents, queries, learned).as_dict()
            found.append({"data": str(path), **result})
    except RetrievalError as error:
        raise EvaluationError(str(error)) from None
    return found


def in_file(read: Callable[[Path], list[Row]], path: Path) -> list[Row]:
    """What `read` gives; a fault names the file too."""
    try:
        return read(path)
    except EvaluationFile as error:
        raise EvaluationError(f"{path}, {error}") from None


def evaluate_retrieval(
    corpus: Sequence[Document], queries: Sequence[Query], train_queries: Sequence[Query] = ()
) -> Result:
    """Index `corpus`, learn from `train_queries` (if any), then score `queries`, which are not looked at before.

    Raises:
        EvaluationFile: there is no query, or one names a document that the corpus lacks.
        NothingToLearn: no training query's document is found.
    """
    numbers = {one.document_id: i for i, one in enumerate(corpus)}
    if not queries:
        raise EvaluationFile("there is no query to score")
    wanted = [_numbered(one, numbers) for one in queries]
    start = time.perf_counter()
    index = Index()
    index.add_many((numbers[one.document_id], one.text) for one in corpus)
    building = time.perf_counter() - start
    start = time.perf_counter()
    model = UNTRAINED
    if train_queries:
        model = train_model(index, [Pair(one.text, _numbered(one, numbers)) for one in train_queries])
    training = time.perf_counter() - start
    finder = Finder(index, model)
    rankings = [ranking(finder, one.text) for one in queries]
    with_answer, without = _probabilities(finder, queries, wanted)
    first = np.array([wanted[i].issuperset(ranks[:1]) and bool(ranks) for i, ranks in enumerate(rankings)], float)
    times, processor_s = _times(finder, queries)
    return Result(
        map_at_5=_mean(average_precision(ranks, right) for ranks, right in zip(rankings, wanted, strict=True)),
        mrr=_mean(reciprocal_rank(ranks, right) for ranks, right in zip(rankings, wanted, strict=True)),
        hits_at_1=float(first.mean()),
        hits_at_5=_mean(bool(right.intersection(r[:_DEPTH])) for r, right in zip(rankings, wanted, strict=True)),
        no_match_auc=area_under_curve(with_answer, without),
        queries_per_s=len(queries) / max(processor_s, 1e-9),
        p99_ms=float(np.quantile(times, 0.99)) * 1e3,
        brier=float(np.mean(np.concatenate(((with_answer - first) ** 2, without**2)))),
        said_known=float(np.mean(with_answer >= model.threshold)),
        said_known_without=float(np.mean(without >= model.threshold)),
        known_and_wrong=float(np.mean((with_answer >= model.threshold) & (first == 0))),
        documents=len(corpus),
        queries=len(queries),
        documents_per_s=len(corpus) / building,
        bytes_per_document=index.bytes_used / max(1, len(corpus)),
        train_s=training,
    )


def ranking(finder: Finder, message: str) -> list[int]:
    """Numbers of all candidates, best first."""
    candidates = finder.candidates(message)
    if not len(candidates.ids):
        return []
    order, _ = finder.model.ranked(candidates)
    return [int(one) for one in candidates.ids[order]]


def average_precision(ranks: Sequence[int], right: frozenset[int], *, depth: int = _DEPTH) -> float:
    """Mean, over min(depth, right documents), of the precision at each right document among the first `depth`."""
    found, total = 0, 0.0
    for place, one in enumerate(ranks[:depth], start=1):
        if one in right:
            found += 1
            total += found / place
    return total / min(depth, len(right)) if right else 0.0


def reciprocal_rank(ranks: Sequence[int], right: frozenset[int]) -> float:
    """1 / place of the first right document, 0 without one."""
    return next((1 / place for place, one in enumerate(ranks, start=1) if one in right), 0.0)


def area_under_curve(above: NDArray[np.float64], below: NDArray[np.float64]) -> float:
    """How often a value of `above` exceeds one of `below`, ties counted half; 0.5 when one of them is empty."""
    found = auc(np.arange(len(above) + len(below)) < len(above), np.concatenate((above, below)))
    return 0.5 if found is None else found


def _probabilities(
    finder: Finder, queries: Sequence[Query], wanted: Sequence[frozenset[int]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Probability of the best answer for each query: as it is, and with its relevant documents hidden."""
    chances: tuple[list[float], list[float]] = ([], [])
    for one, right in zip(queries, wanted, strict=True):
        found = finder.candidates(one.text)
        for chance, candidates in zip(chances, (found, found.hiding(right)), strict=True):
            chance.append(_best_chance(finder.model, candidates))
    return np.array(chances[0]), np.array(chances[1])


def _best_chance(model: Model, candidates: Any) -> float:
    if not len(candidates.ids):
        return 0.0
    return float(model.probabilities(candidates, *model.ranked(candidates))[0])


def _times(finder: Finder, queries: Sequence[Query]) -> tuple[NDArray[np.float64], float]:
    """Seconds of each whole look-up, and of the processor for all of them."""
    times = []
    began = time.process_time()
    for one in queries:
        start = time.perf_counter()
        finder.find(one.text)
        times.append(time.perf_counter() - start)
    return np.array(times), time.process_time() - began


def _mean(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))


def _numbered(query: Query, numbers: Mapping[str, int]) -> frozenset[int]:
    try:
        return frozenset(numbers[one] for one in query.relevant)
    except KeyError:
        raise EvaluationFile(f"query {query.query_id} names a document that the corpus lacks") from None


def _rows(path: str | Path) -> Iterable[tuple[int, dict[str, Any]]]:
    with Path(path).open(encoding="utf-8-sig", errors="replace") as file:
        for place, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (json.JSONDecodeError, RecursionError):
                row = None
            if not isinstance(row, dict):
                raise EvaluationFile(f"line {place} is no JSON object")
            yield place, row


def _document(row: Mapping[str, Any], place: int) -> Document:
    fields = [row.get(name) for name in TEXT_FIELDS]
    texts = [one for one in fields if one is not None]
    if not isinstance(row.get("doc_id"), str) or not texts or not all(isinstance(one, str) for one in texts):
        raise EvaluationFile(f"line {place} needs doc_id and one of {', '.join(TEXT_FIELDS)}, all of them strings")
    return Document(row["doc_id"], "\n".join(texts))


def _query(row: Mapping[str, Any], place: int) -> Query:
    relevant = row.get("relevant")
    texts = isinstance(row.get("query_id"), str) and isinstance(row.get("text"), str)
    if not texts or not isinstance(relevant, list) or not relevant or not all(isinstance(r, str) for r in relevant):
        raise EvaluationFile(f"line {place} needs query_id, text and relevant, a list of at least one doc_id")
    return Query(row["query_id"], row["text"], frozenset(relevant))


def _pair(row: Mapping[str, Any], place: int, numbers: Mapping[str, int]) -> Pair:
    query = _query(row, place)
    if not query.relevant <= numbers.keys():
        raise EvaluationFile(f"line {place} names a document that the corpus lacks")
    return Pair(query.text, _numbered(query, numbers))
