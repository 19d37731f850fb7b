"""`clearhall check …`: what this desk knows of a message, as the page and the API say it. Nothing is stored."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from clearhall.desk.check.queries import Known
from clearhall.desk.check.queries import check as what_is_known
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import Invalid
from clearhall.desk.lib.limits import limit


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
        click.echo(json.dumps(_as_api(known), ensure_ascii=False))
    else:
        _print(known)


def _message(given: str) -> str:
    try:
        is_file = Path(given).is_file()
    except (OSError, ValueError):  # too long for a name, or with a null: a message
        is_file = False
    if given != "-" and not is_file:
        return given
    with click.open_file(given, "rb") as file:
        return str(file.read().decode("utf-8-sig", "replace"))


def _as_api(known: Known) -> dict[str, Any]:
    """Word for word what /api/v1/check answers; a test compares the two. (A command may not import a feature's `http`.)"""
    match = known.match
    last = match.last_at if known.since else None
    return {
        "verdict": known.verdict,
        "sentence": known.headline,
        "this_week": _count(match.recent),
        "in_all": _count(match.reports),
        "first_reported_on": known.since.date().isoformat() if known.since else None,
        "last_reported_on": last.date().isoformat() if last else None,
        "reported_as": [
            {"harm": one.harm, "label": str(one.label), "count": int(one.count) if one.count else None}
            for one in known.reported_as
        ],
        "published": [
            {
                "label": str(one.label),
                "text": one.text,
                "language": one.language,
                "published_on": one.at.date().isoformat(),
            }
            for one in known.answers
        ],
        "found": [
            {
                "kind": one.kind,
                "shown": one.shown,
                "hidden_as": [str(way) for way in one.hidden_as],
                "reports": _count(one.reports),
            }
            for one in known.things
        ],
        "what_to_do": [str(step) for step in known.steps],
        "is_complete": match.is_complete,
    }


def _count(reports: int) -> dict[str, Any]:
    return {"any": reports > 0, "count": reports if reports == 0 or reports >= limit("shown_count") else None}


def _print(known: Known) -> None:
    click.echo(known.headline)
    if known.since:
        click.echo(f"First reported on {known.since.date()}.")
    for one in known.reported_as:
        click.echo(f"Reported as: {one.label}{f' ({one.count})' if one.count else ''}")
    for answer in known.answers:
        click.echo(f"{answer.label} ({answer.at.date()}): {answer.text}")
    for thing in known.things:
        hidden = f" [{'; '.join(map(str, thing.hidden_as))}]" if thing.hidden_as else ""
        click.echo(f"{thing.label}: {thing.shown}{hidden}. {thing.sentence}")
    for step in known.steps:
        click.echo(f"- {step}")
    if not known.match.is_complete:
        click.echo("Only the newest reports are searched at the moment; ask again in a few minutes.", err=True)
