"""The bytes of evidence on disk: sealed, named by key, written whole or not at all."""

import os
import secrets
from pathlib import Path

from django.conf import settings

from clearhall.desk.lib import ids, sealing

ORIGINAL, DISPLAY = "original", "display"


def path_of(evidence_id: int, kind: str) -> Path:
    shown = ids.encode(evidence_id)
    return Path(settings.CLEARHALL.data_dir) / "files" / shown[:6] / f"{shown}.{kind}"


def purpose_of(path: Path) -> str:
    """What the sealed bytes in `path` are bound to: a file under another name does not open."""
    return f"files.{path.name}"


def write(evidence_id: int, kind: str, content: bytes) -> None:
    """Seal `content` and make it durable before returning. Raises OSError when the disk is full; nothing is left behind."""
    path = path_of(evidence_id, kind)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_sealed(path, sealing.seal(content, purpose=purpose_of(path)))


def write_sealed(path: Path, sealed: bytes) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("wb") as file:
            os.chmod(draft, 0o600)
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read(evidence_id: int, kind: str) -> bytes:
    """The bytes as they arrived. Raises FileNotFoundError, sealing.CannotUnseal."""
    path = path_of(evidence_id, kind)
    return sealing.unseal(path.read_bytes(), purpose=purpose_of(path))


def remove(evidence_id: int) -> None:
    for kind in (ORIGINAL, DISPLAY):
        path_of(evidence_id, kind).unlink(missing_ok=True)


def reseal_files() -> tuple[int, list[str]]:
    """Seal again with the newest key every file that an older one sealed. Safe to stop and run again.

    Returns:
        How many were sealed again, and the names of files that do not open (damaged, or their key is missing): those stay as they are.
    """
    newest = next(iter(sealing.ring())).hex()
    count, unreadable = 0, []
    for path in sorted((Path(settings.CLEARHALL.data_dir) / "files").rglob("*.*")):
        if path.name.startswith("."):
            continue
        sealed = path.read_bytes()
        if sealing.sealed_with(sealed) == newest:
            continue
        try:
            content = sealing.unseal(sealed, purpose=purpose_of(path))
        except sealing.CannotUnseal:
            unreadable.append(path.name)
            continue
        write_sealed(path, sealing.seal(content, purpose=purpose_of(path)))
        count += 1
    return count, unreadable


def keys_in_use() -> set[str]:
    """Ids of the keys that some file needs."""
    used = set()
    for path in (Path(settings.CLEARHALL.data_dir) / "files").rglob("*.*"):
        with path.open("rb") as file:
            used.add(sealing.sealed_with(file.read(5)))
    return used
