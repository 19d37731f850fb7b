"""How many indicators are found whole: place, kind and normal form all right."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from clearhall.engine.evaluation.files import f1_of, read_rows, share
from clearhall.engine.indicators import Indicator, IndicatorKind, extract_many

LINKS = (IndicatorKind.URL, IndicatorKind.DOMAIN, IndicatorKind.IP)
# Lists that other extractors' test vectors keep, of kinds that both know.
_EXPECTED = ("urls", "email_addresses", "ipv4s", "ipv6s", "bitcoin_addresses", "monero_addresses")
_PASSES = 3  # the best counts: what else runs on the machine is not our speed
_SHOWN = 10


class Case(NamedTuple):
    """What one text should give and what it gave, as sets of things that compare equal when they are the same."""

    wanted: frozenset[tuple[Any, ...]]
    found: frozenset[tuple[Any, ...]]
    is_exact: bool


def evaluate(data: Sequence[Path], *, progress: Callable[[str], None] = lambda said: None) -> list[dict[str, Any]]:
    """What `extract_many` reaches on each file.

    A row has `text` and what is in it: `indicators` with `start`, `end`, `type` and `value`; or `urls`, all of them, in
    order, as written; or `expected`, lists by the kinds of other extractors, of which each must be among the finds.

    Returns:
        For each file `precision`, `recall`, `f1`; the same `by_type`; `exact_cases`, texts wholly right, of `cases`;
        `exact_share`, 0 to 1; `exact_by_source` where rows name one; `texts_per_s` per second of one processor.

    Raises:
        EvaluationError: a file that cannot be scored.
    """
    return [_evaluated(path, progress) for path in data]


def _evaluated(path: Path, progress: Callable[[str], None]) -> dict[str, Any]:
    rows = read_rows(path, text=str)
    progress(f"{path}: {len(rows)} texts")
    found, seconds = _extracted([row["text"] for row in rows])
    cases = [_case(row, finds) for row, finds in zip(rows, found, strict=True)]
    return (
        {"data": str(path)}
        | _scores(cases)
        | {
            "exact_by_source": _exact_by_source(rows, cases),
            "texts_per_s": len(rows) / seconds,
            "confusions": _confusions(rows, cases),
        }
    )


def _extracted(texts: Sequence[str]) -> tuple[list[list[Indicator]], float]:
    extract_many(["http://例子.example 13800000000"])  # loads tables that every later call shares
    best = float("inf")
    for _ in range(_PASSES):
        began = time.process_time()
        found = extract_many(texts)
        best = min(best, time.process_time() - began)
    return found, max(best, 1e-9)


def set_type(found: Indicator) -> str:
    """The type that labelled files have for this find: one for host, address and URL, a coin's own, and one messenger
    beside QQ."""
    if found.kind in LINKS:
        return "url"
    if found.kind is IndicatorKind.CRYPTO:
        return found.subtype
    if found.kind is IndicatorKind.MESSENGER_OFFER:
        return "qq" if found.subtype == "qq" else "wechat"
    return found.kind.value


def _case(row: dict[str, Any], finds: list[Indicator]) -> Case:
    if "urls" in row:
        return _case_of_urls(row["urls"], [one for one in finds if one.kind in LINKS])
    if "expected" in row:
        return _case_of_lists(row["expected"], finds)
    wanted = frozenset((i["type"], i["start"], i["end"], i["value"]) for i in row.get("indicators", ()))
    found = frozenset((set_type(one), one.start, one.end, one.value) for one in finds)
    return Case(wanted, found, wanted == found)


def _case_of_urls(urls: list[str], links: list[Indicator]) -> Case:
    """A link is right as it was written or in its normal form."""
    wanted = frozenset(("url", at, url) for at, url in enumerate(_numbered(urls)))
    said = [one.surface if one.surface in urls else one.value for one in links]
    found = frozenset(("url", at, url) for at, url in enumerate(_numbered(said)))
    in_any_place = frozenset(("url", url) for _, _, url in wanted), frozenset(("url", url) for _, _, url in found)
    return Case(*in_any_place, wanted == found)


def _numbered(urls: list[str]) -> list[str]:
    """The same link twice is two finds."""
    seen = Counter[str]()
    numbered = []
    for url in urls:
        seen[url] += 1
        numbered.append(f"{url} ({seen[url]})" if seen[url] > 1 else url)
    return numbered


def _case_of_lists(expected: dict[str, list[str]], finds: list[Indicator]) -> Case:
    """What is expected must be there; what else is found may be right too, for the lists name only some kinds."""
    named = {one.value for one in finds} | {one.surface for one in finds}
    wanted = frozenset((kind, value) for kind in _EXPECTED for value in expected.get(kind, ()))
    found = frozenset(one for one in wanted if one[1] in named)
    return Case(wanted, found, wanted == found)


def _scores(cases: Sequence[Case]) -> dict[str, Any]:
    right, found, wanted = Counter[str](), Counter[str](), Counter[str]()
    for case in cases:
        right.update(one[0] for one in case.wanted & case.found)
        found.update(one[0] for one in case.found)
        wanted.update(one[0] for one in case.wanted)
    exact = sum(case.is_exact for case in cases)
    return {
        **_measures(right.total(), found.total(), wanted.total()),
        "by_type": {kind: _measures(right[kind], found[kind], wanted[kind]) for kind in sorted(wanted | found)},
        "exact_cases": exact,
        "cases": len(cases),
        "exact_share": share(exact, len(cases)),
    }


def _measures(right: int, found: int, wanted: int) -> dict[str, float]:
    return {
        "precision": share(right, found),
        "recall": share(right, wanted),
        "f1": f1_of(right, found, wanted),
        "wanted": wanted,
    }


def _exact_by_source(rows: Sequence[dict[str, Any]], cases: Sequence[Case]) -> dict[str, dict[str, int]]:
    sources: dict[str, dict[str, int]] = {}
    for row, case in zip(rows, cases, strict=True):
        if "source" in row:
            counted = sources.setdefault(str(row["source"]), {"exact": 0, "cases": 0})
            counted["exact"] += case.is_exact
            counted["cases"] += 1
    return sources


def _confusions(rows: Sequence[dict[str, Any]], cases: Sequence[Case]) -> list[dict[str, Any]]:
    """The first texts that are not wholly right, with what was missed and what was wrong."""
    wrong = [
        {
            "row": row.get("id", at),
            "missed": sorted(map(str, case.wanted - case.found)),
            "wrong": sorted(map(str, case.found - case.wanted)),
        }
        for at, (row, case) in enumerate(zip(rows, cases, strict=True), 1)
        if not case.is_exact
    ]
    return wrong[:_SHOWN]
