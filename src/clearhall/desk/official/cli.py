"""`clearhall official …`: the register of official names in and out as CSV."""

import sys
from pathlib import Path
from typing import IO

import click

from clearhall.desk.lib.actors import job
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import DeskError
from clearhall.desk.official.actions import import_register
from clearhall.desk.official.entries import read_entries, write_entries
from clearhall.desk.official.errors import RegisterRefused
from clearhall.desk.official.queries import all_entries


@click.group()
def official() -> None:
    """The register of official names: import and export."""


@official.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
def import_command(file: Path, *, dry_run: bool) -> None:
    """Add and change organisations as the CSV FILE says, all or none."""
    rows = read_entries(file.read_bytes())
    try:
        done = import_register(rows, is_dry_run=dry_run, actor=job("official-import"), at=now())
    except DeskError as error:
        click.echo(str(error), err=True)
        if isinstance(error, RegisterRefused):
            for row in error.details["rows"]:
                click.echo(f"Line {row['line']}, {row['field']}: {row['message']}", err=True)
        sys.exit(error.exit_code)
    verb = "Would be" if dry_run else "Were"
    click.echo(f"{verb} added: {len(done.added)}, changed: {len(done.changed)}, as before: {len(done.unchanged)}.")


@official.command(name="export")
@click.argument("file", type=click.File("w", encoding="utf-8", atomic=True), default="-")
def export_command(file: IO[str]) -> None:
    """Write the register as CSV to FILE, or to the screen."""
    file.write(write_entries(all_entries()))
