"""Finding copies of pictures beside pdqhash and imagehash: recall, false matches, speed; one run, two tables.

    PYTHONPATH=src python -m benchmarks.pictures --pictures 100 --asked 25 --hashes 1000000

The peers are only measured when they are installed (`pip install pdqhash imagehash`). Pictures are drawn: photographs,
chats, posters and sign-in pages that all have one layout, the same for every run; `--part train` draws the ones that the
thresholds were chosen on. Every picture in the index other than the one that was copied counts as a false match.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from PIL import Image
from tests.engine.pictures import drawing

from clearhall.engine import pictures

FIRST_SEED = {"train": 5_000, "dev": 90_000}
PEER_REACH = {"pdqhash": 31, "imagehash phash": 10, "imagehash dhash": 10}
"""Bits that may differ: PDQ's published bound; ten of 64 as imagehash's users do."""


@dataclass
class Method:
    """One way to find copies: `enter` the originals, `ask` with a copy, which gives the numbers found."""

    name: str
    enter: Callable[[Sequence[Image.Image]], None]
    ask: Callable[[Image.Image], set[int]]
    hits: dict[str, list[bool]] = field(default_factory=dict)
    false_pairs: dict[str, int] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    enter_ms: float = 0.0


def ours() -> Method:
    index = pictures.PictureIndex()

    def enter(images: Sequence[Image.Image]) -> None:
        for number, image in enumerate(images):
            stored = pictures.fingerprint(drawing.as_picture(image)).data
            index.add(number, pictures.read_fingerprint(stored))

    def ask(image: Image.Image) -> set[int]:
        return {one.picture_id for one in index.find(pictures.question(drawing.as_picture(image)), limit=50)}

    return Method("clearhall", enter, ask)


def hash_only() -> Method:
    index = pictures.HashIndex()

    def enter(images: Sequence[Image.Image]) -> None:
        index.add_many(range(len(images)), [pictures.pdq(drawing.as_picture(image)).hash for image in images])

    def ask(image: Image.Image) -> set[int]:
        turns = pictures.pdq_turned(drawing.as_picture(image)).values()
        return {near.picture_id for one in turns for near in index.find(one.hash)}

    return Method("clearhall, hash only", enter, ask)


def peer(name: str, bits_of: Callable[[Image.Image], Any]) -> Method:
    rows: list[Any] = []

    def enter(images: Sequence[Image.Image]) -> None:
        rows.append(np.stack([bits_of(image) for image in images]))

    def ask(image: Image.Image) -> set[int]:
        distances = (rows[0] != bits_of(image)).sum(axis=1)
        return set(np.flatnonzero(distances <= PEER_REACH[name]).tolist())

    return Method(name, enter, ask)


def peers() -> Iterator[Method]:
    for module, names in (("pdqhash", ["pdqhash"]), ("imagehash", ["imagehash phash", "imagehash dhash"])):
        try:
            library = importlib.import_module(module)
        except ModuleNotFoundError:
            print(f"{module} is not measured: install it with `pip install {module}`", file=sys.stderr)
            continue
        for name in names:
            if module == "pdqhash":
                yield peer(name, lambda image, library=library: library.compute(np.array(image))[0])
            else:
                function = getattr(library, name.split()[1])
                yield peer(name, lambda image, function=function: function(image).hash.ravel())


def measure(methods: Sequence[Method], images: Sequence[Image.Image], asked: Sequence[int]) -> None:
    for method in methods:
        start = time.perf_counter()
        method.enter(images)
        method.enter_ms = (time.perf_counter() - start) / len(images) * 1000
    chance = random.Random(11)
    for copy, change in drawing.COPIES.items():
        for number in asked:
            changed = change(images[number], chance)
            for method in methods:
                start = time.perf_counter()
                found = method.ask(changed)
                method.seconds.append(time.perf_counter() - start)
                method.hits.setdefault(copy, []).append(number in found)
                method.false_pairs[copy] = method.false_pairs.get(copy, 0) + len(found - {number})


def recall_table(methods: Sequence[Method], images: int) -> str:
    lines = [f"{'':24}" + "".join(f"{method.name:>22}" for method in methods)]
    for copy in drawing.COPIES:
        lines.append(f"{copy:24}" + "".join(f"{np.mean(method.hits[copy]):22.3f}" for method in methods))
    questions = [sum(map(len, method.hits.values())) for method in methods]
    pairs = [
        f"{sum(method.false_pairs.values()) / (count * (images - 1)):22.6f}"
        for method, count in zip(methods, questions, strict=True)
    ]
    lines.append(f"{'false matches a pair':24}" + "".join(pairs))
    lines.append(f"{'enter, ms a picture':24}" + "".join(f"{method.enter_ms:22.1f}" for method in methods))
    lines.append(
        f"{'ask, ms p50':24}" + "".join(f"{np.percentile(method.seconds, 50) * 1e3:22.1f}" for method in methods)
    )
    return "\n".join(lines)


def equal_bits(images: Sequence[Image.Image]) -> str:
    """How many hashes and qualities are those of the reference implementation."""
    library = importlib.import_module("pdqhash")
    same, times = 0, [0.0, 0.0]
    for image in images:
        pixels = np.array(image)
        start = time.perf_counter()
        bits, quality = library.compute(pixels)
        middle = time.perf_counter()
        mine = pictures.pdq(pictures.Picture(pixels))
        times = [times[0] + middle - start, times[1] + time.perf_counter() - middle]
        same += mine == pictures.Hashed(pictures.PdqHash(np.packbits(bits).tobytes()), quality)
    ratio = times[0] / times[1]
    return f"PDQ: {same} of {len(images)} hashes and qualities equal to pdqhash's, in 1/{ratio:.1f} of its time"


def hash_speed(count: int, questions: int = 2_000) -> str:
    """Look-ups among random hashes, half of them near one that is there."""
    chance = np.random.default_rng(3)
    hashes = chance.integers(0, 256, (count, 32), dtype=np.uint8)
    index = pictures.HashIndex(expected=count)
    start = time.perf_counter()
    index.add_many(range(count), hashes)
    built = time.perf_counter() - start
    times, found, single = [], 0, []
    for _ in range(questions):
        row = int(chance.integers(count))
        bits = np.unpackbits(hashes[row])
        bits[chance.choice(256, int(chance.integers(0, 32)), replace=False)] ^= 1
        wanted = pictures.PdqHash(np.packbits(bits).tobytes())
        start = time.perf_counter()
        near = index.find(wanted)
        times.append(time.perf_counter() - start)
        found += any(one.picture_id == row for one in near)
    for number in range(500):
        start = time.perf_counter()
        index.add(number, pictures.PdqHash(hashes[number].tobytes()))
        single.append(time.perf_counter() - start)
    p50, p99 = np.percentile(times, [50, 99]) * 1e3
    return (
        f"hash index, {count:,}: {count / built:,.0f} entered a second, within 31 bits p50 {p50:.2f} ms p99 {p99:.2f} ms, "
        f"recall {found / questions:.4f}, replace one {np.median(single) * 1e3:.3f} ms, {index.bytes_used / count:.0f} bytes each"
    )


def landmark_speed(count: int, images: Sequence[Image.Image], asked: Sequence[int]) -> str:
    """Look-ups among many others, made from drawn pictures by exchanging bits and places."""
    chance = np.random.default_rng(4)
    real = [pictures.landmarks(drawing.as_picture(image)) for image in images]
    index = pictures.LandmarkIndex(expected=count + len(real))
    index.add_many(range(len(real)), real)
    codes, places = np.concatenate([one.codes for one in real]), np.concatenate([one.places for one in real])
    waves = np.empty((0, 64), np.float32)
    start = time.perf_counter()
    for first in range(0, count, 10_000):
        made = []
        for _ in range(min(10_000, count - first)):
            rows = chance.integers(0, len(codes), 64)
            flips = np.bitwise_or.reduce(np.uint64(1) << chance.integers(0, 64, (8, 64)).astype(np.uint64), axis=0)
            made.append(pictures.Landmarks(codes[rows] ^ flips, places[rows], waves, 1.0, 1.0))
        index.add_many(range(10**7 + first, 10**7 + first + len(made)), made)
    built = time.perf_counter() - start
    maker, times, hits, wrong = random.Random(12), [], 0, 0
    changes = ["crop 0-10 %, each side", "rotate 5°", "screenshot", "in a chat"]
    for number in asked:
        for name in changes:
            changed = drawing.as_picture(drawing.COPIES[name](images[number], maker))
            marks = pictures.landmarks(changed, pictures.ASKED)
            start = time.perf_counter()
            found = {one.picture_id for one in index.find(marks)}
            times.append(time.perf_counter() - start)
            hits += number in found
            wrong += sum(one >= 10**7 for one in found)
    p50, p99 = np.percentile(times, [50, 99]) * 1e3
    return (
        f"landmark index, {count:,}: {count / built:,.0f} made and entered a second, p50 {p50:.0f} ms p99 {p99:.0f} ms, "
        f"recall {hits / len(times):.3f} under crop, rotation, screenshot, chat; {wrong} of the {count:,} others found "
        f"in {len(times)} questions, {index.bytes_used / max(1, count):.0f} bytes each"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pictures", type=int, default=100, help="of each of the four kinds in the index")
    arguments.add_argument("--asked", type=int, default=25, help="of each kind that are changed and asked with")
    arguments.add_argument("--hashes", type=int, default=1_000_000)
    arguments.add_argument("--landmarks", type=int, default=200_000)
    arguments.add_argument("--part", choices=FIRST_SEED, default="dev")
    options = arguments.parse_args()
    first = FIRST_SEED[options.part]
    images = [draw(first + i) for draw in drawing.KINDS.values() for i in range(options.pictures)]
    asked = [kind * options.pictures + i for kind in range(len(drawing.KINDS)) for i in range(options.asked)]
    methods = [ours(), hash_only(), *peers()]
    ours_warm = pictures.fingerprint(drawing.as_picture(images[0]))
    assert len(ours_warm.data) < 1_100
    measure(methods, images, asked)
    print(f"{options.part}: {len(images)} pictures, {len(asked)} asked in each way, load {os.getloadavg()[0]:.1f}")
    print(recall_table(methods, len(images)))
    if any(method.name == "pdqhash" for method in methods):
        print(equal_bits(images))
    print(hash_speed(options.hashes))
    print(landmark_speed(options.landmarks, images, asked[:: max(1, len(asked) // 25)]))
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
