"""Deduplication of invented messages: rows a second, memory, recall, precision; in one process or on a cluster.

    PYTHONPATH=src python -m benchmarks.deduplication --messages 200000
    PYTHONPATH=src python -m benchmarks.deduplication --messages 20000000 --cluster ray --workers 2 --folder /big/disk

The messages and what is known of them are the same for every run. With --keep the folder is left as it is.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.messages import EDITED, EQUAL, ORIGINAL, TEMPLATE, Truth, write_messages
from clearhall.engine.clusters import KINDS, open_cluster
from clearhall.engine.deduplication import deduplicate, deduplicate_on


class Peak(threading.Thread):
    """The most memory that this process and its descendants held at once (proportional set size), and the most disk."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self.memory = self.disk = 0
        self._folder, self._ended = folder, threading.Event()

    def run(self) -> None:
        while not self._ended.wait(2):
            self.memory = max(self.memory, sum(map(_held, _session())))
            self.disk = max(self.disk, sum(_size(one) for one in self._folder.rglob("*")))

    def end(self) -> None:
        self._ended.set()
        self.join()


def _session() -> list[Path]:
    """Processes that descend from this one, which Ray's do not all do: so all that were started after it with its user."""
    own = Path("/proc/self").resolve()
    children: dict[str, list[Path]] = {}
    for one in Path("/proc").glob("[0-9]*"):
        try:
            parent = one.joinpath("stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        children.setdefault(parent, []).append(one)
    found = [own]
    for one in found:
        found += children.get(one.name, [])
    return found


def _held(process: Path) -> int:
    """Anonymous and shared memory of a process in bytes; pages of files, which the system can drop at any time, are not counted."""
    try:
        lines = process.joinpath("smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    sizes = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
    return 1024 * (sizes["Pss_Anon"] + sizes["Pss_Shmem"])


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def scores(out: Path, truth: Truth) -> dict[str, Any]:
    """Recall: share of copies in the group of their original. Precision: share of joined rows that were put with their like."""
    groups, joined, right = np.zeros(len(truth.kinds), np.uint32), 0, 0
    with out.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            at = int(row["row"]) - 1
            groups[at] = int(row["group"])
            if row["like"]:
                joined += 1
                right += int(truth.firsts[at] == truth.firsts[int(row["like"]) - 1])
    is_right = groups == groups[truth.firsts]
    copies = np.isin(truth.kinds, [EQUAL, *EDITED])
    is_alone = truth.kinds == ORIGINAL
    return {
        "recall": float(is_right[copies].mean()),
        "recall_by_edits": {
            f"{share:.0%}": float(is_right[truth.kinds == kind].mean()) for kind, share in EDITED.items()
        },
        "precision": right / max(1, joined),
        "copies": int(copies.sum()),
        "originals": int(is_alone.sum()),
        "templates": int((truth.kinds == TEMPLATE).sum()),
        "largest_group": int(np.bincount(groups).max()),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--messages", type=int, default=200_000)
    arguments.add_argument("--cluster", choices=KINDS)
    arguments.add_argument("--address")
    arguments.add_argument("--workers", type=int)
    arguments.add_argument("--folder", type=Path)
    arguments.add_argument("--keep", action="store_true")
    options = arguments.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    source, out = folder / "messages.txt", folder / "groups.csv"
    start = time.perf_counter()
    truth = write_messages(source, options.messages)
    print(f"{options.messages:,} messages after {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    peak = Peak(folder)
    peak.start()
    start = time.perf_counter()
    done, size = 0, source.stat().st_size

    def progress(read: int) -> None:
        nonlocal done
        if (done + read) * 50 // size > done * 50 // size:
            print(f"{(done + read) / size:.0%} after {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
        done += read

    if options.cluster:
        with open_cluster(options.cluster, address=options.address, workers=options.workers) as cluster:
            summary = deduplicate_on(cluster, source, out, progress=progress, resume=options.keep)
    else:
        summary = deduplicate(source, out, progress=progress, resume=options.keep)
    seconds = time.perf_counter() - start
    peak.end()
    found = {
        "messages": summary.rows,
        "groups": summary.groups,
        "different": summary.different,
        "seconds": seconds,
        "rows_per_s": summary.rows / seconds,
        "peak_memory_mb": peak.memory / 1e6,
        "peak_disk_mb": peak.disk / 1e6,
        "file_mb": size / 1e6,
    } | scores(out, truth)
    print(json.dumps(found, indent=1))
    if not options.keep:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
