"""`clearhall check …`: what this desk knows of a message, as the page and the API say it. Nothing is stored."""

import json
import sys

import click

from clearhall.desk.check.answers import as_answer
from clearhall.desk.check.queries import Known
from clearhall.desk.check.queries import check as what_is_known
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import Invalid
from clearhall.engine.arguments import names_a_file


@click.command()
@click.argument("text", metavar="TEXT|FILE|-")
@click.option("--json", "as_json", is_flag=True, help="The answer as /api/v1/check gives it.")
def check(text: str, as_json: bool) -> None:
    """Say what the desk knows of a message, link or number.

    FILE and standard input hold one message. Ends with 2 when it cannot be checked.
    """
    try:
        known = what_is_known(_message(text), at=now())
    except Invalid as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    if as_json:
        click.echo(json.dumps(as_answer(known), ensure_ascii=False, default=str))
    else:
        _print(known)


def _message(given: str) -> str:
    if given != "-" and not names_a_file(given):
        return given
    with click.open_file(given, "rb") as file:
        return str(file.read().decode("utf-8-sig", "replace"))


def _print(known: Known) -> None:
    click.echo(known.headline)
    if known.since:
        click.echo(f"First reported on {known.since.date()}.")
    for harm in known.reported_as:
        click.echo(f"Reported as: {harm.label}{f' ({harm.count})' if harm.count else ''}")
    for answer in known.answers:
        click.echo(f"{answer.label} ({answer.at.date()}): {answer.text}")
    for one in known.fact_checks:
        click.echo(f"A published fact-check on this ({one.at.date()}): {one.text}")
        click.echo(f"  {one.why}")
    for thing in known.things:
        hidden = f" [{'; '.join(map(str, thing.hidden_as))}]" if thing.hidden_as else ""
        click.echo(f"{thing.label}: {thing.shown}{hidden}. {thing.sentence}")
        if thing.official:
            click.echo(f"  Official: {thing.official}")
        if thing.imitates:
            click.echo(
                f"  Looks like {thing.imitates.official.channel} ({thing.imitates.official.name}). {thing.imitates.how}"
            )
    for sentence in known.campaign:
        click.echo(sentence)
    for step in known.steps:
        click.echo(f"- {step}")
    if not known.match.is_complete:
        click.echo("Only the newest reports are searched at the moment; ask again in a few minutes.", err=True)
