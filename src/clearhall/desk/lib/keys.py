"""Secret keys on disk: one file each in `<data_dir>/keys`, mode 0600, made on first need and never logged."""

import os
import secrets
from pathlib import Path

from django.conf import settings


def models_key() -> bytes:
    """The key by which this desk knows the model files that it wrote itself."""
    return ensure_secret(Path(settings.CLEARHALL.data_dir) / "keys" / "models.key")


def ensure_secret(path: Path, *, size: int = 32) -> bytes:
    """The bytes in `path`; when it is absent, `size` random bytes are written there first (safe when two processes race)."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        write_secret(path, secrets.token_bytes(size))
        return path.read_bytes()


def write_secret(path: Path, content: bytes) -> bool:
    """Write `content` to `path` unless the file exists. Returns whether this call made it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # fails where another process was first: its key stands
        except FileExistsError:
            return False
        return True
    finally:
        draft.unlink(missing_ok=True)
