"""How well and how fast indicators are found, on the data sets beside the project.

Run: python benchmarks/indicators.py [train|dev]. The data lies at ../shared/data, or where CLEARHALL_SHARED says.
A find counts when span, type and value are all right. `ioc_synth` has one type for host, IP and URL, and calls the ids
of every messenger but QQ "wechat"; both are mapped here.
"""

import json
import os
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from clearhall.engine import indicators
from clearhall.engine.indicators import Indicator, IndicatorKind

SHARED = Path(os.environ.get("CLEARHALL_SHARED", Path(__file__).parents[2] / "shared")) / "data"
URLS = (IndicatorKind.URL, IndicatorKind.DOMAIN, IndicatorKind.IP)


def set_type(found: Indicator) -> str:
    """The name that `ioc_synth` has for this kind."""
    if found.kind in URLS:
        return "url"
    if found.kind is IndicatorKind.CRYPTO:
        return found.subtype
    if found.kind is IndicatorKind.MESSENGER_OFFER:
        return "qq" if found.subtype == "qq" else "wechat"
    return found.kind.value


def score_synth(rows: list[dict], *, verbose: bool) -> None:
    right, found, wanted = Counter(), Counter(), Counter()
    for row in rows:
        want = {(i["start"], i["end"], i["type"], i["value"]) for i in row["indicators"]}
        got = {(i.start, i.end, set_type(i), i.value) for i in indicators.extract(row["text"])}
        right.update(kind for _, _, kind, _ in want & got)
        wanted.update(kind for _, _, kind, _ in want)
        found.update(kind for _, _, kind, _ in got)
        if verbose and want != got:
            print(row["text"], "\n    missed", want - got, "\n    wrong", got - want)
    for kind in [None, *sorted(wanted | found)]:
        hit, got, want = ((c[kind] if kind else c.total()) for c in (right, found, wanted))
        precision, recall = hit / got if got else 0.0, hit / want if want else 0.0
        f1 = 2 * hit / (got + want) if got + want else 0.0
        print(f"{kind or 'all':<12}{precision:>10.4f}{recall:>10.4f}{f1:>10.4f}{want:>8}")


def score_vectors(rows: list[dict], *, verbose: bool) -> None:
    exact = Counter()
    cases = Counter()
    for row in rows:
        got = indicators.extract(row["text"])
        links = [(i.surface, i.value) for i in got if i.kind in URLS]
        if "urls" in row:
            ok = len(links) == len(row["urls"]) and all(u in pair for u, pair in zip(row["urls"], links, strict=True))
            source = "twitter-text"
        else:
            named = {i.value for i in got} | {i.surface for i in got}
            want = {v for k, vs in row["expected"].items() if k in TESTED for v in vs}
            ok, source = want <= named, "ioc-finder"
        cases[source] += 1
        exact[source] += ok
        if verbose and not ok:
            print(row["text"], "\n    wanted", row.get("urls", row.get("expected")), "\n    got", got)
    for source, count in cases.items():
        print(f"{source}: {exact[source]} of {count} cases wholly right")


TESTED = ("urls", "email_addresses", "ipv4s", "ipv6s", "bitcoin_addresses", "monero_addresses")


def time_texts(texts: list[str]) -> None:
    """The best of three runs of each text: what else runs on the machine is not our speed."""
    best = [min(_seconds(text) for _ in range(3)) for text in texts]
    middle, slowest = statistics.median(best), statistics.quantiles(best, n=100)[98]
    print(f"{len(best) / sum(best):,.0f} texts/s, median {middle * 1e6:.0f} µs, p99 {slowest * 1e6:.0f} µs")


def _seconds(text: str) -> float:
    began = time.perf_counter()
    indicators.extract(text)
    return time.perf_counter() - began


def rows_of(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    part, verbose = (sys.argv[1:2] or ["dev"])[0], "-v" in sys.argv
    if not SHARED.is_dir():
        sys.exit(f"No data at {SHARED}: set CLEARHALL_SHARED to the folder that holds data/ioc_synth.")
    synth = rows_of(SHARED / "ioc_synth" / f"{part}.jsonl")
    print(f"ioc_synth {part}\n{'type':<12}{'precision':>10}{'recall':>10}{'F1':>10}{'n':>8}")
    score_synth(synth, verbose=verbose)
    score_vectors(rows_of(SHARED / "ioc_vectors" / "dev.jsonl"), verbose=verbose)
    time_texts([row["text"] for row in synth])


if __name__ == "__main__":
    main()
