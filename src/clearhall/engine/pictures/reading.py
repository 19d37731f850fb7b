"""Read the text of a screenshot, Chinese and English, in a process of its own.

The recogniser is an optional part (extra `ocr`). It takes half a gigabyte and opens pictures of strangers, so it never
runs in the process that asks: a child is started at the first picture, ends itself after a while without work, and is
killed when it exceeds its time. Nothing is fetched: the models are files of the installed package.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import select
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from threading import Lock
from types import TracebackType
from typing import Any

from clearhall.engine.pictures.errors import NotAvailable, ReadingFailed
from clearhall.engine.pictures.opening import Picture

_NEEDED = ("rapidocr_onnxruntime", "onnxruntime", "cv2")
_WORKER = "clearhall.engine.pictures.reading_worker"
_LONGEST_ANSWER = 4_000_000  # bytes; a full page of small print has a few thousand characters
_GRACE_S = 5.0


@dataclass(frozen=True)
class ReadingConfig:
    """Limits of the reading process."""

    seconds: float = 60.0
    """For one picture, the first one's start of the process (some seconds) included."""
    idle_seconds: float = 120.0
    """Without work for so long, the process ends and gives its memory back."""
    memory_bytes: int = 3_000_000_000
    """Address space of the process; it uses about 500 MB of memory and reserves more."""
    threads: int = 1
    """Two take twice the processor time on a busy machine, because they wait for each other by spinning."""
    worker: str = _WORKER
    """Module that is run; another one stands in for the recogniser in tests."""

    def __post_init__(self) -> None:
        if self.seconds <= 0 or self.idle_seconds <= 0 or self.memory_bytes < 1 or self.threads < 1:
            raise ValueError("limits must be positive")


@dataclass(frozen=True)
class Line:
    """One line of text: what it says, how sure the recogniser is (0 to 1), its box in pixels (left, top, right, bottom)."""

    text: str
    confidence: float
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class Reading:
    """The text of a picture, line by line from top to bottom. `is_complete` is False when a very long one was cut."""

    lines: tuple[Line, ...]
    is_complete: bool = True

    @property
    def text(self) -> str:
        """The lines one below the other; "" when nothing was read."""
        return "\n".join(line.text for line in self.lines)


def can_read_text() -> bool:
    """Whether the optional part is installed; it is not loaded for this answer."""
    return all(importlib.util.find_spec(name) is not None for name in _NEEDED)


class TextReader:
    """Reads one picture after the other; threads may share one. Close it, or use it in a `with` statement."""

    def __init__(self, config: ReadingConfig | None = None) -> None:
        """Nothing is started yet."""
        self.config = config or ReadingConfig()
        self._one_at_a_time = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> TextReader:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def is_running(self) -> bool:
        """Whether a process is there now."""
        return self._process is not None and self._process.poll() is None

    def read(self, picture: Picture) -> Reading:
        """The text of a picture.

        Raises:
            NotAvailable: the optional part is not installed or cannot be loaded.
            ReadingFailed: out of time (also waiting for other pictures), out of memory, or the process died.
        """
        if self.config.worker == _WORKER and not can_read_text():
            raise NotAvailable("reading of text in pictures is not installed (the extra `ocr`)")
        end = time.monotonic() + self.config.seconds
        if not self._one_at_a_time.acquire(timeout=self.config.seconds):
            raise ReadingFailed("too many pictures are waiting")
        try:
            answer = self._asked(picture, end)
        except BaseException:
            self._kill()
            raise
        finally:
            self._one_at_a_time.release()
        return _reading(answer)

    def close(self) -> None:
        """End the process, if there is one; a picture being read is waited for."""
        with self._one_at_a_time:
            self._kill()

    def _asked(self, picture: Picture, end: float) -> dict[str, Any]:
        request = struct.pack("<II", picture.width, picture.height) + picture.pixels.tobytes()
        for is_last in (False, True):
            was_running = self.is_running
            process = self._process if was_running and self._process else self._start()
            try:
                _send(process, request, end)
                return _received(process, end)
            except (BrokenPipeError, EOFError):
                self._kill()
                if is_last or not was_running:  # one that just ended itself after its idle time is no failure
                    raise ReadingFailed("the reading process ended") from None
        raise AssertionError("unreachable")

    def _start(self) -> subprocess.Popen[bytes]:
        self._kill()
        config = self.config
        command = [
            sys.executable,
            "-m",
            config.worker,
            str(config.idle_seconds),
            str(config.memory_bytes),
            str(config.threads),
        ]
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
        environment = kept | {
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "OMP_NUM_THREADS": str(config.threads),
        }
        self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            bufsize=0,
        )
        assert self._process.stdin is not None
        os.set_blocking(self._process.stdin.fileno(), False)
        return self._process

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=_GRACE_S)


def _send(process: subprocess.Popen[bytes], request: bytes, end: float) -> None:
    assert process.stdin is not None
    number, left = process.stdin.fileno(), memoryview(request)
    while left:
        if not select.select([], [number], [], max(0.0, end - time.monotonic()))[1]:
            raise ReadingFailed("out of time")
        left = left[os.write(number, left[: 1 << 16]) :]


def _received(process: subprocess.Popen[bytes], end: float) -> dict[str, Any]:
    length = struct.unpack("<I", _exactly(process, 4, end))[0]
    if length > _LONGEST_ANSWER:
        raise ReadingFailed("the answer is too long")
    answer: dict[str, Any] = json.loads(_exactly(process, length, end))
    return answer


def _exactly(process: subprocess.Popen[bytes], length: int, end: float) -> bytes:
    assert process.stdout is not None
    number, parts = process.stdout.fileno(), bytearray()
    while len(parts) < length:
        if not select.select([number], [], [], max(0.0, end - time.monotonic()))[0]:
            raise ReadingFailed("out of time")
        part = os.read(number, length - len(parts))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def _reading(answer: dict[str, Any]) -> Reading:
    if "missing" in answer:
        raise NotAvailable(f"reading of text in pictures cannot be loaded ({answer['missing']})")
    if "failed" in answer:
        raise ReadingFailed(str(answer["failed"]))
    lines = tuple(
        Line(str(text), float(sure), (int(box[0]), int(box[1]), int(box[2]), int(box[3])))
        for text, sure, box in answer["lines"]
    )
    return Reading(lines, bool(answer["is_complete"]))
