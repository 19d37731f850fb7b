"""Commands: match rebuild, match state."""

import sys

import click

from clearhall.desk.lib.clock import now
from clearhall.desk.matching.health import Snapshot, health
from clearhall.desk.matching.snapshots import build_snapshot, snapshot_path
from clearhall.engine.cli import chosen_cluster, cluster_options
from clearhall.engine.clusters import ClusterError


@click.group()
def match() -> None:
    """The index that finds reports of the same message."""


@match.command()
@cluster_options
def rebuild(cluster: str | None, address: str | None, workers: int | None) -> None:
    """Write the index anew from all reports, while the desk runs.

    With --cluster the reports are read by many processes or machines, which must reach the database and see the data folder.
    """
    try:
        with (
            chosen_cluster(cluster, address, workers) as shared,
            click.progressbar(length=1, label="Reports", file=sys.stderr) as bar,
        ):

            def show(read: int, total: int) -> None:
                bar.length = max(1, total)
                bar.update(read - bar.pos)

            held = build_snapshot(progress=show, cluster=shared)
    except ClusterError as error:
        raise click.ClickException(f"{error}. The old index is still in use.") from None
    except OSError as error:
        click.echo(f"The index could not be written: {error.strerror}. The old one is still in use.", err=True)
        sys.exit(3)
    size = snapshot_path().stat().st_size / 1e6
    click.echo(f"Wrote {snapshot_path()}: {held:,} reports, {size:.1f} MB.")


@match.command()
def state() -> None:
    """Say how the index stands; exit with 1 when it must be rebuilt."""
    found = health(at=now())
    age = "" if found.age is None else f", written {found.age.total_seconds() / 3600:.1f} h ago"
    click.echo(f"Snapshot {found.snapshot}: {found.held:,} reports{age}; {found.tail:,} reports came after it.")
    sys.exit(0 if found.snapshot is Snapshot.WHOLE or not found.needs_rebuild else 1)
