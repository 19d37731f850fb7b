"""Quality on public sets that lie beside the project; skipped where they do not."""

import json
import os
import unicodedata
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from clearhall.engine import similarity
from clearhall.engine.similarity import Index, Level

SHARED = Path(os.environ.get("CLEARHALL_SHARED", Path(__file__).parents[3].parent / "shared")) / "data"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason=f"no public data sets in {SHARED}"),
]


def rows_of(name):
    return [json.loads(line) for line in (SHARED / name).read_text(encoding="utf-8").splitlines()]


def plain(text):
    """A stand-in for the matching form, without look-alikes and traditional characters."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def grouped_pairs(texts):
    index, pairs = Index(expected=len(texts)), set()
    for i, signature in enumerate(similarity.sign_many(texts)):
        found = similarity.verified(
            texts[i], index.query(signature, threshold=0.4, limit=20), text_of=texts.__getitem__
        )
        pairs |= {(one.report_id, i) for one in found if one.level is Level.GROUP}
        index.add(i, signature)
    return pairs


def test_pairs_grouped_on_the_training_part_are_right_and_most_are_found():
    rows = rows_of("neardup_synth/train.jsonl")
    members = defaultdict(list)
    for i, row in enumerate(rows):
        members[row["cluster"]].append(i)
    truth = {pair for cluster in members.values() for pair in combinations(cluster, 2)}
    found = grouped_pairs([plain(row["text"]) for row in rows])
    assert len(found & truth) / len(found) >= 0.97
    assert len(found & truth) / len(truth) >= 0.72  # without traditional characters and look-alikes, see plain()


def test_real_messages_are_not_glued_into_one_heap():
    names = ("scam_zh_fbs", "scam_zh_telecom5", "scam_en_sms5971")
    texts = [plain(row["text"]) for name in names for row in rows_of(f"{name}/train.jsonl")]
    root = list(range(len(texts)))

    def find(i):
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for left, right in grouped_pairs(texts):
        root[find(right)] = find(left)
    sizes = defaultdict(int)
    for i in range(len(texts)):
        sizes[find(i)] += 1
    assert max(sizes.values()) < 0.05 * len(texts)
