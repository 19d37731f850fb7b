"""Ray: a cluster of many machines, or started here for the time of one job."""

from __future__ import annotations

import importlib
import os
import socket
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from clearhall.engine.clusters.types import ClusterError, ClusterUnreachable, TaskFailed, shown

T = TypeVar("T")
R = TypeVar("R")
_PATIENCE_S = 10
_STARTED_AGAIN = 3  # Ray gives its parts 30 s to start, which is too little on a busy machine
_TRIED_AGAIN = 3  # when a machine or process is lost; an error of the task itself is final
_OBJECTS_BYTES = 80_000_000  # tasks exchange files, so the object store holds next to nothing; Ray's least is 75 MB


class ThroughRay:
    """A Ray cluster."""

    def __init__(self, address: str | None = None, workers: int | None = None) -> None:
        """Connect to the head at `address` (host:port), or start a cluster of `workers` processes here.

        Raises:
            ClusterUnreachable: nobody answers there within ten seconds. ClusterError: Ray is not installed or does not start.
        """
        # Before the import, which reads them: nothing is reported to anyone.
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        if address:
            _knock(address)
        try:
            self._ray: Any = importlib.import_module("ray")
        except ModuleNotFoundError:
            raise ClusterError(
                "Ray is not installed. Install Clearhall with its extra “cluster” (pip install 'clearhall[cluster]'), "
                "or use --cluster processes."
            ) from None
        here: dict[str, Any] = {
            "num_cpus": workers or len(os.sched_getaffinity(0)),
            "object_store_memory": _OBJECTS_BYTES,
            "include_dashboard": False,
            "_node_ip_address": "127.0.0.1",
        }
        for attempts_left in reversed(range(1 if address else _STARTED_AGAIN)):
            try:
                self._ray.init(
                    address=address or "local", log_to_driver=False, logging_level="ERROR", **({} if address else here)
                )
                break
            except Exception as error:  # Ray raises the bare class when a part of it does not start
                self._ray.shutdown()
                if not attempts_left:
                    where = f"joined at {address}" if address else "started here"
                    raise ClusterUnreachable(f"Ray could not be {where}: {shown(error)}") from error
        self.workers = workers or max(1, int(self._ray.cluster_resources().get("CPU", 1)))

    def run(self, task: Callable[[T], R], arguments: Iterable[T]) -> Iterator[tuple[T, R]]:
        remote = self._ray.remote(max_retries=_TRIED_AGAIN)(task)
        rest = iter(arguments)
        under_way: dict[Any, T] = {}
        while True:
            for argument in islice(rest, 2 * self.workers - len(under_way)):
                under_way[remote.remote(argument)] = argument
            if not under_way:
                return
            for done in self._ray.wait(list(under_way), num_returns=1)[0]:
                argument = under_way.pop(done)
                try:
                    yield argument, self._ray.get(done)
                except self._ray.exceptions.RayTaskError as error:
                    raise TaskFailed(shown(error.cause)) from error.cause
                except self._ray.exceptions.RayError as error:
                    raise TaskFailed(shown(error)) from error

    def close(self) -> None:
        self._ray.shutdown()


def _knock(address: str) -> None:
    """Say in seconds what Ray would find out in minutes: whether anyone answers."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdecimal():
        raise ClusterError(f"“{address}” is not the address of a cluster; write HOST:PORT, such as 10.0.0.5:6379")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE_S).close()
    except (OSError, OverflowError) as error:
        raise ClusterUnreachable(
            f"Nobody answers at {address} ({getattr(error, 'strerror', None) or error or 'no answer'}). "
            "Is the cluster running, and is this the address of its head?"
        ) from None
