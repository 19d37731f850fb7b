"""Where many independent tasks run: on the processors of this machine, or on a cluster through Ray.

`open_cluster` gives either; a job is written once against `Cluster.run`. Tasks are functions of a module that every machine
has installed, and speak to each other through files of a folder that every machine sees.
"""

from clearhall.engine.clusters.opening import KINDS, open_cluster
from clearhall.engine.clusters.types import Cluster, ClusterError, ClusterUnreachable, TaskFailed

__all__ = ["KINDS", "Cluster", "ClusterError", "ClusterUnreachable", "TaskFailed", "open_cluster"]
