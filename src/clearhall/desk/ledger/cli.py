"""`clearhall verify`."""

import json
import sys
from pathlib import Path

import click

from clearhall.desk.ledger.queries import verify_ledger

MAX_CHECKPOINT_BYTES = 100_000


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--checkpoint",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint kept outside; the log must continue it. May be given several times.",
)
def verify(*, as_json: bool, files: tuple[Path, ...]) -> None:
    """Read the whole log and say what is not as it was written. Ends with 1 when something is not."""
    kept = [file.read_bytes()[:MAX_CHECKPOINT_BYTES].decode(errors="replace") for file in files]
    show = sys.stderr.isatty() and not as_json

    def progress(done: int, total: int) -> None:
        if show:
            click.echo(f"\r{done:,} / {total:,}", nl=done == total, err=True)

    report = verify_ledger(progress, kept=kept)
    if as_json:
        click.echo(json.dumps(report.as_json(), indent=2))
    else:
        for fault in report.faults:
            click.echo(str(fault))
        click.echo(str(report))
    sys.exit(0 if report.is_good else 1)
