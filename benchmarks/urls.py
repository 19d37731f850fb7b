"""Dangerous addresses beside a scikit-learn pipeline: F1, area under the curve, speed; one run, one table.

    PYTHONPATH=src python -m benchmarks.urls --train train.csv --data dev.csv --strip

The peer is hashing of 3 to 5 characters with logistic regression and is only measured when scikit-learn is installed.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from clearhall.engine.evaluation.scams import binary_f1
from clearhall.engine.evaluation.urls import evaluate_urls, without_front
from clearhall.engine.recognition import LabelledText, read_rows
from clearhall.engine.recognition.calibration import auc
from clearhall.engine.recognition.training import harmful


@dataclass(frozen=True)
class Row:
    """One line of the table: quality, addresses per second."""

    name: str
    f1: float
    auc: float
    per_s: float


def measure_ours(train: Sequence[LabelledText], data: Sequence[LabelledText], strip: bool) -> Row:
    found = evaluate_urls({"train": train}, {"data": data}, strip=strip)[0]
    return Row("clearhall", found.f1 or 0.0, found.auc or 0.0, found.urls_per_s)


def measure_sklearn(train: Sequence[LabelledText], data: Sequence[LabelledText], strip: bool) -> Row:
    text = importlib.import_module("sklearn.feature_extraction.text")
    linear = importlib.import_module("sklearn.linear_model")
    if strip:
        train = [replace(row, text=without_front(row.text)) for row in train]
        data = [replace(row, text=without_front(row.text)) for row in data]
    reader = text.HashingVectorizer(analyzer="char", ngram_range=(3, 5), n_features=1 << 20)
    learned = linear.LogisticRegression(C=10, max_iter=200, solver="liblinear")
    learned.fit(reader.transform([row.text for row in train]), [harmful(row) for row in train])
    truth = np.array([harmful(row) for row in data])
    start = time.perf_counter()
    scores = learned.predict_proba(reader.transform([row.text for row in data]))[:, 1]
    rate = len(data) / (time.perf_counter() - start)
    name = "scikit-learn, hashing + logistic"
    return Row(name, binary_f1(truth, scores >= 0.5) or 0.0, auc(truth, scores) or 0.0, rate)


def table(rows: Sequence[Row]) -> str:
    """The rows as text, then our rate as a multiple of each peer's."""
    lines = [f"{'':34}{'F1':>8}{'AUC':>8}{'URLs/s':>12}"]
    lines += [f"{row.name:34}{row.f1:8.4f}{row.auc:8.4f}{row.per_s:12,.0f}" for row in rows]
    lines += [f"URLs/s, clearhall / {row.name}: {rows[0].per_s / row.per_s:.1f}x" for row in rows[1:]]
    return "\n".join(lines)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--train", nargs="+", required=True)
    arguments.add_argument("--data", nargs="+", required=True)
    arguments.add_argument("--strip", action="store_true", help='take scheme and "www." off first')
    options = arguments.parse_args()
    train = [row for path in options.train for row in read_rows(path)]
    print(f"load average {os.getloadavg()[0]:.1f}")
    for path in options.data:
        data = read_rows(path)
        rows = [measure_ours(train, data, options.strip)]
        try:
            rows.append(measure_sklearn(train, data, options.strip))
        except ModuleNotFoundError:
            print("scikit-learn is not measured: install it with `pip install scikit-learn`", file=sys.stderr)
        print(f"\n{path}: {len(train):,} rows learned from, {len(data):,} scored\n{table(rows)}")


if __name__ == "__main__":
    main()
