"""Commands: doctor, backup, restore, move-to, keys."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import DeskError
from clearhall.desk.upkeep import backup as backups
from clearhall.desk.upkeep import rotation
from clearhall.desk.upkeep.doctor import Grade, examine
from clearhall.desk.upkeep.move import TARGET, move_to

MARKS = {Grade.GOOD: "ok  ", Grade.WARN: "note", Grade.BAD: "BAD "}


class _Counter:
    """A line on standard error that counts what was done, by table."""

    def __init__(self) -> None:
        self.total, self.shown = 0, ""

    def __call__(self, what: str, count: int) -> None:
        self.total += count
        if sys.stderr.isatty() or what != self.shown:
            click.echo(f"\r  {what}: {self.total:,} so far".ljust(70), err=True, nl=not sys.stderr.isatty())
        self.shown = what


def _fail(error: DeskError) -> None:
    facts = ", ".join(f"{name}: {value}" for name, value in error.details.items())
    click.echo(f"{error}{f' ({facts})' if facts else ''}", err=True)
    sys.exit(error.exit_code)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
def doctor(as_json: bool) -> None:
    """Say what is wrong with this installation and how to mend it."""
    findings = examine(at=now())
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=1))
    else:
        for finding in findings:
            click.echo(f"{MARKS[finding.grade]} {finding.subject}: {finding.sentence}")
            if finding.mend:
                click.echo(f"       mend: {finding.mend}")
    sys.exit(1 if any(finding.grade is Grade.BAD for finding in findings) else 0)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write a verified backup to FILE while the desk runs. The keys are not in it: keep them elsewhere."""
    try:
        manifest = backups.write_backup(file, at=now(), progress=_Counter())
    except DeskError as error:
        _fail(error)
        return
    except OSError as error:
        click.echo(f"The backup could not be written: {error.strerror}. Nothing was left behind.", err=True)
        sys.exit(3)
    rows = sum(facts["rows"] for facts in manifest["tables"].values())
    click.echo(
        f"Wrote and verified {file}: {rows:,} rows, {len(manifest['files']):,} files, {file.stat().st_size / 1e6:.1f} MB."
    )
    click.echo(
        f"The keys in {Path(backups.settings.CLEARHALL.data_dir) / 'keys'} are not in it. Keep them in another safe place."
    )


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Only verify the file.")
def restore(file: Path, check: bool) -> None:
    """Fill an empty desk from the backup FILE, then verify its log."""
    try:
        if check:
            backups.verify_backup(file, progress=_Counter())
            click.echo(f"{file} is a whole backup.")
            return
        manifest = backups.restore_backup(file, progress=_Counter())
    except DeskError as error:
        _fail(error)
        return
    rows = sum(facts["rows"] for facts in manifest["tables"].values())
    click.echo(f"Restored {rows:,} rows and {len(manifest['files']):,} files.")
    _verify_log("default")
    if missing := rotation.missing_keys():
        click.echo(
            f"Keys missing from the ring: {', '.join(sorted(missing))}. Copy the keys folder of the old desk here.",
            err=True,
        )
        sys.exit(4)


@click.command(name="move-to")
@click.argument("url")
def move(url: str) -> None:
    """Copy the desk to the database at URL and verify its log there. Stop the desk first."""
    try:
        counts = move_to(url, progress=_Counter())
    except DeskError as error:
        _fail(error)
        return
    except (ValueError, KeyError) as error:
        click.echo(f"The address cannot be read ({error}). Write it as postgresql://user:password@host/name", err=True)
        sys.exit(2)
    click.echo(f"Copied {sum(counts.values()):,} rows in {len(counts)} tables.")
    _verify_log(TARGET)
    click.echo("Now set CLEARHALL_DATABASE_URL to the new address and start the desk.")


def _verify_log(using: str) -> None:
    from clearhall.desk.ledger.queries import verify_ledger  # noqa: PLC0415 (heavy, and only these two commands need it)

    report = verify_ledger(using=using)
    click.echo(str(report))
    if not report.is_good:
        sys.exit(5)


@click.group()
def keys() -> None:
    """The keys that seal contacts, messages and evidence."""


@keys.command(name="rotate")
def rotate_keys() -> None:
    """Put a new key in front and seal every value again with it; the old keys stay until you remove them."""
    rotation.add_key()
    counts = rotation.reseal_all(progress=_Counter())
    click.echo(
        f"Sealed {sum(counts.values()):,} values again. Old keys that nothing needs: {', '.join(rotation.unused_keys()) or 'none'}."
    )
