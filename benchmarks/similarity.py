"""Near-duplicate search beside datasketch and rensa: build, look-up, memory, recall; one run, one table.

    PYTHONPATH=src python -m benchmarks.similarity --texts 1000000 --peer-texts 20000

The peers are only measured when they are installed (`pip install datasketch rensa`). Texts are invented: Chinese,
English and templates that differ in a few characters, the same for every run.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from clearhall.engine import similarity

TEMPLATES = (
    "您的快递已到达请凭取件码到小区门口领取",
    "your one time code is please do not share it with anyone",
    "尊敬的客户您的账户存在异常请点击链接核实",
)
EDITS = (0.03, 0.15)
QUESTIONS = 2_000


@dataclass(frozen=True)
class Row:
    """One line of the table; rates per second, times in milliseconds, recall at each share of `EDITS`.

    `processor_us`: microseconds of all processors together that building took a text, which other programs on the
    machine inflate less than the clock.
    """

    name: str
    texts: int
    texts_per_s: float
    processor_us: float
    p50_ms: float
    p99_ms: float
    bytes_per_text: float
    recall: tuple[float, ...]


class Writer:
    """Invents texts from a fixed seed."""

    def __init__(self, seed: int = 5) -> None:
        self.random = random.Random(seed)
        self.signs = [chr(self.random.randint(0x4E00, 0x59B8)) for _ in range(2_500)]
        self.letters = "abcdefghijklmnopqrstuvwxyz"
        self.words = ["".join(self.random.choices(self.letters, k=self.random.randint(2, 9))) for _ in range(8_000)]

    def text(self) -> str:
        share = self.random.random()
        if share < 0.02:
            ending = "".join(self.random.choices(self.signs, k=8))
            return f"{self.random.choice(TEMPLATES)} {self.random.randint(1000, 999999)} {ending}"
        if share < 0.6:
            return "".join(self.random.choices(self.signs, k=self.random.randint(40, 160)))
        return " ".join(self.random.choices(self.words, k=self.random.randint(10, 40)))

    def edited(self, text: str, share: float) -> str:
        """The text with `share` of its characters replaced by others of the same writing."""
        return "".join(self._other(letter) if self.random.random() < share else letter for letter in text)

    def _other(self, letter: str) -> str:
        return self.random.choice(self.letters) if letter.isascii() else self.random.choice(self.signs)


def resident_bytes() -> int:
    """Memory of this process now (Linux); for the peers, whose objects do not tell their size."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Stopwatch:
    """Clock and processor time since it was made."""

    def __init__(self) -> None:
        self._clock, self._processor = time.perf_counter(), time.process_time()

    def read(self) -> np.ndarray[Any, Any]:
        """Seconds by the clock and of the processor."""
        return np.array([time.perf_counter() - self._clock, time.process_time() - self._processor])


def rates(texts: int, seconds: np.ndarray[Any, Any]) -> tuple[float, float]:
    """Texts a second by the clock, microseconds of processor a text."""
    return texts / float(seconds[0]), 1e6 * float(seconds[1]) / texts


def asked(texts: Sequence[str], writer: Writer) -> list[list[tuple[int, str]]]:
    """Per share of edits: which text was edited, and the edited text; template texts are left out as targets."""
    own = [i for i, text in enumerate(texts) if not text.startswith(TEMPLATES)]
    chosen = [writer.random.choice(own) for _ in range(min(QUESTIONS, len(own)))]
    return [[(i, writer.edited(texts[i], share)) for i in chosen] for share in EDITS]


def answered(questions: Sequence[Sequence[tuple[int, Any]]], find: Callable[[Any], Any]) -> dict[str, Any]:
    """Times and recall of all questions; signing is not part of the time."""
    times, recall = [], []
    for same_share in questions:
        hits = 0
        for wanted, question in same_share:
            start = time.perf_counter()
            found = find(question)
            times.append(time.perf_counter() - start)
            hits += wanted in found
        recall.append(hits / len(same_share))
    p50, p99 = np.quantile(times, [0.5, 0.99]) * 1e3
    return {"p50_ms": float(p50), "p99_ms": float(p99), "recall": tuple(recall)}


def measure_ours(texts: Sequence[str], questions: Sequence[Sequence[tuple[int, str]]]) -> list[Row]:
    signed = [[(i, similarity.sign(text)) for i, text in same] for same in questions]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "snapshot"
        watch = Stopwatch()
        signatures = similarity.sign_array(texts)
        signing = watch.read()
        similarity.write_snapshot(path, range(len(texts)), signatures, last_sequence=len(texts))
        snapshot = similarity.open_snapshot(path)
        rate = rates(len(texts), watch.read())
        find = lambda signature: {one.report_id for one in snapshot.query(signature, threshold=0.2)}  # noqa: E731
        found = answered(signed, find)
        size = snapshot.bytes_mapped / len(texts)
        rows.append(Row("clearhall snapshot, on disk", len(texts), *rate, bytes_per_text=size, **found))
    index = similarity.Index(expected=len(texts))
    watch = Stopwatch()
    index.add_many(range(len(texts)), signatures)
    rate = rates(len(texts), watch.read() + signing)
    find = lambda signature: {one.report_id for one in index.query(signature, threshold=0.2)}  # noqa: E731
    found = answered(signed, find)
    rows.append(
        Row("clearhall index, in memory", len(texts), *rate, bytes_per_text=index.bytes_used / len(texts), **found)
    )
    return rows


def measure_datasketch(texts: Sequence[str], questions: Sequence[Sequence[tuple[int, str]]]) -> Row:
    datasketch = importlib.import_module("datasketch")

    def signed(text: str) -> Any:
        one = datasketch.MinHash(num_perm=128)
        one.update_batch([text[i : i + 4].encode() for i in range(max(1, len(text) - 3))])
        return one

    before = resident_bytes()
    watch = Stopwatch()
    index = datasketch.MinHashLSH(threshold=0.4, num_perm=128)
    for i, text in enumerate(texts):
        index.insert(i, signed(text))
    rate = rates(len(texts), watch.read())
    size = (resident_bytes() - before) / len(texts)
    found = answered([[(i, signed(text)) for i, text in same] for same in questions], lambda one: set(index.query(one)))
    return Row("datasketch .4, 128 permutations", len(texts), *rate, bytes_per_text=size, **found)


def measure_rensa(texts: Sequence[str], questions: Sequence[Sequence[tuple[int, str]]]) -> Row:
    rensa = importlib.import_module("rensa")

    def signed(text: str) -> Any:
        one = rensa.RMinHash(num_perm=128, seed=42)
        one.update([text[i : i + 4] for i in range(max(1, len(text) - 3))])
        return one

    before = resident_bytes()
    watch = Stopwatch()
    index = rensa.RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
    for i, text in enumerate(texts):
        index.insert(i, signed(text))
    rate = rates(len(texts), watch.read())
    size = (resident_bytes() - before) / len(texts)
    found = answered([[(i, signed(text)) for i, text in same] for same in questions], lambda one: set(index.query(one)))
    return Row("rensa .5, 128 permutations", len(texts), *rate, bytes_per_text=size, **found)


def table(rows: Sequence[Row]) -> str:
    """The rows as text; the last column is the build rate as a multiple of each peer's."""
    heads = "".join(f"recall {share:.0%} ".rjust(12) for share in EDITS)
    lines = [f"{'':34}{'texts':>10}{'texts/s':>10}{'cpu us':>8}{'p50 ms':>9}{'p99 ms':>9}{'bytes':>8}{heads}"]
    for row in rows:
        recall = "".join(f"{one:12.3f}" for one in row.recall)
        lines.append(
            f"{row.name:34}{row.texts:10,}{row.texts_per_s:10,.0f}{row.processor_us:8.1f}{row.p50_ms:9.3f}{row.p99_ms:9.3f}"
            f"{row.bytes_per_text:8.0f}{recall}"
        )
    lines += [
        f"build, clearhall / {row.name}: {rows[0].texts_per_s / row.texts_per_s:.1f}x by the clock, "
        f"{row.processor_us / rows[0].processor_us:.1f}x by processor"
        for row in rows[2:]
    ]
    return "\n".join(lines)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--texts", type=int, default=200_000)
    arguments.add_argument("--peer-texts", type=int, default=20_000)
    options = arguments.parse_args()
    start = time.perf_counter()
    similarity.sign("warm")
    print(f"kernels ready after {time.perf_counter() - start:.1f} s", file=sys.stderr)
    writer = Writer()
    texts = [writer.text() for _ in range(options.texts)]
    rows = measure_ours(texts, asked(texts, writer))
    fewer = texts[: options.peer_texts]
    questions = asked(fewer, writer)
    for name, measure in (("datasketch", measure_datasketch), ("rensa", measure_rensa)):
        try:
            rows.append(measure(fewer, questions))
        except ModuleNotFoundError:
            print(f"{name} is not measured: install it with `pip install {name}`", file=sys.stderr)
    print(table(rows))


if __name__ == "__main__":
    main()
