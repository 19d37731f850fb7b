"""The processors of this machine, without any further package."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TypeVar

from clearhall.engine.clusters.types import TaskFailed, shown

T = TypeVar("T")
R = TypeVar("R")


class Processes:
    """A cluster of processes here."""

    def __init__(self, workers: int | None = None) -> None:
        """So many processes at once; without a number as many as this process may use processors."""
        self.workers = workers or len(os.sched_getaffinity(0))
        # Forked processes would inherit the threads' locks of whoever calls.
        self._pool = ProcessPoolExecutor(self.workers, mp_context=multiprocessing.get_context("spawn"))

    def run(self, task: Callable[[T], R], arguments: Iterable[T]) -> Iterator[tuple[T, R]]:
        rest = iter(arguments)
        under_way: dict[Future[R], T] = {}
        while True:
            for argument in islice(rest, 2 * self.workers - len(under_way)):
                under_way[self._pool.submit(task, argument)] = argument
            if not under_way:
                return
            for done in wait(under_way, return_when=FIRST_COMPLETED).done:
                argument = under_way.pop(done)
                try:
                    yield argument, done.result()
                except BrokenProcessPool:
                    raise TaskFailed("a process was ended from outside; there may be too little memory") from None
                except Exception as error:
                    raise TaskFailed(shown(error)) from error

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
