"""Snapshot files: many signatures with their index, read-only, mapped into memory and shared by processes.

Layout: a 4096-byte page with magic, length and digest of a JSON header, then the header, then the sections, each at a
multiple of 4096 bytes. The header names each section's place, type, shape and SHA-256. Little-endian throughout.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import mmap
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.similarity.answers import match
from clearhall.engine.similarity.compiled import kernels
from clearhall.engine.similarity.errors import SnapshotCorrupt, SnapshotStale
from clearhall.engine.similarity.lookups import (
    Found,
    answer,
    bucket_bits,
    kernel_shape,
    levels_of,
    lowest_threshold,
    single_row,
    top_arrays,
    top_found,
)
from clearhall.engine.similarity.signing import THREADS, Signatures, signature_rows
from clearhall.engine.similarity.types import DEFAULT, HASH_FUNCTIONS, Config, Match, Matches, Signature

MAGIC = b"CLRHSIM1"
PAGE = 4096
_LONGEST_HEADER = 1 << 20
_BANDS_AT_ONCE = 7  # of one thread, 28 bytes a report while it works
_SECTIONS = {"ids": "<i8", "signatures": "<u2", "starts": "<u4", "postings": "<u4"}


def write_snapshot(
    path: str | os.PathLike[str],
    report_ids: Sequence[int] | NDArray[np.int64],
    signatures: Signatures,
    *,
    last_sequence: int,
    meta: Mapping[str, Any] | None = None,
    config: Config = DEFAULT,
) -> None:
    """Write a snapshot whole or not at all: whatever happens, `path` is the old file or the new one.

    Args:
        report_ids: one per signature, none twice, not negative, in any order.
        signatures: as `sign_many` gives them, or an array of shape (n, 66).
        last_sequence: sequence number up to which the reports are all in this file.
        meta: anything JSON can hold, for the caller.

    Raises:
        ValueError: lengths differ, an id comes twice, a signature is none.
        TooManyReports: more than about 100 million.
        OSError: the disk is full or not writable; no partial file stays.
    """
    target = Path(path)
    sections = _sections(report_ids, signatures, config)
    header = _header(sections, last_sequence=last_sequence, meta=dict(meta or {}), config=config)
    _clear_partial_files(target)
    with _partial_file(target) as (file, name):
        file.write(_first_page(header) + header)
        for data in sections.values():
            file.write(bytes(-file.tell() % PAGE))
            file.write(data.data if data.size else b"")
        file.write(bytes(-file.tell() % PAGE))
        file.flush()
        os.fsync(file.fileno())
        os.replace(name, target)
    _sync_folder(target.parent)


def open_snapshot(path: str | os.PathLike[str], *, config: Config = DEFAULT, verify: bool = True) -> Snapshot:
    """Map a snapshot and check every byte of it (about .2 s for a million reports).

    With `verify=False` only the header and the length of the file are checked: for a file that another process of the
    same start has just verified.

    Raises:
        SnapshotCorrupt: the file is cut off, changed or no snapshot.
        SnapshotStale: it was made with another configuration.
        FileNotFoundError: there is none.
    """
    snapshot = Snapshot(Path(path), config)
    snapshot.verify(full=verify)
    return snapshot


class Snapshot:
    """One open snapshot file. Any number of threads and processes may read it at once."""

    def __init__(self, path: Path, config: Config) -> None:
        self.config = config
        self._map, self._header = _mapped(path)
        if self._header["fingerprint"] != config.fingerprint:
            raise SnapshotStale(found=str(self._header["fingerprint"]), wanted=config.fingerprint)
        self._arrays = {name: self._array(name, dtype) for name, dtype in _SECTIONS.items()}
        self._ids, self._signatures = self._arrays["ids"], self._arrays["signatures"].reshape(-1, HASH_FUNCTIONS + 2)
        self._shape = kernel_shape(int(self._header["bits"]), config)

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, report_id: int) -> bool:
        place = int(np.searchsorted(self._ids, report_id))
        return place < len(self._ids) and int(self._ids[place]) == report_id

    @property
    def last_sequence(self) -> int:
        """Every report up to this sequence number is in the file, unless it had been removed."""
        return int(self._header["last_sequence"])

    @property
    def meta(self) -> dict[str, Any]:
        return dict(self._header["meta"])

    @property
    def bytes_mapped(self) -> int:
        return len(self._map)

    def signatures(self) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
        """Ids ascending and their signatures, read-only, to write the next snapshot from."""
        return self._ids, self._signatures

    def verify(self, *, full: bool = True) -> None:
        """Check the header's shapes and, when `full`, the checksum of every section. Raises SnapshotCorrupt."""
        bits, count = int(self._header["bits"]), len(self._ids)
        starts, postings = self._arrays["starts"], self._arrays["postings"]
        if (
            bits != bucket_bits(count, self.config)
            or len(starts) != (self.config.bands << bits) + 1
            or len(self._signatures) != count
        ):
            raise SnapshotCorrupt("its parts do not fit each other")
        if int(starts[-1]) != len(postings):
            raise SnapshotCorrupt("its keys do not fit its reports")
        if full:
            for name, array in self._arrays.items():
                if hashlib.sha256(array.data).hexdigest() != self._header["sections"][name]["sha256"]:
                    raise SnapshotCorrupt(f"section {name} was changed after it was written")
                end = int(self._header["sections"][name]["offset"]) + array.nbytes
                if any(self._map[end : _next_page(end)]):
                    raise SnapshotCorrupt(f"something was written behind section {name}")

    def query(self, signature: bytes | Signature, *, threshold: float | None = None, limit: int = 50) -> Matches:
        """Reports like this one, as `Index.query` gives them."""
        row = single_row(signature)
        parts = [(self.find(row, threshold=threshold), frozenset[int]())]
        return answer(parts, grams=int(row[1]), threshold=threshold, limit=limit, config=self.config)

    def find(self, row: NDArray[np.uint16], *, threshold: float | None) -> Found:
        """Every row that the kernel found at or above the lowest threshold, in no order."""
        rows = np.empty(self.config.most_scored, np.uint32)
        scores = np.empty(self.config.most_scored, np.float64)
        count = kernels().look_up_sorted(
            row, self._signatures, self._arrays["starts"], self._arrays["postings"], self._shape,
            lowest_threshold(threshold, self.config), rows, scores,
        )  # fmt: skip
        capped, count = count < 0, -count - 1 if count < 0 else count
        rows = rows[:count]
        return Found(self._ids[rows], self._signatures[rows, 1], scores[:count], capped)

    def query_many(self, signatures: Sequence[bytes | Signature], *, limit: int) -> list[Matches]:
        """What `query` gives for each signature, in one call of the kernel."""
        rows = signature_rows(signatures)
        found = top_arrays(len(rows), limit)
        kernels().top_sorted(
            rows, self._signatures, self._ids, self._arrays["starts"], self._arrays["postings"], self._shape,
            levels_of(self.config), *found,
        )  # fmt: skip
        return top_found(self._ids, self._signatures, found, rows[:, 1], self.config)

    def best_many(self, rows: NDArray[np.uint16], *, threshold: float | None) -> list[Match | None]:
        """For each signature row the best match in this file."""
        best = np.empty(len(rows), np.int64)
        scores = np.empty(len(rows), np.float64)
        kernels().best_sorted(
            rows, self._signatures, self._ids, self._arrays["starts"], self._arrays["postings"], self._shape,
            lowest_threshold(threshold, self.config), best, scores,
        )  # fmt: skip
        return [self._match(rows[i], int(best[i]), float(scores[i]), threshold) for i in range(len(rows))]

    def close(self) -> None:
        """Let go of the file once no array of it is in use any more."""
        self._arrays.clear()
        del self._ids, self._signatures
        with contextlib.suppress(BufferError):  # a view is still out there; the mapping goes with the last of them
            self._map.close()

    def _match(self, row: NDArray[np.uint16], best: int, score: float, threshold: float | None) -> Match | None:
        if best < 0:
            return None
        grams = min(int(row[1]), int(self._signatures[best, 1]))
        return match(int(self._ids[best]), score, grams=grams, threshold=threshold, config=self.config)

    def _array(self, name: str, dtype: str) -> NDArray[Any]:
        section = self._header["sections"][name]
        offset, count = int(section["offset"]), int(section["count"])
        if section["dtype"] != dtype or offset % PAGE or offset + count * np.dtype(dtype).itemsize > len(self._map):
            raise SnapshotCorrupt(f"section {name} is not where the header says")
        return np.frombuffer(self._map, dtype, count, offset)


def _sections(
    report_ids: Sequence[int] | NDArray[np.int64],
    signatures: Signatures,
    config: Config,
) -> dict[str, NDArray[Any]]:
    ids = np.asarray(report_ids, np.int64)
    rows = signature_rows(signatures)
    if len(ids) != len(rows):
        raise ValueError(f"{len(ids)} ids but {len(rows)} signatures")
    if not bool((ids[1:] > ids[:-1]).all()):
        order = np.argsort(ids, kind="stable")
        ids, rows = ids[order], rows[order]
    if len(ids) and (int(ids[0]) < 0 or bool((np.diff(ids) == 0).any())):
        raise ValueError("report ids must not be negative and none may come twice")
    bits = bucket_bits(len(ids), config)
    starts, postings = _postings(rows, bits, config)
    return {"ids": ids, "signatures": rows, "starts": starts, "postings": postings}


def _postings(rows: NDArray[np.uint16], bits: int, config: Config) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """The sorted index over signature rows, a few bands at a time on each processor."""
    compared = int(((rows[:, 0] >= 1) & (rows[:, 0] <= 2)).sum())
    starts: NDArray[np.uint32] = np.empty((config.bands << bits) + 1, np.uint32)
    postings: NDArray[np.uint32] = np.empty(compared * config.bands, np.uint32)
    starts[-1] = len(postings)

    def post(first: int) -> None:
        stop = min(first + _BANDS_AT_ONCE, config.bands)
        kernels().post_bands(rows, first, stop, config.rows_per_band, bits, starts, postings)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(post, range(0, config.bands, _BANDS_AT_ONCE)))
    return starts, postings


def _header(sections: dict[str, NDArray[Any]], *, last_sequence: int, meta: dict[str, Any], config: Config) -> bytes:
    described: dict[str, dict[str, Any]] = {
        name: {"dtype": _SECTIONS[name], "count": data.size, "sha256": hashlib.sha256(data.data).hexdigest()}
        for name, data in sections.items()
    }
    content = {
        "fingerprint": config.fingerprint,
        "bits": bucket_bits(len(sections["ids"]), config),
        "last_sequence": last_sequence,
        "meta": meta,
        "sections": described,
    }
    room = len(json.dumps(content, sort_keys=True)) + 1024  # offsets are added below and take less
    offset = _next_page(PAGE + room)
    for name, data in sections.items():
        described[name]["offset"] = offset
        offset = _next_page(offset + data.nbytes)
    content["length"] = offset
    header = json.dumps(content, sort_keys=True).encode()
    if len(header) > _LONGEST_HEADER:
        raise ValueError("meta is larger than a megabyte")
    return header.ljust(next(iter(described.values()))["offset"] - PAGE)


def _first_page(header: bytes) -> bytes:
    return (MAGIC + len(header).to_bytes(8, "little") + hashlib.sha256(header).digest()).ljust(PAGE, b"\0")


def _next_page(position: int) -> int:
    return position + (-position % PAGE)


def _mapped(path: Path) -> tuple[mmap.mmap, dict[str, Any]]:
    """The file in memory and its checked header."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size < PAGE:
            raise SnapshotCorrupt("it is cut off")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if mapped[:8] != MAGIC:
        raise SnapshotCorrupt("it is no snapshot of this version")
    length = int.from_bytes(mapped[8:16], "little")
    header = mapped[PAGE : PAGE + min(length, 2 * _LONGEST_HEADER)]
    if hashlib.sha256(header).digest() != mapped[16:48] or any(mapped[48:PAGE]):
        raise SnapshotCorrupt("its header was changed or cut off")
    content: dict[str, Any] = json.loads(header)
    if len(mapped) != content["length"]:
        raise SnapshotCorrupt(f"it has {len(mapped)} bytes instead of {content['length']}")
    return mapped, content


@contextlib.contextmanager
def _partial_file(target: Path) -> Iterator[tuple[BinaryIO, str]]:
    """A new file beside the target, held by a lock while it is written, gone if anything fails."""
    number, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent)
    os.fchmod(number, 0o640)
    with open(number, "wb") as raw:
        fcntl.flock(raw, fcntl.LOCK_EX)
        try:
            yield raw, name
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
            raise


def _clear_partial_files(target: Path) -> None:
    """Remove what killed writers left; a file that a living writer holds is locked and stays."""
    for left in target.parent.glob(f".{target.name}.*.partial"):
        with contextlib.suppress(OSError), left.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
