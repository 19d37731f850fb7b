"""Commands that belong to the installation as a whole."""

import click
from django.core.management import call_command, execute_from_command_line


@click.command(name="django", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def django_command(arguments: tuple[str, ...]) -> None:
    """Run a Django management command."""
    execute_from_command_line(["clearhall django", *arguments])


@click.command()
def setup() -> None:
    """Bring the tables up to date with this version."""
    call_command("migrate", verbosity=1, interactive=False)
