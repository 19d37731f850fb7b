"""One door to all kinds of clusters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from clearhall.engine.clusters.processes import Processes
from clearhall.engine.clusters.through_ray import ThroughRay
from clearhall.engine.clusters.types import Cluster, ClusterError

KINDS = ("processes", "ray")


@contextmanager
def open_cluster(kind: str, *, address: str | None = None, workers: int | None = None) -> Iterator[Cluster]:
    """A cluster for the time of the `with` block.

    Args:
        kind: `processes` (this machine) or `ray`.
        address: HOST:PORT of a running Ray cluster's head; without it Ray is started here.
        workers: how many tasks at once; without it one a processor.

    Raises:
        ClusterError: an unknown kind, an address where none is used, or a package that is not installed.
        ClusterUnreachable: nobody answers at the address.
    """
    if kind not in KINDS:
        raise ClusterError(f"there is no cluster “{kind}”; choose one of: {', '.join(KINDS)}")
    if address and kind != "ray":
        raise ClusterError("an address is for --cluster ray only")
    cluster: Cluster = ThroughRay(address, workers) if kind == "ray" else Processes(workers)
    try:
        yield cluster
    finally:
        cluster.close()
