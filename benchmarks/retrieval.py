"""Retrieval beside bm25s and tantivy: build, look-up, size, quality; one run, one table.

    PYTHONPATH=src python -m benchmarks.retrieval --documents 1000000 --peer-documents 1000000
    PYTHONPATH=src python -m benchmarks.retrieval --corpus C.jsonl --train T.jsonl --data Q.jsonl

The first form uses invented texts, the same for every run: a question repeats 60 % of a document's words among others,
in half of the cases inside a long forwarded text. The second scores labelled files. The peers are only measured when
they are installed (`pip install bm25s tantivy PyStemmer`); both get the tokens that a team would give them: stemmed
English words, pairs of Chinese signs.
"""

from __future__ import annotations

import argparse
import importlib
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from clearhall.engine import retrieval
from clearhall.engine.evaluation import retrieval as scoring

QUESTIONS = 1_000
_TOKENS = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")


@dataclass(frozen=True)
class Row:
    """One line of the table; rates per second, times in milliseconds, quality 0 to 1.

    `queries_per_s`, `p50_ms` and `p99_ms` are by the clock on the wall, `queries_per_cpu_s` and `p99_cpu_ms` by the
    time that the asking thread had of a processor: on a shared machine the fairer ones.
    """

    name: str
    documents: int
    documents_per_s: float
    queries_per_s: float
    queries_per_cpu_s: float
    p50_ms: float
    p99_ms: float
    p99_cpu_ms: float
    bytes_per_document: float
    map_at_5: float
    mrr: float
    hits_at_1: float


@dataclass(frozen=True)
class Task:
    """Documents, questions, the numbers of the documents that answer each, and pairs to learn from."""

    documents: Sequence[str]
    questions: Sequence[str]
    right: Sequence[frozenset[int]]
    pairs: Sequence[retrieval.Pair]


class Writer:
    """Invents texts from a fixed seed, with words as unevenly frequent as in real texts (Zipf)."""

    def __init__(self, seed: int = 7) -> None:
        self.random = np.random.default_rng(seed)
        letters = np.array(list("etaoinshrdlucmfwypvbgkjqxz"))
        sizes = self.random.integers(3, 10, 60_000)
        self.words = ["".join(letters[self.random.integers(0, 26, size)]) for size in sizes]
        self.signs = [chr(0x4E00 + i) for i in self.random.permutation(4_000)]

    def drawn(self, count: int, size: int) -> Any:
        """`count` ranks below `size`, rank r with a frequency of about 1 / (r + 5)."""
        shares = np.cumsum(1 / (np.arange(size) + 5.0))
        return np.searchsorted(shares, self.random.random(count) * shares[-1])

    def documents(self, count: int) -> list[str]:
        chinese = self.random.random(count) < 0.5
        sizes = np.where(chinese, self.random.integers(30, 110, count), self.random.integers(14, 45, count))
        words = self.drawn(int(sizes[~chinese].sum()), len(self.words))
        signs = self.drawn(int(sizes[chinese].sum()), len(self.signs))
        texts, at_word, at_sign = [], 0, 0
        for is_chinese, size in zip(chinese.tolist(), sizes.tolist(), strict=True):
            if is_chinese:
                texts.append("".join([self.signs[i] for i in signs[at_sign : at_sign + size]]))
                at_sign += size
            else:
                texts.append(" ".join([self.words[i] for i in words[at_word : at_word + size]]))
                at_word += size
        return texts

    def question(self, document: str) -> str:
        parts = document.split(" ") if document.isascii() else re.findall("..?", document)
        kept = [one for one in parts if self.random.random() < 0.6]
        join = " " if document.isascii() else ""
        around = [self.documents(1)[0] for _ in range(int(self.random.integers(2, 9)))]
        if self.random.random() < 0.5:
            around = around[:1]
        around.insert(len(around) // 2, join.join(kept))
        return "\n".join(around)


def invented(count: int) -> Task:
    writer = Writer()
    documents = writer.documents(count)
    chosen = writer.random.integers(0, count, 2 * QUESTIONS).tolist()
    questions = [writer.question(documents[i]) for i in chosen]
    pairs = [retrieval.Pair(q, frozenset([i])) for q, i in zip(questions[QUESTIONS:], chosen[QUESTIONS:], strict=True)]
    return Task(documents, questions[:QUESTIONS], [frozenset([i]) for i in chosen[:QUESTIONS]], pairs)


def labelled(corpus: str, data: str, train: Sequence[str]) -> Task:
    documents, queries = scoring.read_corpus(corpus), scoring.read_queries(data)
    numbers = {one.document_id: i for i, one in enumerate(documents)}
    known = [one for path in train for one in scoring.read_queries(path)]
    right = [frozenset(numbers[i] for i in one.relevant) for one in (*queries, *known)]
    pairs = [retrieval.Pair(one.text, ids) for one, ids in zip(known, right[len(queries) :], strict=True)]
    return Task([one.text for one in documents], [one.text for one in queries], right[: len(queries)], pairs)


def resident_bytes() -> int:
    """Memory of this process now (Linux); for the peer whose objects do not tell their size."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def row(name: str, task: Task, building: float, size: float, find: Callable[[str], list[int]]) -> Row:
    """Ask every question once, text in, numbers of the best out."""
    find(task.questions[0])
    times, processor, rankings = [], [], []
    for question in task.questions:
        start, start_cpu = time.perf_counter(), time.thread_time()
        rankings.append(find(question))
        processor.append(time.thread_time() - start_cpu)
        times.append(time.perf_counter() - start)
    p50, p99 = np.quantile(times, [0.5, 0.99]) * 1e3
    scored = list(zip(rankings, task.right, strict=True))
    return Row(
        name,
        len(task.documents),
        len(task.documents) / building,
        len(times) / sum(times),
        len(times) / sum(processor),
        float(p50),
        float(p99),
        float(np.quantile(processor, 0.99)) * 1e3,
        size / len(task.documents),
        float(np.mean([scoring.average_precision(*one) for one in scored])),
        float(np.mean([scoring.reciprocal_rank(*one) for one in scored])),
        float(np.mean([one[0][:1] != [] and one[0][0] in one[1] for one in scored])),
    )


def measure_ours(task: Task) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        start = time.perf_counter()
        index = retrieval.Index()
        index.add_many(enumerate(task.documents))
        index.save(path)
        building = time.perf_counter() - start
        index = retrieval.open_index(path)
        plain = retrieval.Finder(index)
        size = path.stat().st_size
        rows = [row("clearhall, untrained", task, building, size, lambda q: ids_of(plain, q))]
        if task.pairs:
            start = time.perf_counter()
            trained = retrieval.Finder(index, retrieval.train(index, task.pairs))
            print(f"trained on {len(task.pairs)} pairs in {time.perf_counter() - start:.1f} s", file=sys.stderr)
            rows.append(row("clearhall, trained", task, building, size, lambda q: ids_of(trained, q)))
        return rows


def ids_of(finder: retrieval.Finder, question: str) -> list[int]:
    return [one.document_id for one in finder.find(question)]


def stemmer() -> Callable[[list[str]], list[str]]:
    try:
        made = importlib.import_module("Stemmer").Stemmer("english")
    except ModuleNotFoundError:
        return lambda words: words
    return made.stemWords


def tokens_of(text: str, stemmed: Callable[[list[str]], list[str]]) -> list[str]:
    found = []
    for run in _TOKENS.findall(re.sub(r"https?://\S+", " ", text.lower())):
        found += [run] if run.isascii() else [run[i : i + 2] for i in range(max(1, len(run) - 1))]
    return stemmed(found)


def measure_bm25s(task: Task) -> Row:
    bm25s = importlib.import_module("bm25s")
    stemmed = stemmer()
    before, start = resident_bytes(), time.perf_counter()
    index = bm25s.BM25()
    index.index([tokens_of(one, stemmed) for one in task.documents], show_progress=False)
    building, size = time.perf_counter() - start, resident_bytes() - before

    def find(question: str) -> list[int]:
        tokens = sorted(set(tokens_of(question, stemmed)))
        found, _ = index.retrieve([tokens], k=5, show_progress=False)
        return [int(one) for one in found[0]]

    return row("bm25s", task, building, size, find)


def measure_tantivy(task: Task) -> Row:
    tantivy = importlib.import_module("tantivy")
    stemmed = stemmer()
    schema = tantivy.SchemaBuilder()
    schema.add_integer_field("number", stored=True)
    schema.add_text_field("text", tokenizer_name="whitespace")
    made = schema.build()
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        index = tantivy.Index(made, path=folder)
        writer = index.writer(heap_size=200_000_000, num_threads=1)
        for i, one in enumerate(task.documents):
            writer.add_document(tantivy.Document(number=i, text=" ".join(tokens_of(one, stemmed))))
        writer.commit()
        writer.wait_merging_threads()
        building = time.perf_counter() - start
        index.reload()
        searcher = index.searcher()
        size = sum(file.stat().st_size for file in Path(folder).iterdir())

        def find(question: str) -> list[int]:
            tokens = sorted(set(tokens_of(question, stemmed)))
            terms = [(tantivy.Occur.Should, tantivy.Query.term_query(made, "text", one)) for one in tokens]
            found = searcher.search(tantivy.Query.boolean_query(terms), 5).hits
            return [int(searcher.doc(address)["number"][0]) for _, address in found]

        return row("tantivy", task, building, size, find)


def table(rows: Sequence[Row]) -> str:
    """The rows as text, then ratios to each peer."""
    heads = (
        "documents",
        "docs/s",
        "queries/s",
        "a cpu s",
        "p50 ms",
        "p99 ms",
        "cpu p99",
        "bytes",
        "MAP@5",
        "MRR",
        "hits@1",
    )
    lines = [f"{'':24}" + "".join(one.rjust(11) for one in heads)]
    for one in rows:
        lines.append(
            f"{one.name:24}{one.documents:11,}{one.documents_per_s:11,.0f}{one.queries_per_s:11,.0f}"
            f"{one.queries_per_cpu_s:11,.0f}{one.p50_ms:11.2f}{one.p99_ms:11.2f}{one.p99_cpu_ms:11.2f}{one.bytes_per_document:11,.0f}{one.map_at_5:11.4f}{one.mrr:11.4f}{one.hits_at_1:11.4f}"
        )
    ours = [one for one in rows if one.name.startswith("clearhall")]
    for peer in rows[len(ours) :]:
        rate, quality = ours[-1].queries_per_cpu_s / peer.queries_per_cpu_s, ours[-1].map_at_5 - peer.map_at_5
        lines.append(f"{ours[-1].name} / {peer.name}: {rate:.1f}x the queries a cpu second, MAP@5 {quality:+.4f}")
    return "\n".join(lines)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--documents", type=int, default=100_000)
    arguments.add_argument("--peer-documents", type=int, default=100_000)
    arguments.add_argument("--corpus")
    arguments.add_argument("--data")
    arguments.add_argument("--train", action="append", default=[])
    options = arguments.parse_args()
    start = time.perf_counter()
    retrieval.Finder(retrieval.Index()).find("warm")
    print(f"kernels ready after {time.perf_counter() - start:.1f} s", file=sys.stderr)
    task = peers = (
        labelled(options.corpus, options.data, options.train) if options.corpus else invented(options.documents)
    )
    rows = measure_ours(task)
    if not options.corpus and options.peer_documents != options.documents:
        peers = invented(options.peer_documents)
    for name, measure in (("bm25s", measure_bm25s), ("tantivy", measure_tantivy)):
        try:
            rows.append(measure(peers))
        except ModuleNotFoundError:
            print(f"{name} is not measured: install it with `pip install {name}`", file=sys.stderr)
    print(table(rows))
    print(f"load average {os.getloadavg()[0]:.1f}", file=sys.stderr)


if __name__ == "__main__":
    main()
