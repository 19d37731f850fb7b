"""Commands over the engine alone: extract, dedupe, evaluate. They need no data folder, no database and no network."""

from __future__ import annotations

import contextlib
import importlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import click

from clearhall.engine.arguments import names_a_file

if TYPE_CHECKING:
    from clearhall.engine.clusters import Cluster

LONGEST_LINE = 10_000_000  # characters of one text given to `extract`


def texts_of(given: str) -> Iterator[str]:
    """The texts that an argument names: the lines of a file, the lines of standard input for `-`, else itself."""
    if given == "-":
        yield from _lines(click.open_file("-", encoding="utf-8-sig", errors="replace"))
    elif names_a_file(given):
        with open(given, encoding="utf-8-sig", errors="replace") as file:
            yield from _lines(file)
    else:
        yield given


def _lines(file: IO[str]) -> Iterator[str]:
    while line := file.readline(LONGEST_LINE):
        if line.strip():
            yield line.rstrip("\r\n")


@click.command()
@click.argument("text", metavar="FILE|TEXT|-")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each text.")
def extract(text: str, as_json: bool) -> None:
    """List what a text asks its reader to open, call, pay or add.

    FILE and standard input hold one text a line. Nothing is looked up and nothing is kept.
    """
    from clearhall.engine import indicators  # noqa: PLC0415 (tables that `--help` need not wait for)

    for number, one in enumerate(texts_of(text), 1):
        found = indicators.extract(one)
        if as_json:
            _say(json.dumps({"text": number, "indicators": [asdict(item) for item in found]}))
        elif found:
            for item in found:
                hidden = ", ".join(item.hidden_as) or "plain"
                _say(f"{number}\t{item.start}-{item.end}\t{item.kind}\t{item.value}\t{hidden}\t{item.detail}")


def _say(line: str) -> None:
    click.echo(line.encode("utf-8", "backslashreplace").decode())


def cluster_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that `chosen_cluster` takes."""
    for option in (
        click.option("--workers", type=click.IntRange(1, 10_000), help="How many tasks run at once."),
        click.option(
            "--address", metavar="HOST:PORT", help="Head of a running Ray cluster; without it Ray is started here."
        ),
        click.option(
            "--cluster", type=click.Choice(["processes", "ray"]), help="Share the work among processes or machines."
        ),
    ):
        command = option(command)
    return command


@contextlib.contextmanager
def chosen_cluster(cluster: str | None, address: str | None, workers: int | None) -> Iterator[Cluster | None]:
    """The cluster that the options name, None where they name none. It is ready when the block begins, which takes seconds."""
    from clearhall.engine import clusters  # noqa: PLC0415 (see extract)

    if cluster:
        with clusters.open_cluster(cluster, address=address, workers=workers) as opened:
            yield opened
    elif address or workers:
        raise click.UsageError("--address and --workers are for --cluster.")
    else:
        yield None


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the groups go (.csv or .ndjson).")
@click.option("--column", metavar="NAME", help="Which column holds the text.")
@click.option("--resume", is_flag=True, help="Go on where a run that was ended stopped.")
@cluster_options
def dedupe(
    file: Path,
    out: Path | None,
    column: str | None,
    resume: bool,
    cluster: str | None,
    address: str | None,
    workers: int | None,
) -> None:
    """Tell for each row of FILE (CSV, NDJSON or one text a line) which group of near-duplicates it belongs to.

    The groups are written to FILE.groups.csv, or to --out. A run that was killed goes on with --resume. With --cluster
    the answer is the same, byte for byte; every machine must see FILE and the folder of --out under the same paths.
    """
    from clearhall.engine import clusters, deduplication  # noqa: PLC0415 (compiled kernels)

    target = out or file.with_name(file.name + ".groups.csv")
    if target.resolve() == file.resolve():
        raise click.ClickException("The groups would overwrite the file itself; name another --out.")
    options: dict[str, Any] = {"column": column, "resume": resume}
    try:
        with (
            chosen_cluster(cluster, address, workers) as shared,
            click.progressbar(length=max(1, file.stat().st_size), label="Reading", file=sys.stderr) as bar,
        ):
            if shared:
                summary = deduplication.deduplicate_on(shared, file, target, progress=bar.update, **options)
            else:
                summary = deduplication.deduplicate(file, target, progress=bar.update, **options)
    except (deduplication.DeduplicationError, clusters.ClusterError) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{error.strerror or error}. With --resume the run goes on.") from None
    click.echo(f"{summary.rows:,} rows, {summary.different:,} different texts, {summary.groups:,} groups: {target}")
    if summary.unreadable:
        click.echo(
            f"{summary.unreadable:,} rows could not be read; they are in group 0. The first is row {summary.first_unreadable}.",
            err=True,
        )
    if not summary.rows:
        click.echo(
            "Warning: this file holds no rows. If it should, something went wrong before it came here.", err=True
        )


class Task(NamedTuple):
    """What `clearhall evaluate NAME` calls: `evaluate(data, **options, progress=…)` of a module, giving one mapping a file."""

    module: str
    options: tuple[str, ...]
    help: str


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
# Every option that a task may name, once. Each is handed on under its own name.
OPTIONS: dict[str, Mapping[str, Any]] = {
    "train": {"type": _FILE, "multiple": True, "help": "Labelled file to learn from."},
    "corpus": {"type": _FILE, "required": True, "help": "Documents to search."},
    "map": {"type": _FILE, "help": "File that says which label of one file is which of the other."},
    "strip": {"is_flag": True, "help": "Without scheme and www."},
    "perturb": {"metavar": "NAME", "help": "Disturb the texts before they are scored."},
    "seed": {"type": int, "default": 0, "show_default": True, "help": "Of the disturbance."},
    "others": {"type": click.IntRange(0, 20_000_000), "default": 0, "help": "Invented texts among which to search."},
}
TASKS: dict[str, Task] = {
    "duplicates": Task("clearhall.engine.evaluation.duplicates", ("others",), "Near-duplicates: id, text, cluster."),
    "indicators": Task("clearhall.engine.evaluation.indicators", (), "Indicators: text, and indicators or urls."),
    "retrieval": Task(
        "clearhall.engine.evaluation.retrieval", ("corpus", "train"), "Fact-checks: query_id, text, relevant."
    ),
    "scams": Task("clearhall.engine.evaluation.scams", ("train", "map", "perturb", "seed"), "Scams: text, label."),
    "urls": Task("clearhall.engine.evaluation.urls", ("train", "strip", "perturb", "seed"), "Addresses: url, label."),
    "pairs": Task("clearhall.engine.evaluation.pairs", ("train",), "Same meaning or not: a, b, label, source."),
}


@click.group()
def evaluate() -> None:
    """Say how good and how fast the engine is on labelled files of your own."""


def _command(name: str, task: Task) -> click.Command:
    def run(data: tuple[Path, ...], as_json: bool, **options: Any) -> None:
        from clearhall.engine.evaluation.files import EvaluationError  # noqa: PLC0415 (see extract)

        scored = importlib.import_module(task.module).evaluate
        try:
            results = list(scored(data, **options, progress=lambda said: click.echo(said, err=True)))
        except (EvaluationError, OSError) as error:
            raise click.ClickException(str(error)) from None
        if as_json:
            _say(json.dumps(results[0] if len(results) == 1 else results, ensure_ascii=False))
        else:
            for result in results:
                _print("", result)

    wanted = [click.Option(["--data"], type=_FILE, multiple=True, required=True, help="Labelled file to score.")]
    wanted += [click.Option([f"--{option}"], **OPTIONS[option]) for option in task.options]
    wanted += [click.Option(["--json", "as_json"], is_flag=True, help="Print one JSON object, or a list of them.")]
    return click.Command(name, params=list(wanted), callback=run, help=task.help)


def _print(prefix: str, value: object) -> None:
    if isinstance(value, Mapping):
        for key, part in value.items():
            _print(f"{prefix}.{key}" if prefix else str(key), part)
    elif isinstance(value, list):
        for part in value:
            _say(f"{prefix:<40}{json.dumps(part, ensure_ascii=False)}")
    else:
        _say(f"{prefix:<40}{round(value, 4) if isinstance(value, float) else value}")


for _name, _task in TASKS.items():
    evaluate.add_command(_command(_name, _task))
