"""`clearhall train claims`: teach the desk which of its fact-checks answers a message."""

from pathlib import Path

import click

from clearhall.desk.cases.cli import LABELLED_FILE, told, train
from clearhall.desk.factchecks.actions import LabelledFiles, train_claims


@train.command()
@click.option("--pairs", type=LABELLED_FILE, help="Messages, JSON lines with query_id, text and relevant.")
@click.option("--corpus", type=LABELLED_FILE, help="Their fact-checks, JSON lines with doc_id and text.")
@click.option("--licence", default="not stated", show_default=True, help="Licence of the files, for the model card.")
@click.option("--no-cases", is_flag=True, help="Do not learn from this desk's own closed cases.")
@click.option(
    "--false-answers",
    type=click.FloatRange(0, 1),
    default=0.05,
    show_default=True,
    help="Share of messages without an answer that may be told of a fact-check that does not answer them.",
)
@told
def claims(pairs: Path | None, corpus: Path | None, licence: str, no_cases: bool, false_answers: float) -> None:
    """Learn which fact-check answers a message, from closed cases of false claims and from files."""
    if (pairs is None) != (corpus is None):
        raise click.UsageError("--pairs and --corpus go together.")
    files = LabelledFiles(pairs, corpus, licence) if pairs and corpus else None
    model = train_claims(false_answers=false_answers, files=files, own_cases=not no_cases)
    for source in model.card["trained_on"]:
        click.echo(source)
    found, asked = model.card["pairs_found"], model.card["pairs"]
    click.echo(f"{found:,} of {asked:,} fact-checks stood among the candidates.")
    click.echo(f"A fact-check is said to be known from a probability of {model.threshold:.0%} on.")


__all__ = ["train"]
