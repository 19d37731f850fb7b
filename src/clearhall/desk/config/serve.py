"""`clearhall up`: everything a desk needs, in one process tree; and the two parts of it, `web` and `worker`."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import click

PR_SET_PDEATHSIG = 1
READY_WITHIN_S = 60.0
JOBS_EVERY_S = 5.0


def _end_with_parent() -> None:
    """In a child on Linux: be terminated when the parent dies, however it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def refuse_busy_port(port: int) -> None:
    """Exit with a sentence when somebody listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            click.echo(
                f"Port {port} is in use. Choose another: make run PORT={port + 1}  (or clearhall up --port {port + 1})",
                err=True,
            )
            sys.exit(2)


def prepare(*, example: bool) -> None:
    """Bring the tables up to date and, for an example desk, load the invented city."""
    import django  # noqa: PLC0415 (settings depend on the environment prepared by `up`)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    click.echo("Preparing the database")
    call_command("migrate", verbosity=0, interactive=False)
    from clearhall.engine import pictures, retrieval  # noqa: PLC0415 (half a second)

    click.echo("Making ready to compare pictures and to find fact-checks (about twenty seconds the first time)")
    pictures.compile_ahead()
    retrieval.compile_ahead()
    if example:
        from clearhall.desk.city.load import load_city  # noqa: PLC0415

        load_city(say=click.echo)


@click.command(name="prepare")
@click.option("--example", is_flag=True, help="Load the invented example city.")
def prepare_command(example: bool) -> None:
    """Bring the tables up to date, as `clearhall up` does before it starts anything."""
    prepare(example=example)


def _prepare_apart(*, example: bool) -> None:
    """Prepare in a process of its own: what loading needs is given back when it ends."""
    command = [sys.executable, "-m", "clearhall", "prepare", *(["--example"] if example else [])]
    done = subprocess.run(command, preexec_fn=_end_with_parent)  # noqa: S603 (only prctl runs there)
    if done.returncode:
        click.echo(
            "The desk could not be prepared. The reason stands above; `clearhall doctor` may know more.", err=True
        )
        sys.exit(done.returncode)


@click.command()
@click.option("--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--empty", is_flag=True, help="A desk without the invented example city.")
def up(port: int, host: str, empty: bool) -> None:
    """Set up and start a desk: database, web and worker."""
    refuse_busy_port(port)
    data_dir = Path(os.environ.setdefault("CLEARHALL_DATA_DIR", "data")).absolute()
    os.environ["CLEARHALL_DATA_DIR"] = str(data_dir)
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not empty:
        os.environ.setdefault("CLEARHALL_EXAMPLE_DESK", "true")
        os.environ.setdefault("CLEARHALL_SECOND_FACTOR_REQUIRED", "false")
    os.environ.setdefault("CLEARHALL_PUBLIC_URL", f"http://{host}:{port}")
    started = time.monotonic()
    _prepare_apart(example=not empty)
    click.echo("Starting web and worker")
    children = [_start("web", "--port", str(port), "--host", host), _start("worker")]
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: _stop(children))
    _wait_until_ready(port, children)
    if not empty:
        import django  # noqa: PLC0415

        django.setup()
        from clearhall.desk.city.load import sign_ins  # noqa: PLC0415

        click.echo(sign_ins())
    click.echo(f"Data: {data_dir}   Set up and started in {time.monotonic() - started:.0f} s")
    click.echo("Stop with Ctrl+C.")
    click.echo(f"Clearhall is ready at http://{host}:{port}/")
    sys.stdout.flush()
    while all(child.poll() is None for child in children):
        time.sleep(0.5)
    click.echo("A part of the desk has ended; stopping the rest. The reason stands above.", err=True)
    _stop(children, code=1)


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "clearhall", *arguments]
    return subprocess.Popen(command, preexec_fn=_end_with_parent)  # noqa: S603 (only prctl runs there)


def _stop(children: list[subprocess.Popen[bytes]], code: int = 0) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        child.terminate()
    deadline = time.monotonic() + 15
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
    sys.exit(code)


def _wait_until_ready(port: int, children: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        if any(child.poll() is not None for child in children):
            break
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    click.echo("The desk did not start. What it said stands above; `clearhall doctor` may know more.", err=True)
    _stop(children, code=1)


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--host", default="127.0.0.1", show_default=True)
def web(port: int, host: str) -> None:
    """Serve the site only (for a service manager)."""
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415
    from granian.server import Server  # noqa: PLC0415

    from clearhall.desk.lib.options import load_options  # noqa: PLC0415

    options = load_options()
    Server(
        "clearhall.desk.config.web_process:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=options.web_workers,
        blocking_threads=options.web_threads,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
    ).serve()


@click.command()
def worker() -> None:
    """Run background tasks and scheduled jobs only (for a service manager)."""
    import django  # noqa: PLC0415

    django.setup()
    from django_tasks_db.management.commands.db_worker import Worker  # noqa: PLC0415

    threading.Thread(target=_run_jobs_forever, name="jobs", daemon=True).start()
    tasks = Worker(
        queue_names=["*"], interval=1.0, batch=False, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id=f"{socket.gethostname()[:40]}-{os.getpid()}", excluded_queue_names=[],
    )  # fmt: skip
    tasks.configure_signals()
    tasks.run()


def _run_jobs_forever() -> None:
    from django.db import close_old_connections  # noqa: PLC0415
    from django.db.utils import Error  # noqa: PLC0415

    from clearhall.desk.lib.clock import now  # noqa: PLC0415
    from clearhall.desk.upkeep.schedule import log, run_due_jobs  # noqa: PLC0415

    while True:
        try:
            close_old_connections()
            run_due_jobs(at=now(), now=now)
        except Error as failure:
            log.error("schedule waits for the database", error=type(failure).__name__)
        time.sleep(JOBS_EVERY_S)
