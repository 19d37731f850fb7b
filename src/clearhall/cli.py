"""`clearhall …`: the commands. Thin: each parses, calls one action, prints; loaded only when called."""

import importlib
import os
import sys

import click

# name -> (module, attribute, needs Django). Kept as a table so that `clearhall --help` loads nothing.
COMMANDS: dict[str, tuple[str, str, bool]] = {
    "bodies": ("clearhall.desk.bodies.cli", "bodies", True),
    "person": ("clearhall.desk.accounts.cli", "person", True),
    "token": ("clearhall.desk.accounts.cli", "token", True),
    "backup": ("clearhall.desk.upkeep.cli", "backup", True),
    "check": ("clearhall.desk.check.cli", "check", True),
    "dedupe": ("clearhall.engine.cli", "dedupe", False),
    "evaluate": ("clearhall.engine.cli", "evaluate", False),
    "extract": ("clearhall.engine.cli", "extract", False),
    "campaigns": ("clearhall.desk.campaigns.cli", "campaigns", True),
    "official": ("clearhall.desk.official.cli", "official", True),
    "import": ("clearhall.desk.intake.cli", "import_group", True),
    "django": ("clearhall.desk.config.commands", "django_command", False),
    "doctor": ("clearhall.desk.upkeep.cli", "doctor", True),
    "keys": ("clearhall.desk.upkeep.cli", "keys", True),
    "match": ("clearhall.desk.matching.cli", "match", True),
    "move-to": ("clearhall.desk.upkeep.cli", "move", True),
    "prepare": ("clearhall.desk.config.serve", "prepare_command", False),
    "restore": ("clearhall.desk.upkeep.cli", "restore", True),
    "setup": ("clearhall.desk.config.commands", "setup", True),
    "train": ("clearhall.desk.factchecks.cli", "train", True),
    "up": ("clearhall.desk.config.serve", "up", False),
    "verify": ("clearhall.desk.ledger.cli", "verify", True),
    "web": ("clearhall.desk.config.serve", "web", False),
    "worker": ("clearhall.desk.config.serve", "worker", False),
}


class Commands(click.Group):
    """Loads a command's module when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, attribute, needs_django = COMMANDS[name]
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clearhall.desk.config.settings")
        if needs_django:
            import django  # noqa: PLC0415 (a second that `clearhall --help` need not wait)

            django.setup()
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.group(cls=Commands)
@click.version_option(package_name="clearhall")
def main() -> None:
    """Clearhall: the open desk for online harm."""


if __name__ == "__main__":
    sys.exit(main())
