"""`clearhall bodies …`: the tree in and out as CSV."""

import sys
from pathlib import Path
from typing import IO

import click

from clearhall.desk.bodies.actions import import_tree
from clearhall.desk.bodies.queries import tree
from clearhall.desk.bodies.tree_file import read_tree, write_tree
from clearhall.desk.lib.actors import job
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import DeskError


@click.group()
def bodies() -> None:
    """The tree of bodies: import and export."""


@bodies.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
def import_command(file: Path, *, dry_run: bool) -> None:
    """Add and change bodies as the CSV FILE says, all or none."""
    try:
        done = import_tree(read_tree(file.read_bytes()), is_dry_run=dry_run, actor=job("bodies-import"), at=now())
    except DeskError as error:
        click.echo(f"Nothing was changed. {error}", err=True)
        sys.exit(error.exit_code)
    verb = "Would be" if dry_run else "Were"
    click.echo(f"{verb} added: {len(done.added)}, changed: {len(done.changed)}, as before: {len(done.unchanged)}.")


@bodies.command(name="export")
@click.argument("file", type=click.File("w", encoding="utf-8", atomic=True), default="-")
def export_command(file: IO[str]) -> None:
    """Write the tree as CSV to FILE, or to the screen."""
    file.write(write_tree(tree()))
