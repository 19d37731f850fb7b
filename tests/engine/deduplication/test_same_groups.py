"""The groups of a file change on purpose only (digests of the column `group`): whoever changes what is compared changes them here."""

import csv
import hashlib
import os
from pathlib import Path

import pytest

from clearhall.engine.deduplication import deduplicate
from tests.engine.deduplication.test_deduplication import lines, mixed

SHARED = Path(os.environ.get("CLEARHALL_SHARED", Path(__file__).parents[3].parent / "shared")) / "data"


def digest(source, out):
    deduplicate(source, out)
    with out.open(encoding="utf-8", newline="") as file:
        return hashlib.sha256(",".join(row["group"] for row in csv.DictReader(file)).encode()).hexdigest()[:16]


def test_of_invented_texts(tmp_path):
    assert digest(lines(tmp_path, mixed(4_000)), tmp_path / "out.csv") == "0060f2e8ac3266f2"


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no public data sets in {SHARED}")
def test_of_a_public_set(tmp_path):
    assert digest(SHARED / "neardup_synth" / "train.jsonl", tmp_path / "out.csv") == "ed76047b398512b3"
