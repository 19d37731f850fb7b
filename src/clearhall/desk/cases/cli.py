"""`clearhall train`: teach the desk's model from resolved cases and from labelled files."""

from pathlib import Path

import click

from clearhall.desk.cases.learning import learnable_rows
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import DeskError
from clearhall.desk.recognition.actions import train_messages
from clearhall.desk.recognition.store import card_path, remove_model
from clearhall.engine.recognition import RecognitionError, Source, read_rows


@click.group()
def train() -> None:
    """Teach the model that suggests what a message is. It suggests; people decide."""


@train.command()
@click.option(
    "--data",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Labelled file, JSON lines or CSV with the columns text and label; may be given again.",
)
@click.option("--licence", default="not stated", show_default=True, help="Licence of the files, for the model card.")
@click.option("--no-cases", is_flag=True, help="Do not learn from this desk's own closed cases.")
def messages(files: tuple[Path, ...], licence: str, no_cases: bool) -> None:
    """Learn from closed cases and from files. The card beside the model says what it is worth."""
    rows, sources = [], []
    try:
        for file in files:
            found = read_rows(file)
            rows += found
            sources.append(Source(file.name, licence, len(found)))
        if not no_cases:
            found = learnable_rows()
            rows += found
            sources.append(Source("closed cases of this desk", "internal", len(found)))
        click.echo(f"Learning from {len(rows):,} messages", err=True)
        card = train_messages(rows, sources=sources, at=now())
    except (DeskError, RecognitionError) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"The model cannot be written or a file not read: {error.strerror}.") from None
    for one in card.classes:
        click.echo(f"{one.kind:<28}{one.rows:>8} messages   precision {one.precision:.2f}   recall {one.recall:.2f}")
    click.echo(f"Macro-F1 {card.macro_f1:.3f} on messages it did not learn from. Card: {card_path()}")


@train.command()
def forget() -> None:
    """Remove the model: nothing is suggested until another is trained."""
    click.echo("The model is removed." if remove_model() else "There was no model.")
