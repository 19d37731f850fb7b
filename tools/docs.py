"""Writes the generated parts of docs/ from the code's own tables, or checks that they are fresh.

A generated part stands between `<!-- generated: NAME -->` and `<!-- end -->` in a page that people wrote.

    python tools/docs.py write
    python tools/docs.py check      (exit 1 and the names of stale pages)
"""

import inspect
import os
import re
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from enum import StrEnum
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PART = re.compile(r"(<!-- generated: (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
sys.path.insert(0, str(ROOT / "src"))


def set_up() -> None:
    os.environ["CLEARHALL_DATA_DIR"] = tempfile.mkdtemp(prefix="clearhall-docs-")
    os.environ["CLEARHALL_SETTINGS_FILE"] = os.devnull
    os.environ["CLEARHALL_LANGUAGE"] = "en"
    os.environ["DJANGO_SETTINGS_MODULE"] = "clearhall.desk.config.settings"
    import django
    from django.utils import translation

    django.setup()
    translation.activate("en")


def table(head: list[str], rows: list[list[object]]) -> str:
    def cell(value: object) -> str:
        return str(value).replace("|", "\\|").replace("\n", " ").strip()

    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def sentence(thing: object) -> str:
    """First paragraph of a docstring, as one line."""
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())


def layers() -> list[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    found: list[str] = next(item["layers"] for item in contracts if item.get("containers") == ["clearhall.desk"])
    return [name.strip("()") for name in found]


def existing_layers() -> list[str]:
    return [name for name in layers() if (ROOT / "src/clearhall/desk" / name / "__init__.py").exists()]


def layer_diagram() -> str:
    """The features from top to bottom; an arrow for every import between two of them."""
    import grimp

    graph = grimp.build_graph("clearhall")
    names = existing_layers()
    lines = ["```mermaid", "flowchart TB"]
    lines += [f"  {name}[{name}]" for name in names] + ["  engine([engine])"]
    for upper in names:
        for lower in [*names[names.index(upper) + 1 :], "engine"]:
            target = "clearhall.engine" if lower == "engine" else f"clearhall.desk.{lower}"
            if lower not in ("lib", "look", "taxonomy") and graph.direct_import_exists(
                importer=f"clearhall.desk.{upper}", imported=target, as_packages=True
            ):
                lines.append(f"  {upper} --> {lower}")
    return "\n".join([*lines, "```"])


def feature_table() -> str:
    rows: list[list[object]] = []
    for name in existing_layers():
        rows.append([f"`{name}`", sentence(import_module(f"clearhall.desk.{name}"))])
    return table(["feature", "what it owns"], rows)


def engine_table() -> str:
    rows: list[list[object]] = []
    for folder in sorted((ROOT / "src/clearhall/engine").iterdir()):
        if (folder / "__init__.py").exists():
            rows.append([f"`engine.{folder.name}`", sentence(import_module(f"clearhall.engine.{folder.name}"))])
    return table(["part", "what it gives"], rows)


def table_register() -> str:
    from django.apps import apps

    rows: list[list[object]] = []
    for model in sorted(apps.get_models(), key=lambda item: item._meta.label):
        if model.__module__.startswith("clearhall."):
            columns = ", ".join(f"`{field.name}`" for field in model._meta.local_concrete_fields)
            rows.append([f"`{model._meta.label}`", sentence(model), columns])
    return table(["table", "what one row is, and what personal data it holds", "columns"], rows)


def limits() -> str:
    from clearhall.desk.lib.limits import LIMITS

    rows: list[list[object]] = [
        [f"`{name}`", f"{item.value:,}", item.unit, item.sentence] for name, item in LIMITS.items()
    ]
    return table(["limit", "value", "unit", "what it bounds"], rows)


def settings() -> str:
    from clearhall.desk.lib.options import Options

    rows: list[list[object]] = []
    for name, field in Options.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        rows.append([f"`CLEARHALL_{name.upper()}`", default or "not set", field.description])
    return table(["setting", "default", "what it does"], rows)


def _enums(suffix: str) -> Iterator[type[StrEnum]]:
    for name in existing_layers():
        path = ROOT / "src/clearhall/desk" / name / "events.py"
        if path.exists():
            module = import_module(f"clearhall.desk.{name}.events")
            for thing in vars(module).values():
                if inspect.isclass(thing) and issubclass(thing, StrEnum) and thing.__name__.endswith(suffix):
                    yield thing


def events() -> str:
    rows: list[list[object]] = [
        [f"`{item.value}`", kind.__module__.split(".")[2]] for kind in _enums("Event") for item in kind
    ]
    return table(["event in the log", "feature"], rows)


def permissions() -> str:
    rows: list[list[object]] = []
    for name in existing_layers():
        if not (ROOT / "src/clearhall/desk" / name / "access.py").exists():
            continue
        held = getattr(import_module(f"clearhall.desk.{name}.access"), "PERMISSIONS", None)
        for permission, roles in held.roles_by_permission.items() if held else ():
            rows.append([f"`{permission}`", ", ".join(sorted(role.value for role in roles))])
    return table(["permission", "roles that carry it"], rows)


def harms() -> str:
    from clearhall.desk.taxonomy.harms import RULES

    rows: list[list[object]] = [
        [f"`{harm.value}`", rule.label, ", ".join(sorted(item.value for item in rule.outcomes)), rule.urgency.label,
         f"{rule.first_response_h} / {rule.resolution_h}", f"{rule.dsa_category or 'none'}", f"{rule.dsa_keyword or 'none'}"]
        for harm, rule in RULES.items()
    ]  # fmt: skip
    head = [
        "harm",
        "name",
        "permitted outcomes",
        "urgency",
        "working hours until first look / closing",
        "DSA category",
        "DSA keyword",
    ]
    return table(head, rows)


def commands() -> str:
    import click

    from clearhall.cli import main

    rows: list[list[object]] = []

    def walk(prefix: str, command: click.Command) -> None:
        rows.append([f"`{prefix}`", (command.help or "").split("\n\n")[0].replace("\n", " ")])
        if isinstance(command, click.Group):
            for name in command.list_commands(click.Context(command)):
                found = command.get_command(click.Context(command), name)
                assert found is not None
                walk(f"{prefix} {name}", found)

    for name in main.list_commands(click.Context(main)):
        found = main.get_command(click.Context(main), name)
        assert found is not None, name
        walk(f"clearhall {name}", found)
    return table(["command", "what it does"], rows)


def endpoints() -> str:
    from clearhall.desk.config.urls import api

    rows: list[list[object]] = []
    for path, methods in sorted(api.get_openapi_schema()["paths"].items()):
        for method, operation in methods.items():
            rows.append(
                [
                    f"`{method.upper()} {path}`",
                    operation.get("summary", ""),
                    operation.get("description", "").split("\n\n")[0],
                ]
            )
    return table(["endpoint", "name", "what it does"], rows)


def schedule() -> str:
    from clearhall.desk.upkeep.schedule import SCHEDULE

    return table(["job", "every", "what it does"], [[f"`{job.name}`", job.every, job.sentence] for job in SCHEDULE])


PARTS: dict[str, Callable[[], str]] = {
    "layer-diagram": layer_diagram,
    "features": feature_table,
    "engine": engine_table,
    "tables": table_register,
    "limits": limits,
    "settings": settings,
    "events": events,
    "permissions": permissions,
    "harms": harms,
    "commands": commands,
    "endpoints": endpoints,
    "schedule": schedule,
}


def fresh(text: str) -> str:
    """The page with every generated part made anew. Raises KeyError for a part that nobody makes."""
    return PART.sub(lambda found: f"{found[1]}{PARTS[found['name']]()}\n{found[3]}", text)


def main(what: str) -> int:
    set_up()
    stale = []
    for path in [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"]:
        text = path.read_text() if path.exists() else ""
        if "<!-- generated:" in text and (new := fresh(text)) != text:
            stale.append(str(path.relative_to(ROOT)))
            if what == "write":
                path.write_text(new)
    for name in stale:
        print(("wrote " if what == "write" else "stale: ") + name)
    if stale and what == "check":
        print("Run: make docs")
    return 1 if stale and what == "check" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
