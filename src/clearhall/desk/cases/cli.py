"""`clearhall train`: teach the desk's models from resolved cases and from labelled files."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec

import click

from clearhall.desk.cases.learning import learnable_rows
from clearhall.desk.lib.actors import job
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import DeskError
from clearhall.desk.lib.limits import limit
from clearhall.desk.recognition.actions import adopt_model, train_messages, train_urls
from clearhall.desk.recognition.queries import standings
from clearhall.desk.recognition.store import CLAIMS, MESSAGES, RECOGNISERS, SHELVES, URLS
from clearhall.engine.recognition import LabelledText, ModelCard, RecognitionError, Source, read_addresses, read_rows

LABELLED_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
P = ParamSpec("P")


@click.group()
def train() -> None:
    """Teach the models that suggest what a message is and which address is dangerous. They suggest; people decide."""


def told(command: Callable[P, None]) -> Callable[P, None]:
    """Errors of a command as one sentence on standard error and exit code 1."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (DeskError, RecognitionError) as error:
            raise click.ClickException(str(error)) from None
        except OSError as error:
            raise click.ClickException(f"The model cannot be written or a file not read: {error.strerror}.") from None

    return run


@train.command()
@click.option(
    "--data",
    "files",
    multiple=True,
    type=LABELLED_FILE,
    help="Labelled file, JSON lines or CSV with the columns text and label; may be given again.",
)
@click.option("--licence", default="not stated", show_default=True, help="Licence of the files, for the model card.")
@click.option("--no-cases", is_flag=True, help="Do not learn from this desk's own closed cases.")
@told
def messages(files: tuple[Path, ...], licence: str, no_cases: bool) -> None:
    """Learn from closed cases and from files. The card beside the model says what it is worth."""
    rows, sources = _rows_of(files, licence, read_rows)
    if not no_cases:
        found = learnable_rows()
        rows += found
        sources.append(Source("closed cases of this desk", "internal", len(found)))
    click.echo(f"Learning from {len(rows):,} messages", err=True)
    card = train_messages(rows, sources=sources, at=now())
    _say(card, "messages")
    click.echo(f"Macro-F1 {card.macro_f1:.3f} on messages it did not learn from. Card: {MESSAGES.card_path}")


@train.command()
@click.argument("files", nargs=-1, required=True, type=LABELLED_FILE)
@click.option("--licence", default="not stated", show_default=True, help="Licence of the files, for the model card.")
@told
def urls(files: tuple[Path, ...], licence: str) -> None:
    """Learn which addresses are dangerous from FILES: JSON lines or CSV, columns url and label (dangerous or ordinary)."""
    most = limit("training_rows")
    rows, sources = _rows_of(files, licence, functools.partial(read_addresses, most=most))
    if len(rows) > most:
        raise click.ClickException(
            f"The files have {len(rows):,} rows together; one model learns from {most:,} at most."
        )
    click.echo(f"Learning from {len(rows):,} addresses", err=True)
    card = train_urls(rows, sources=sources, at=now())
    _say(card, "addresses")
    area = "not known" if card.harm_auc is None else f"{card.harm_auc:.3f}"
    click.echo(f"Area under the curve {area} on addresses of domains it did not learn from. Card: {URLS.card_path}")


def _rows_of(
    files: tuple[Path, ...], licence: str, read: Callable[[Path], list[LabelledText]]
) -> tuple[list[LabelledText], list[Source]]:
    rows, sources = [], []
    for file in files:
        try:
            found = read(file)
        except RecognitionError as error:
            raise click.ClickException(f"{file.name}: {error}") from None
        rows += found
        sources.append(Source(file.name, licence, len(found)))
    return rows, sources


def _say(card: ModelCard, what: str) -> None:
    for one in card.classes:
        click.echo(f"{one.kind:<28}{one.rows:>8} {what}   precision {one.precision:.2f}   recall {one.recall:.2f}")


@train.command()
@click.argument("file", type=LABELLED_FILE)
@click.option("--reason", required=True, help="Why it may be trusted; stands in the public log.")
@told
def adopt(file: Path, reason: str) -> None:
    """Take over FILE, a model that another desk trained, if you judge it sound. The log says that you did, and why."""
    card = adopt_model(file, reason=reason, actor=job("train-adopt"), at=now())
    click.echo(f"In use: {card.task.value}, version {card.version}, trained on {card.rows:,} rows of")
    for source in card.sources:
        click.echo(f"  {source.name} ({source.licence}, {source.rows:,} rows)")


@train.command()
def state() -> None:
    """Say which models are in use, and why a model file is not. Ends with 1 when a file is not used."""
    found = standings()
    cards = {shelf.name: shelf.card_path for shelf in RECOGNISERS}
    for one in found:
        if one.card:
            about = f"version {one.card.version}, {one.card.rows:,} rows, macro-F1 {one.card.macro_f1:.3f}"
            click.echo(f"{one.name}: {about}. Card: {cards[one.name]}")
        elif one.ranker:
            about = f"{one.ranker.card['pairs']:,} pairs, known from {one.ranker.threshold:.0%} on"
            click.echo(f"{one.name}: {about}. From: {'; '.join(one.ranker.card['trained_on'])}")
        else:
            without = "shared words alone decide" if one.name == CLAIMS.name else "nothing is suggested"
            click.echo(f"{one.name}: {one.fault or f'no model; {without}.'}")
    if any(one.fault for one in found):
        raise SystemExit(1)


@train.command()
@click.argument("which", type=click.Choice(sorted(SHELVES)), default=MESSAGES.name)
def forget(which: str) -> None:
    """Remove the model of messages (or of urls, or claims): it suggests nothing until another is trained."""
    click.echo("The model is removed." if SHELVES[which].remove() else "There was no model.")
