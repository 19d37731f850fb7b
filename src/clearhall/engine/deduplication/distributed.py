"""The same answer from many processes or machines: the file is cut into parts, and what is found travels in a work folder."""

from __future__ import annotations

import json
import math
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.clusters import Cluster
from clearhall.engine.clusters.exchange import discard, load, save
from clearhall.engine.deduplication import stages
from clearhall.engine.deduplication.errors import DeduplicationError, NotTheSameRun
from clearhall.engine.deduplication.rows import cut, open_rows
from clearhall.engine.deduplication.runs import Summary, identity_of
from clearhall.engine.deduplication.stages import Job, Task
from clearhall.engine.deduplication.writing import header
from clearhall.engine.similarity import sign

_LEAST_PART, _LARGEST_PART = 32 << 20, 128 << 20
"""Bytes of the file in one part: with forms and signatures 0.4 to 1.6 GB in the memory of the worker that reads it."""
_PARTS = 1_000  # as many as make the slices that tasks hand to each other neither many nor tiny
_RECEIVER_BYTES = 256 << 20  # of the file whose hashes, or keys of one wave, one worker puts in order
_WAVE_BYTES = (
    1 << 30
)  # a longer file goes through its bands in four rounds, so that a quarter of the keys is on disk at once
_LONGEST_WAVES = 4
# Share of the whole time, measured on 20 million messages; only the bar depends on it.
_READ, _EQUAL, _MARK, _KEYS, _PAIRS, _SCORE, _JUDGE, _WRITE = 0.33, 0.01, 0.01, 0.05, 0.21, 0.30, 0.05, 0.04


def deduplicate_on(
    cluster: Cluster,
    source: Path,
    out: Path,
    *,
    column: str | None = None,
    resume: bool = False,
    progress: Callable[[int], None] = lambda read: None,
    part_bytes: int | None = None,
) -> Summary:
    """Write what `deduplicate` would write, byte for byte, with the tasks run by `cluster`.

    Every machine must see `source` and the folder of `out` under the same paths. Until the end all lies in `out` + `.work`:
    about three times the file, four times at its fullest. A run that was ended goes on with `resume` and loses the tasks that
    were under way.

    Args:
        column, resume: as for `deduplicate`.
        progress: called with a number of bytes; together they are the size of the file.
        part_bytes: of the file in one part; a worker needs about twelve times as much memory. Without it 32 to 128 MB.

    Raises:
        DeduplicationError, NotTheSameRun, OSError: as `deduplicate`. ClusterError: a task failed or the cluster was lost.
    """
    next(open_rows(source, column=column), None)  # what is wrong with the file is said before anything is written
    source, out = source.resolve(), out.resolve()
    work = out.with_name(out.name + ".work")
    part_bytes = part_bytes or min(_LARGEST_PART, max(_LEAST_PART, source.stat().st_size // _PARTS))
    job = _job(source, out, work, column=column, resume=resume, part_bytes=part_bytes)
    run = _Run(cluster, job, _Bar(source.stat().st_size, progress))
    summary = run.all_stages()
    _join_parts(job)
    shutil.rmtree(work)
    run.bar.finish()
    return summary


def _job(source: Path, out: Path, work: Path, *, column: str | None, resume: bool, part_bytes: int) -> Job:
    """A new job, or the one that was left in the work folder."""
    identity = identity_of(source, column) | {"part": part_bytes}
    plan = work / "plan.json"
    if resume and plan.exists():
        try:
            found = json.loads(plan.read_text(encoding="utf-8"))
        except ValueError:
            found = None
        if found != identity:
            raise NotTheSameRun(f"{work.name} is of another run (file, column or version); run again without going on")
    else:
        shutil.rmtree(work, ignore_errors=True)
        (work / "done").mkdir(parents=True)
        fresh = work / "plan.new"
        fresh.write_text(json.dumps(identity), encoding="utf-8")
        fresh.replace(plan)
    size = source.stat().st_size
    return Job(
        source, work, out, column,
        parts=cut(source, part_bytes),
        receivers=max(1, math.ceil(size / _RECEIVER_BYTES)),
        waves=1 if size < _WAVE_BYTES else _LONGEST_WAVES,
    )  # fmt: skip


class _Bar:
    """Shares of the work as bytes of the file."""

    def __init__(self, size: int, progress: Callable[[int], None]) -> None:
        self._size, self._progress, self._share, self._shown = size, progress, 0.0, 0

    def add(self, share: float) -> None:
        self._share += share
        self._show(min(self._size, int(self._share * self._size)))

    def finish(self) -> None:
        self._show(self._size)

    def _show(self, done: int) -> None:
        if done > self._shown:
            self._progress(done - self._shown)
            self._shown = done


@dataclass
class _Run:
    cluster: Cluster
    job: Job
    bar: _Bar

    def all_stages(self) -> Summary:
        job, parts, receivers = self.job, range(len(self.job.parts)), range(self.job.receivers)
        sign("warm")  # the kernels are compiled once, here
        read = self._stage(stages.read, parts, _READ)
        rows = sum(one[0] for one in read)
        if rows >= stages.NONE:
            raise DeduplicationError(f"the file has {rows:,} rows; one run takes at most {stages.NONE - 1:,}")
        equal = sum(self._stage(stages.find_equal, receivers, _EQUAL))
        self._stage(stages.mark_equal, parts, _MARK)
        self._discard("*.hashes", "*.equal")
        for wave in range(job.waves):
            self._stage(stages.send_keys, parts, _KEYS / job.waves, wave)
            self._stage(stages.find_pairs, receivers, _PAIRS / job.waves, wave)
            self._discard(f"*.keys{wave}")
            self._stage(stages.score_pairs, parts, _SCORE / job.waves, wave)
            self._discard(f"*.pairs{wave}.*", f"*.best{wave - 1}")
        self._stage(stages.judge, parts, _JUDGE)
        groups = number_groups(job)
        self._stage(stages.write, parts, _WRITE)
        texts = sum(int((load(job.of(part, "kinds")) == stages.TEXT).sum()) for part in parts)
        starts = job.starts.tolist()
        first = next(
            (name or str(starts[at] + place + 1) for at, (_, _, place, name) in enumerate(read) if place >= 0), ""
        )
        return Summary(rows, groups, texts - equal, sum(one[1] for one in read), first)

    def _stage(self, task: Callable[[Task], Any], numbers: range, share: float, wave: int = 0) -> list[Any]:
        """Results of all tasks of a stage, those of an earlier run among them."""
        done = {number: self.job.work / "done" / f"{task.__name__}.{wave}.{number}" for number in numbers}
        results = {number: json.loads(path.read_text()) for number, path in done.items() if path.exists()}
        self.bar.add(share * len(results) / len(numbers))
        for argument, result in self.cluster.run(
            task, [Task(self.job, number, wave) for number in numbers if number not in results]
        ):
            path = done[argument.number]
            fresh = path.with_name(f"new.{path.name}")
            fresh.write_text(json.dumps(result))
            fresh.replace(path)
            results[argument.number] = result
            self.bar.add(share / len(numbers))
        return [results[number] for number in numbers]

    def _discard(self, *patterns: str) -> None:
        for pattern in patterns:
            for path in self.job.work.glob(pattern):
                discard(path)


def number_groups(job: Job) -> int:
    """Number the groups in the order of their first rows and save each part's column `groups`. Returns how many there are.

    A row joins an earlier one or none, so the groups are the trees of a forest. The parts are gone through in order: within
    one all rows are led to the root of their tree or out of the part, where the answer is already known. It takes 4 bytes a
    row of memory here.
    """
    groups, count = np.empty(int(job.starts[-1]), np.uint32), 0
    for part, start in enumerate(job.starts[:-1].tolist()):
        kinds, joins = load(job.of(part, "kinds")), load(job.of(part, "joins"))
        is_first = (joins == stages.NONE) & (kinds != stages.UNREADABLE)
        own = np.zeros(len(joins), np.uint32)
        own[is_first] = np.arange(count + 1, count + 1 + int(is_first.sum()))
        count += int(is_first.sum())
        ends = _ends(joins, start)
        is_here = ends >= start
        own[is_here] = own[ends[is_here] - start]
        own[~is_here] = groups[ends[~is_here]]
        groups[start : start + len(own)] = own
        save(job.of(part, "groups"), own)
    return count


def _ends(joins: NDArray[np.uint32], start: int) -> NDArray[np.int64]:
    """For each row of a part where joining leads: to a row that joins none, or to the first row met outside the part."""
    rows = np.arange(start, start + len(joins))
    ends = np.where(joins == stages.NONE, rows, joins.astype(np.int64))
    while True:
        further = ends.copy()
        is_here = ends >= start
        further[is_here] = ends[ends[is_here] - start]
        if bool((further == ends).all()):
            return ends
        ends = further


def _join_parts(job: Job) -> None:
    fresh = job.work / "out"
    with fresh.open("wb") as file:
        file.write(header(job.out))
        for part in range(len(job.parts)):
            path = job.of(part, "out")
            with path.open("rb") as lines:
                shutil.copyfileobj(lines, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(job.out)
