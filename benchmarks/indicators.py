"""How well and how fast indicators are found, on the data sets beside the project, and what two other extractors find.

Run: python -m benchmarks.indicators [train|dev]. The data lies at ../shared/data, or where CLEARHALL_SHARED says. Ours is
scored by `clearhall evaluate indicators`: place, kind and normal form must be right. The others (optional: ioc-finder,
iocextract) tell no places, so all three are compared once more by the links and mailboxes alone that they read.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from clearhall.engine.evaluation.indicators import LINKS, evaluate
from clearhall.engine.indicators import IndicatorKind, extract

SHARED = Path(os.environ.get("CLEARHALL_SHARED", Path(__file__).parents[2] / "shared")) / "data"


def bare(link: str) -> str:
    """A link as all of them may write it: without scheme and closing slash."""
    return link.rpartition("://")[2].rstrip("/").lower()


def ours(text: str) -> set[str]:
    return {bare(one.value) for one in extract(text) if one.kind in LINKS or one.kind is IndicatorKind.EMAIL}


def ioc_finder(text: str) -> set[str]:
    from ioc_finder import find_iocs

    found = find_iocs(text)
    urls = [bare(one) for one in found["urls"]]
    hosts = [one for one in found["domains"] if not any(one in url for url in urls)]
    mail = {one.lower() for one in found["email_addresses"]}
    return {*urls, *(one for one in hosts if not any(one in box for box in mail)), *mail, *found["ipv4s"]}


def iocextract(text: str) -> set[str]:
    import iocextract

    return {bare(one) for one in iocextract.extract_urls(text, refang=True)} | {
        one.lower() for one in iocextract.extract_emails(text, refang=True)
    }


def compare(rows: list[dict]) -> None:
    print("\n| links and mailboxes, values only | precision | recall | F1 | texts/s |\n|---|---|---|---|---|")
    for name, find in (("clearhall", ours), ("ioc-finder", ioc_finder), ("iocextract", iocextract)):
        try:
            print(f"| {name} | {_line(find, rows)} |")
        except ImportError:
            print(f"| {name} | not installed | | | |")


def _line(find: Callable[[str], set[str]], rows: list[dict]) -> str:
    find("http://a.example.com")
    began = time.process_time()
    found = [find(row["text"]) for row in rows]
    seconds = time.process_time() - began
    wanted = [{bare(i["value"]) for i in row["indicators"] if i["type"] in ("url", "email")} for row in rows]
    right = sum(len(a & b) for a, b in zip(found, wanted, strict=True))
    all_found, all_wanted = sum(map(len, found)), sum(map(len, wanted))
    figures = (right / all_found, right / all_wanted, 2 * right / (all_found + all_wanted))
    return " | ".join(f"{one:.3f}" for one in figures) + f" | {len(rows) / seconds:,.0f}"


def main() -> None:
    part = (sys.argv[1:2] or ["dev"])[0]
    if not SHARED.is_dir():
        sys.exit(f"No data at {SHARED}: set CLEARHALL_SHARED to the folder that holds data/ioc_synth.")
    synth = SHARED / "ioc_synth" / f"{part}.jsonl"
    for result in evaluate([synth, SHARED / "ioc_vectors" / "dev.jsonl"]):
        print(
            f"\n{Path(result['data']).parent.name}: F1 {result['f1']:.4f}, {result['exact_cases']} of {result['cases']} texts wholly right"
        )
        for source, counted in result["exact_by_source"].items():
            print(f"  {source}: {counted['exact']} of {counted['cases']}")
        for kind, one in result["by_type"].items():
            print(f"  {kind:<20}{one['precision']:>8.4f}{one['recall']:>8.4f}{one['f1']:>8.4f}{one['wanted']:>6}")
        print(f"  {result['texts_per_s']:,.0f} texts/s")
    compare([json.loads(line) for line in synth.read_text(encoding="utf-8").splitlines()])


if __name__ == "__main__":
    main()
