"""`clearhall person …` and `clearhall token …`: the first people, new links, tokens."""

import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import click
from django.conf import settings
from django.urls import reverse

from clearhall.desk.accounts import actions
from clearhall.desk.accounts.events import Scope
from clearhall.desk.accounts.models import ApiToken, Person
from clearhall.desk.bodies.queries import body_by_code
from clearhall.desk.lib.actors import Role, job
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import DeskError, NotFound

ACTOR = job("command")


def _or_say(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except DeskError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)


def _link(secret: str) -> str:
    return settings.CLEARHALL.public_url.rstrip("/") + reverse("accounts:link", args=[secret])


@click.group()
def person() -> None:
    """People who work at the desk."""


@person.command()
@click.argument("username")
@click.option("--body", required=True, help="Code of the body.")
@click.option(
    "--role", "roles", multiple=True, type=click.Choice([role.value for role in Role]), help="May be repeated."
)
@click.option("--name", default="", help="Name to show.")
def new(username: str, *, body: str, roles: tuple[str, ...], name: str) -> None:
    """Invite USERNAME and print the one-time link that sets the password."""

    def act() -> str:
        at_body = body_by_code(body)
        chosen = frozenset(Role(role) for role in roles)
        _person, secret = actions.invite_person(
            username, body_id=at_body.pk, roles=chosen, display_name=name, actor=ACTOR, at=now()
        )
        return secret

    click.echo(_link(_or_say(act)))


@person.command()
@click.argument("username")
@click.option("--second-factor", is_flag=True, help="Remove the second factors too.")
def reset(username: str, *, second_factor: bool) -> None:
    """Print a one-time link with which USERNAME sets a new password."""

    def act() -> str:
        person_id = _person_id(username)
        if second_factor:
            actions.drop_second_factor(person_id, actor=ACTOR, at=now())
        return actions.make_link(person_id, actor=ACTOR, at=now())

    click.echo(_link(_or_say(act)))


@person.command()
@click.argument("username")
def deactivate(username: str) -> None:
    """End every way in of USERNAME at once."""
    _or_say(lambda: actions.deactivate_person(_person_id(username), actor=ACTOR, at=now()))
    click.echo(f"{username} was deactivated.")


def _person_id(username: str) -> int:
    found = Person.objects.filter(username=username).first()
    if found is None:
        raise NotFound
    return found.pk


@click.group()
def token() -> None:
    """API tokens of watchposts and bodies."""


@token.command(name="new")
@click.argument("name")
@click.option("--watchpost", help="Code of the watchpost.")
@click.option("--body", help="Code of the body.")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice([scope.value for scope in Scope]))
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 366), help="How long it is good.")
def new_token(name: str, *, watchpost: str | None, body: str | None, scopes: tuple[str, ...], days: int) -> None:
    """Make a token for the program NAME and print it, once."""
    if (watchpost is None) == (body is None):
        raise click.UsageError("Give either --watchpost or --body.")

    def act() -> str:
        at = now()
        return actions.issue_token(
            name,
            scopes=scopes,
            expires_at=at + timedelta(days=days),
            watchpost_id=None if watchpost is None else _watchpost_id(watchpost),
            body_id=None if body is None else body_by_code(body).pk,
            actor=ACTOR,
            at=at,
        )

    click.echo(_or_say(act))


@token.command()
@click.argument("token_id", type=int)
def revoke(token_id: int) -> None:
    """Make the token with this number useless."""
    _or_say(lambda: actions.revoke_token(token_id, actor=ACTOR, at=now()))
    click.echo("Revoked.")


def _watchpost_id(code: str) -> int:
    model: Any = ApiToken._meta.get_field("watchpost").related_model
    found = model._default_manager.filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound
    return int(found)
