"""Files of named arrays: a page with magic and digest, a JSON header, sections at page borders with their SHA-256.

A file that must come from this site is signed over its header, which names the digest of all else.

Written whole or not at all, read by mapping into memory, never unpickled. Little-endian throughout.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import mmap
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearhall.engine.origin import check_key, is_signed, signature_of
from clearhall.engine.retrieval.errors import FileCorrupt, FileForeign, FileStale

PAGE = 4096
_LONGEST_HEADER = 1 << 20
_SIGNATURE = slice(48, 112)  # of the first page, behind magic, length and digest; zeros in a file that nobody signed
_ABANDONED_S = 3600  # a partial file this much older than a new one was left by a process that was killed


def write_arrays(
    path: str | os.PathLike[str],
    arrays: Mapping[str, NDArray[Any]],
    *,
    magic: bytes,
    fingerprint: str,
    meta: Mapping[str, Any],
    key: bytes | None = None,
) -> None:
    """Write arrays and `meta` (anything JSON can hold); whatever happens, `path` is the old file or the new one.

    Args:
        key: sign the file with this secret, >= 16 bytes; None: unsigned.

    Raises:
        ValueError: `meta` is larger than a megabyte, or the key too short.
        OSError: the disk is full or not writable; no partial file stays.
    """
    target = Path(path)
    header = _header({name: np.ascontiguousarray(array) for name, array in arrays.items()}, fingerprint, dict(meta))
    signature = signature_of(header, key=key) if key is not None else b""
    number, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent)
    os.fchmod(number, 0o640)
    _remove_abandoned(target, newest=os.fstat(number).st_mtime)
    try:
        with open(number, "wb") as file:
            first = magic + len(header).to_bytes(8, "little") + hashlib.sha256(header).digest() + signature
            file.write(first.ljust(PAGE, b"\0"))
            file.write(header)
            for array in arrays.values():
                file.write(bytes(-file.tell() % PAGE))
                file.write(np.ascontiguousarray(array).data if array.size else b"")
            file.write(bytes(-file.tell() % PAGE))
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise
    _sync_folder(target.parent)


def read_arrays(
    path: str | os.PathLike[str],
    *,
    magic: bytes,
    fingerprint: str,
    dtypes: Mapping[str, str],
    verify: bool = True,
    key: bytes | None = None,
) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The arrays, read-only views of the mapped file, and the meta that was stored with them.

    Args:
        key: read only what was signed with it; nothing of a file from elsewhere is looked at further. None: only unsigned files.

    Raises:
        FileForeign: with a key: no signature, or not by this key.
        ValueError: the key is too short.
        FileCorrupt: cut off, changed, of another kind; with `verify=False` only the header and length are checked.
        FileStale: another version wrote it.
        FileNotFoundError: there is none.
    """
    if key is not None:
        check_key(key)
    mapped, header = _mapped(Path(path), magic, key)
    if header["fingerprint"] != fingerprint:
        raise FileStale(found=str(header["fingerprint"]), wanted=fingerprint)
    if list(header["sections"]) != sorted(dtypes):
        raise FileCorrupt("it has other sections")
    arrays = {name: _section(mapped, header, name, dtype) for name, dtype in dtypes.items()}
    if verify:
        _check(mapped, header, arrays)
    return arrays, dict(header["meta"])


def _header(arrays: Mapping[str, NDArray[Any]], fingerprint: str, meta: dict[str, Any]) -> bytes:
    sections: dict[str, dict[str, Any]] = {
        name: {"dtype": array.dtype.str, "shape": array.shape, "sha256": hashlib.sha256(array.data).hexdigest()}
        for name, array in arrays.items()
    }
    content: dict[str, Any] = {"fingerprint": fingerprint, "meta": meta, "sections": sections}
    room = _next_page(len(json.dumps(content)) + 64 * (len(sections) + 1))  # offsets are added below and take less
    offset = PAGE + room
    for name, array in arrays.items():
        sections[name]["offset"] = offset
        offset = _next_page(offset + array.nbytes)
    content["length"] = offset
    header = json.dumps(content, sort_keys=True).encode()
    if len(header) > _LONGEST_HEADER:
        raise ValueError("meta is larger than a megabyte")
    return header.ljust(room)


def _mapped(path: Path, magic: bytes, key: bytes | None) -> tuple[mmap.mmap, dict[str, Any]]:
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size < PAGE:
            raise FileCorrupt("it is cut off")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if mapped[:8] != magic:
        raise FileCorrupt("it is of another kind")
    header = mapped[PAGE : PAGE + min(int.from_bytes(mapped[8:16], "little"), 2 * _LONGEST_HEADER)]
    unused = slice(_SIGNATURE.start if key is None else _SIGNATURE.stop, PAGE)
    if hashlib.sha256(header).digest() != mapped[16:48] or any(mapped[unused]):
        raise FileCorrupt("its header was changed or cut off")
    if key is not None and not is_signed(header, mapped[_SIGNATURE], key=key):
        raise FileForeign
    content: dict[str, Any] = json.loads(header)
    if len(mapped) != content["length"]:
        raise FileCorrupt(f"it has {len(mapped)} bytes instead of {content['length']}")
    return mapped, content


def _section(mapped: mmap.mmap, header: dict[str, Any], name: str, dtype: str) -> NDArray[Any]:
    section = header["sections"][name]
    offset, shape = int(section["offset"]), tuple(map(int, section["shape"]))
    count = int(np.prod(shape, dtype=np.int64))
    if section["dtype"] != np.dtype(dtype).str or offset % PAGE:
        raise FileCorrupt(f"section {name} is not what the header should say")
    if min(shape, default=0) < 0 or offset + count * np.dtype(dtype).itemsize > len(mapped):
        raise FileCorrupt(f"section {name} is not where the header says")
    return np.frombuffer(mapped, dtype, count, offset).reshape(shape)


def _check(mapped: mmap.mmap, header: dict[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    for name, array in arrays.items():
        if hashlib.sha256(array.data).hexdigest() != header["sections"][name]["sha256"]:
            raise FileCorrupt(f"section {name} was changed after it was written")
        end = int(header["sections"][name]["offset"]) + array.nbytes
        if any(mapped[end : _next_page(end)]):
            raise FileCorrupt(f"something was written behind section {name}")


def _next_page(position: int) -> int:
    return position + (-position % PAGE)


def _remove_abandoned(target: Path, *, newest: float) -> None:
    """Remove what killed writers of `target` left; another process may be writing a younger one just now."""
    for path in target.parent.iterdir():
        if path.name.startswith(f".{target.name}.") and path.name.endswith(".partial"):
            with contextlib.suppress(FileNotFoundError):
                if newest - path.stat().st_mtime > _ABANDONED_S:
                    path.unlink()


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
