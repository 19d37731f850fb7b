"""Quality on public sets that lie beside the project; skipped where they do not."""

import os
from pathlib import Path

import pytest

from clearhall.engine.evaluation.retrieval import evaluate_retrieval, read_corpus, read_queries

SHARED = Path(os.environ.get("CLEARHALL_SHARED", Path(__file__).parents[3].parent / "shared")) / "data"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason=f"no public data sets in {SHARED}"),
]


@pytest.mark.parametrize(("name", "wanted"), [("claims_en_clef2020", 0.79), ("claims_zh_cofacts", 0.40)])
def test_half_of_the_training_part_teaches_the_other(name, wanted):
    queries = read_queries(SHARED / name / "train.jsonl")
    corpus = read_corpus(SHARED / name / "corpus.jsonl")
    result = evaluate_retrieval(corpus, queries[1::4], queries[::2])
    assert result.map_at_5 >= wanted
    assert result.said_known > 2 * result.said_known_without
