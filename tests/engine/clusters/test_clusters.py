"""Clusters run every task once and say in a sentence what is wrong with them."""

import importlib
import os
import socket

import pytest

from clearhall.engine.clusters import ClusterError, ClusterUnreachable, TaskFailed, open_cluster, through_ray


def doubled(number):
    return 2 * number


def refused(number):
    raise ValueError(f"not {number}")


def ended(number):
    os._exit(7)


@pytest.fixture(scope="module", params=["processes", pytest.param("ray", marks=pytest.mark.slow)])
def cluster(request):
    if request.param == "ray":
        pytest.importorskip("ray")
    with open_cluster(request.param, workers=2) as opened:
        yield opened


def test_every_task_runs_once_and_comes_with_its_argument(cluster):
    assert sorted(cluster.run(doubled, range(50))) == [(number, 2 * number) for number in range(50)]
    assert list(cluster.run(doubled, [])) == []


def test_an_error_of_a_task_is_named_and_stays_the_cause(cluster):
    with pytest.raises(TaskFailed, match="ValueError: not 3") as caught:
        list(cluster.run(refused, [3]))
    assert isinstance(caught.value.__cause__, ValueError)


def test_a_process_that_is_killed_is_said():
    with open_cluster("processes", workers=1) as cluster, pytest.raises(TaskFailed, match="ended from outside"):
        list(cluster.run(ended, [1]))


def test_an_unreachable_address_is_said_in_seconds(monkeypatch):
    monkeypatch.setattr(through_ray, "_PATIENCE_S", 0.1)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{closed.getsockname()[1]}"
        with (
            pytest.raises(ClusterUnreachable, match=f"Nobody answers at {address}"),
            open_cluster("ray", address=address),
        ):
            pass


@pytest.mark.parametrize("address", ["head", "head:", ":6379", "head:port", "ray://"])
def test_what_is_no_address_is_said(address):
    with pytest.raises(ClusterError, match="HOST:PORT"), open_cluster("ray", address=address):
        pass


def test_a_missing_package_is_named_with_its_extra(monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(ClusterError, match=r"clearhall\[cluster\]"), open_cluster("ray"):
        pass


def test_an_address_for_processes_and_an_unknown_kind_are_refused():
    with pytest.raises(ClusterError, match="for --cluster ray only"), open_cluster("processes", address="a:1"):
        pass
    with pytest.raises(ClusterError, match="choose one of"), open_cluster("abacus"):
        pass


def test_nothing_is_reported_to_anyone(monkeypatch):
    """The variable is set before Ray is imported, whatever the environment says."""
    seen = {}
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "1")

    def noted(name):
        seen[name] = os.environ["RAY_USAGE_STATS_ENABLED"]
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(importlib, "import_module", noted)
    with pytest.raises(ClusterError), open_cluster("ray"):
        pass
    assert seen == {"ray": "0"}
