"""Commands: campaigns rebuild."""

import sys

import click

from clearhall.desk.campaigns.actions import rebuild_campaigns
from clearhall.desk.campaigns.queries import count_living
from clearhall.desk.lib.clock import now


@click.group()
def campaigns() -> None:
    """Reports that belong to one campaign."""


@campaigns.command()
def rebuild() -> None:
    """Make all campaigns anew while the desk runs: keys stay, and so does what people decided."""
    with click.progressbar(length=1, label="Reports", file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(1, total)
            bar.update(done - bar.pos)

        read = rebuild_campaigns(at=now(), progress=show)
    click.echo(f"Read {read:,} reports: {count_living():,} campaigns.")
