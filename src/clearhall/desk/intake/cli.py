"""`clearhall import …`: bring in a file of reports for a watchpost."""

from dataclasses import replace
from pathlib import Path

import click

from clearhall.desk.intake.importing import Summary, import_file
from clearhall.desk.intake.senders import watchpost_sender
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import DeskError, NotFound
from clearhall.desk.taxonomy.harms import Harm
from clearhall.desk.watchposts.queries import watchpost_by_code


@click.group(name="import")
def import_group() -> None:
    """Bring files into the desk."""


@import_group.command(name="reports")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--watchpost", "code", required=True, help="Code of the accredited watchpost that hands the file in.")
@click.option(
    "--harm",
    type=click.Choice([harm.value for harm in Harm]),
    default=Harm.TELECOM_FRAUD.value,
    show_default=True,
    help="Harm of rows that name none.",
)
@click.option("--map", "pairs", metavar="FIELD=HEADER,…", default="", help="Which column is what: text=内容,url=链接")
@click.option("--dry-run", is_flag=True, help="Read and check everything, store nothing.")
def import_reports(file: Path, code: str, harm: str, pairs: str, dry_run: bool) -> None:
    """Bring in the reports of FILE (CSV, XLSX or NDJSON).

    Run it again after an interruption: rows that are stored are skipped. Refused rows are written to FILE.rejected.csv.
    """
    rejected = None if dry_run else file.with_name(file.name + ".rejected.csv")
    try:
        # By command an operator answers for the amount, so the daily quota is not asked.
        sender = replace(watchpost_sender(watchpost_by_code(code), entrance="file"), daily_quota=None)
        with click.progressbar(length=1000, label="Reading") as bar:
            summary = import_file(
                file,
                sender=sender,
                clock=now,
                harm=harm,
                mapping=_pairs(pairs),
                is_dry_run=dry_run,
                rejected_path=rejected,
                on_progress=lambda so_far: bar.update(int(so_far.share_read * 1000) - bar.pos),
            )
            bar.update(1000 - bar.pos)
    except NotFound:
        raise click.ClickException(f"There is no watchpost with the code {code}.") from None
    except DeskError as error:
        raise click.ClickException(str(error)) from None
    _print(summary, is_dry_run=dry_run)


def _pairs(given: str) -> dict[str, str]:
    pairs = {}
    for pair in filter(None, given.split(",")):
        field, sign, header = pair.partition("=")
        if not sign:
            raise click.BadParameter(f"“{pair}” is not FIELD=HEADER", param_hint="--map")
        pairs[field.strip()] = header.strip()
    return pairs


def _print(summary: Summary, *, is_dry_run: bool) -> None:
    click.echo("Columns: " + ", ".join(f"{field}={header}" for field, header in summary.mapping.items()))
    if summary.encoding:
        click.echo(f"Encoding: {summary.encoding}")
    if is_dry_run:
        click.echo(
            f"{summary.read} rows read, {summary.read - summary.refused} could be stored, {summary.refused} not."
        )
    else:
        click.echo(f"{summary.stored} stored, {summary.repeated} were there before, {summary.refused} refused.")
    for row, field, reason in summary.first_faults[:10]:
        click.echo(f"  row {row}, {field or 'whole row'}: {reason}")
    if summary.read == 0:
        click.echo("Warning: this file holds no rows. If it should, something went wrong before it came here.")
    if summary.rejected_path:
        click.echo(f"Refused rows: {summary.rejected_path}")
