"""What a cluster is to a job, and what can go wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class ClusterError(Exception):
    """A cluster that cannot be used as asked; the message says why and what to do."""


class ClusterUnreachable(ClusterError):
    """Nothing answers at the address."""


class TaskFailed(ClusterError):
    """A task ended with an error, or its process or machine was lost more often than it was tried again."""


class Cluster(Protocol):
    """Runs tasks somewhere. `workers`: how many run at once, at least 1."""

    workers: int

    def run(self, task: Callable[[T], R], arguments: Iterable[T]) -> Iterator[tuple[T, R]]:
        """Call `task` with each argument, several at once; gives each argument with its result, whichever is ready.

        Arguments and results travel between processes, so they are small and can be pickled; so can the task.

        Raises:
            TaskFailed: a task raised an error; it is the cause. Those that had begun may still end, no others begin.
        """

    def close(self) -> None:
        """Let go of what was started or connected to."""


def shown(error: BaseException) -> str:
    """The error in one line."""
    return f"{type(error).__name__}: {error}".splitlines()[0][:300]
