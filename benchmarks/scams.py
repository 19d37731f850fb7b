"""Scam recognition beside a scikit-learn pipeline: quality, robustness, speed; one run, one table.

    PYTHONPATH=src python -m benchmarks.scams --train train.jsonl --data dev.jsonl

The peer is character TF-IDF (1 to 3) with LinearSVC and is only measured when scikit-learn is installed. Without files the
messages are invented, which measures speed and nothing else.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clearhall.engine.evaluation.perturbations import Perturbation, perturbed_all
from clearhall.engine.evaluation.scams import score_scams, task_for, train_scams
from clearhall.engine.recognition import Kind, LabelledText, Task, read_rows
from clearhall.engine.recognition.calibration import macro_f1
from clearhall.engine.recognition.training import harmful


@dataclass(frozen=True)
class Row:
    """One line of the table: macro-F1 as sent and at worst under a rewriting, rates per second, seconds of training."""

    name: str
    macro_f1: float
    worst: float
    worst_way: str
    per_s: float
    train_s: float


def invented(count: int, seed: int) -> list[LabelledText]:
    """Messages of two kinds from a fixed seed."""
    draw = random.Random(seed)
    signs = [chr(draw.randint(0x4E00, 0x59B8)) for _ in range(600)]
    rows = []
    for i in range(count):
        text = "".join(draw.choices(signs[:400] if i % 2 else signs[200:], k=draw.randint(30, 120)))
        kind = Kind.FRAUD if i % 2 else Kind.ORDINARY
        rows.append(LabelledText(f"{text} {draw.randint(1, 99999)}" + (" http://a.example/x" if i % 2 else ""), kind))
    return rows


def measure_ours(train: Sequence[LabelledText], data: Sequence[LabelledText], task: Task) -> Row:
    start = time.perf_counter()
    model = train_scams({"train": train}, task=task)
    trained = time.perf_counter() - start
    plain = score_scams(model, data)
    scores = {how: score_scams(model, data, perturbation=how).macro_f1 for how in Perturbation}
    way = min(scores, key=scores.__getitem__)
    return Row("clearhall", plain.macro_f1, scores[way], way.value, plain.messages_per_s, trained)


def measure_sklearn(train: Sequence[LabelledText], data: Sequence[LabelledText], task: Task) -> Row:
    text, svm = importlib.import_module("sklearn.feature_extraction.text"), importlib.import_module("sklearn.svm")
    name = (lambda row: row.kind.value) if task is Task.MESSAGE_KIND else (lambda row: str(harmful(row)))
    names = sorted({name(row) for row in (*train, *data)})
    start = time.perf_counter()
    reader = text.TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
    learned = svm.LinearSVC().fit(reader.fit_transform([row.text for row in train]), [name(row) for row in train])
    trained = time.perf_counter() - start
    truth = np.array([names.index(name(row)) for row in data])

    def score(texts: Sequence[str]) -> float:
        said = np.array([names.index(one) for one in learned.predict(reader.transform(texts))])
        return macro_f1(truth, said, len(names))

    texts = [row.text for row in data]
    start = time.perf_counter()
    plain = score(texts)
    rate = len(texts) / (time.perf_counter() - start)
    scores = {how: score(perturbed_all(texts, how, seed=0)) for how in Perturbation}
    way = min(scores, key=scores.__getitem__)
    return Row("scikit-learn, TF-IDF + LinearSVC", plain, scores[way], way.value, rate, trained)


def table(rows: Sequence[Row]) -> str:
    """The rows as text, then our rate as a multiple of each peer's."""
    lines = [f"{'':34}{'macro-F1':>10}{'rewritten':>11}{'worst way':>14}{'messages/s':>12}{'training s':>12}"]
    lines += [
        f"{row.name:34}{row.macro_f1:10.4f}{row.worst:11.4f}{row.worst_way:>14}{row.per_s:12,.0f}{row.train_s:12.1f}"
        for row in rows
    ]
    lines += [f"messages/s, clearhall / {row.name}: {rows[0].per_s / row.per_s:.1f}x" for row in rows[1:]]
    return "\n".join(lines)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--train", nargs="+", default=[])
    arguments.add_argument("--data", nargs="+", default=[])
    options = arguments.parse_args()
    train = {path: read_rows(path) for path in options.train} or {"invented": invented(2_000, 1)}
    data = {path: read_rows(path) for path in options.data} or {"invented": invented(2_000, 2)}
    task = task_for(train, data)
    learned = [row for part in train.values() for row in part]
    print(f"load average {os.getloadavg()[0]:.1f}; task {task.value}")
    for name, part in data.items():
        rows = [measure_ours(learned, part, task)]
        try:
            rows.append(measure_sklearn(learned, part, task))
        except ModuleNotFoundError:
            print("scikit-learn is not measured: install it with `pip install scikit-learn`", file=sys.stderr)
        print(f"\n{name}: {len(learned):,} rows learned from, {len(part):,} scored\n{table(rows)}")


if __name__ == "__main__":
    main()
