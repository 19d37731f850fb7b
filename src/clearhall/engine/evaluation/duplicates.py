"""How many pairs of near-duplicates are found, and how many of those found are pairs."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from clearhall.engine import similarity
from clearhall.engine.evaluation.files import f1_of, read_rows, share
from clearhall.engine.evaluation.others import other_text
from clearhall.engine.similarity import Config, Index, Level
from clearhall.engine.text import matching_form

Pair = tuple[int, int]
LOOSE = Config(
    suggest=0.48, short_suggest=0.68
)  # two standard errors below "group"; what they find is compared exactly
CANDIDATES = 21  # and the text itself among them
_ID_BYTES = 100  # of the table of ids, which Index.bytes_used leaves out
_CHUNK = 4_096
_SHOWN = 5


class Groups:
    """Documents joined by pairs: whoever shares a partner is in one group."""

    def __init__(self, size: int) -> None:
        self._root = list(range(size))

    def root(self, at: int) -> int:
        while self._root[at] != at:
            self._root[at] = self._root[self._root[at]]
            at = self._root[at]
        return at

    def join(self, left: int, right: int) -> None:
        left, right = sorted((self.root(left), self.root(right)))
        self._root[right] = left

    def members(self, only: Iterable[int]) -> list[list[int]]:
        """Groups of two and more among `only`."""
        found = defaultdict(list)
        for at in only:
            found[self.root(at)].append(at)
        return [group for group in found.values() if len(group) > 1]


def evaluate(
    data: Sequence[Path], *, others: int = 0, progress: Callable[[str], None] = lambda said: None
) -> list[dict[str, Any]]:
    """What near-duplicate search reaches on each file of `id, text, cluster` and, where it is known, `ops`.

    Args:
        others: so many invented texts are in the index first. A document paired with one of them is a mistake.

    Returns:
        For each file `pair_precision`, `pair_recall`, `pair_f1` of the pairs found at level "group"; `closure_f1` of the
        pairs that follow when whoever shares a partner is in one group; `docs_per_s`, from raw text to verified answer, per second of one
        processor, among `others`; `bytes_per_doc` of the index; `recall_by_op`: recall of the pairs in which a text was edited so.

    Raises:
        EvaluationError: a file that cannot be scored.
    """
    return [_evaluated(path, others, progress) for path in data]


def _evaluated(path: Path, others: int, progress: Callable[[str], None]) -> dict[str, Any]:
    rows = read_rows(path, id=(str, int), text=str, cluster=(str, int))
    progress(f"{path}: {len(rows)} texts")
    search = _Search(len(rows), others, progress)
    seconds = search.enter([row["text"] for row in rows])
    return {"data": str(path), "docs": len(rows), "others": others} | _scores(rows, search, seconds)


class _Search:
    """An index with the documents 0 … and, behind them, the invented others."""

    def __init__(self, documents: int, others: int, progress: Callable[[str], None]) -> None:
        similarity.sign(matching_form("繁體 pаge"))  # compiles and loads what every later call shares
        self.index = Index(LOOSE, expected=documents + others)
        self.forms: list[str] = []
        self.documents = documents
        self.groups = Groups(documents + others)
        self.pairs: set[Pair] = set()
        self._compared: set[Pair] = set()
        for first in range(0, others, _CHUNK):
            self._enter_others(range(first, min(first + _CHUNK, others)))
            if first % (25 * _CHUNK) == 0:
                progress(f"{first} of {others} other texts")

    def _enter_others(self, numbers: Sequence[int]) -> None:
        forms = [matching_form(other_text(number)) for number in numbers]
        ids = [self.documents + number for number in numbers]
        for at, form, match in zip(
            ids, forms, self.index.query_then_add_many(ids, similarity.sign_many(forms)), strict=True
        ):
            if match is not None and similarity.overlap(form, self._form(match.report_id)).level is Level.GROUP:
                self.groups.join(at, match.report_id)

    def enter(self, texts: Sequence[str]) -> float:
        """Enter the documents, ask for the like of each, compare exactly; returns the seconds of processor time that took."""
        began = time.process_time()
        self.forms = [matching_form(text) for text in texts]
        signatures = similarity.sign_many(self.forms)
        self.index.add_many(range(len(texts)), signatures)
        for at, found in enumerate(self.index.query_many(signatures, limit=CANDIDATES)):
            for match in found:
                left, right = sorted((at, match.report_id))
                if left != right and (left, right) not in self._compared:
                    self._compare(left, right)
        return time.process_time() - began

    def _compare(self, left: int, right: int) -> None:
        self._compared.add((left, right))
        if similarity.overlap(self.forms[left], self._form(right)).level is Level.GROUP:
            self.pairs.add((left, right))
            self.groups.join(left, right)

    def _form(self, at: int) -> str:
        return self.forms[at] if at < self.documents else matching_form(other_text(at - self.documents))


def _scores(rows: Sequence[dict[str, Any]], search: _Search, seconds: float) -> dict[str, Any]:
    members = defaultdict(list)
    for at, row in enumerate(rows):
        members[row["cluster"]].append(at)
    wanted = {pair for cluster in members.values() for pair in combinations(cluster, 2)}
    right = search.pairs & wanted
    groups = search.groups.members(range(len(rows)))
    closed = {pair for group in groups for pair in combinations(sorted(group), 2)}
    return {
        "pair_precision": share(len(right), len(search.pairs)),
        "pair_recall": share(len(right), len(wanted)),
        "pair_f1": f1_of(len(right), len(search.pairs), len(wanted)),
        "closure_f1": f1_of(len(closed & wanted), len(closed), len(wanted)),
        "largest_group": max(map(len, groups), default=1),
        "docs_per_s": len(rows) / seconds,
        "bytes_per_doc": search.index.bytes_used / len(search.index) + _ID_BYTES,
        "recall_by_op": _recall_by_op(rows, wanted, right),
        "confusions": _confusions(rows, search.pairs - wanted, wanted - right),
    }


def _recall_by_op(rows: Sequence[dict[str, Any]], wanted: set[Pair], right: set[Pair]) -> dict[str, float]:
    asked, found = Counter[str](), Counter[str]()
    for left, other in wanted:
        ops = {str(op) for at in (left, other) for op in rows[at].get("ops") or ()}
        asked.update(ops)
        if (left, other) in right:
            found.update(ops)
    return {op: found[op] / asked[op] for op in sorted(asked)}


def _confusions(rows: Sequence[dict[str, Any]], wrong: set[Pair], missed: set[Pair]) -> list[dict[str, Any]]:
    """A few mistakes of each kind, by id: texts may be confidential, ids can be looked up."""

    def named(at: int) -> Any:
        return rows[at]["id"] if at < len(rows) else "other text"

    return [
        {"mistake": mistake, "left": named(left), "right": named(right)}
        for mistake, pairs in (("paired, but of two clusters", wrong), ("of one cluster, but not paired", missed))
        for left, right in sorted(pairs)[:_SHOWN]
    ]
