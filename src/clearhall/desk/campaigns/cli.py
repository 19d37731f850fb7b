"""Commands: campaigns rebuild."""

import sys

import click

from clearhall.desk.campaigns.actions import rebuild_campaigns
from clearhall.desk.campaigns.queries import count_living
from clearhall.desk.lib.clock import now
from clearhall.desk.reports.queries import count_reports


@click.group()
def campaigns() -> None:
    """Reports that belong to one campaign."""


@campaigns.command()
def rebuild() -> None:
    """Make all campaigns anew while the desk runs: keys stay, and so does what people decided."""
    with click.progressbar(length=max(1, count_reports()), label="Reports", file=sys.stderr) as bar:
        read = rebuild_campaigns(at=now(), progress=lambda done: bar.update(done - bar.pos))
    click.echo(f"Read {read:,} reports: {count_living():,} campaigns.")
