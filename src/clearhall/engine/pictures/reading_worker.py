"""The reading process: pictures in on standard input, text out on standard output; ends when idle or when left alone.

A request is width and height (32 bits each, little-endian) and the bytes red, green, blue of every pixel; an answer is
its length (32 bits) and JSON. Run by `reading.TextReader`, never imported by it.
"""

from __future__ import annotations

import json
import os
import resource
import select
import struct
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

SLICE_PX = 2_700
"""A long screenshot is read in slices of this height: the recogniser would shrink a longer one until nothing is legible."""
OVERLAP_PX = 120
MOST_SLICES = 12
_LEAST_SURE = 0.5


def main() -> None:
    """Serve until standard input closes or nothing comes for the idle time."""
    idle_seconds, memory_bytes, threads = float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not come between the answers
    engine: Any = None
    while True:
        pixels = _request(sys.stdin.buffer, idle_seconds)
        if pixels is None:
            return
        try:
            engine = engine or _engine(threads)
            answer = _read(engine, pixels)
        except ImportError as error:
            answer = {"missing": type(error).__name__}
        except MemoryError:
            answer = {"failed": "out of memory"}
        except Exception as error:  # noqa: BLE001 (whatever the recogniser raises is an answer, by name only)
            answer = {"failed": type(error).__name__}
        content = json.dumps(answer).encode()
        answers.write(struct.pack("<I", len(content)) + content)
        answers.flush()


def _request(source: BinaryIO, idle_seconds: float) -> NDArray[np.uint8] | None:
    if not select.select([source], [], [], idle_seconds)[0]:
        return None
    head = source.read(8)
    if len(head) < 8:
        return None
    width, height = struct.unpack("<II", head)
    content = source.read(width * height * 3)
    if len(content) < width * height * 3:
        return None
    return np.frombuffer(content, np.uint8).reshape(height, width, 3)


def _engine(threads: int) -> Any:
    from rapidocr_onnxruntime import RapidOCR  # noqa: PLC0415 (optional, and slow to load)

    return RapidOCR(intra_op_num_threads=threads, inter_op_num_threads=1)


def _read(engine: Any, pixels: NDArray[np.uint8]) -> dict[str, Any]:
    lines: list[tuple[str, float, tuple[int, int, int, int]]] = []
    starts = list(slice_starts(pixels.shape[0]))
    for top, bottom in starts[:MOST_SLICES]:
        found, _ = engine(np.ascontiguousarray(pixels[top:bottom, :, ::-1]))  # blue first, as the recogniser wants it
        for corners, text, sure in found or ():
            xs, ys = [round(x) for x, _ in corners], [round(y) + top for _, y in corners]
            line = (text, float(sure), (min(xs), min(ys), max(xs), max(ys)))
            if float(sure) >= _LEAST_SURE and not any(_is_same(line, other) for other in lines):
                lines.append(line)
    return {"lines": lines, "is_complete": len(starts) <= MOST_SLICES}


def slice_starts(height: int) -> Iterator[tuple[int, int]]:
    """Top and bottom of each slice; neighbours overlap, so that no line is only met cut in two."""
    top = 0
    while True:
        bottom = min(height, top + SLICE_PX)
        yield top, bottom
        if bottom == height:
            return
        top = bottom - OVERLAP_PX


def _is_same(
    line: tuple[str, float, tuple[int, int, int, int]], other: tuple[str, float, tuple[int, int, int, int]]
) -> bool:
    """Whether a line was already met in the slice above: their boxes share more than half of the smaller height."""
    (left, top, right, bottom), (left2, top2, right2, bottom2) = line[2], other[2]
    shared = min(bottom, bottom2) - max(top, top2)
    beside = min(right, right2) - max(left, left2)
    return shared * 2 > min(bottom - top, bottom2 - top2) and beside * 2 > min(right - left, right2 - left2)


if __name__ == "__main__":
    main()
