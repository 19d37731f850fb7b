"""Backup and restore while the desk runs: one zip file, every part hashed, verified after it is written.

The file holds all tables as they were at one moment and the sealed evidence files. It does not hold the keys: a thief of a
backup cannot read contacts, messages or evidence. Keep `<data_dir>/keys` in another safe place; both are needed to restore.
"""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from clearhall import __version__
from clearhall.desk.upkeep.errors import BackupBroken, TargetNotEmpty
from clearhall.desk.upkeep.tables import (
    clear_tables,
    line_as_row,
    reset_sequences,
    row_as_line,
    rows_of,
    tables,
    write_rows,
)

FORMAT = 1
MANIFEST = "manifest.json"
Progress = Callable[[str, int], None]


def files_dir() -> Path:
    return Path(settings.CLEARHALL.data_dir) / "files"


class _Hashing:
    """Writes through to a zip member and keeps the SHA-256 and size of what went in."""

    def __init__(self, target: Any) -> None:
        self.target, self.digest, self.size = target, hashlib.sha256(), 0

    def write(self, content: bytes) -> None:
        self.digest.update(content)
        self.size += len(content)
        self.target.write(content)

    def facts(self, **more: Any) -> dict[str, Any]:
        return {"sha256": self.digest.hexdigest(), "bytes": self.size} | more


def write_backup(path: Path, *, at: datetime, progress: Progress) -> dict[str, Any]:
    """Write a backup to `path` and check it. Returns the manifest.

    The file appears under its name only once it is whole and verified; an older file of that name is replaced then.

    Raises:
        OSError: the disk is full or the folder cannot be written; nothing is left behind.
        BackupBroken: what was written does not read back as it should.
    """
    draft = path.with_name(f".{path.name}.part")
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "version": __version__,
        "at": at.isoformat(),
        "tables": {},
        "files": {},
    }
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1, allowZip64=True) as archive:
            with one_moment():
                for model in tables():
                    manifest["tables"][model._meta.db_table] = _write_table(archive, model, progress)
            for file in (
                sorted(item for item in files_dir().rglob("*") if item.is_file()) if files_dir().exists() else ()
            ):
                name = file.relative_to(files_dir()).as_posix()
                with file.open("rb") as source, archive.open(f"files/{name}", "w", force_zip64=True) as target:
                    manifest["files"][name] = _copy(source, target)
                progress("files", 1)
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        verify_backup(draft, progress=progress)
        draft.chmod(0o600)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction that sees the database as it is now, however long it reads and whatever others write.

    On SQLite it is deferred, so that reading for minutes does not keep writers out.
    """
    connection.ensure_connection()
    is_sqlite, outermost = connection.vendor == "sqlite", not connection.in_atomic_block
    usual = connection.transaction_mode if is_sqlite else None
    if is_sqlite:
        connection.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            if not is_sqlite and outermost:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    finally:
        if is_sqlite:
            connection.transaction_mode = usual


def _write_table(archive: zipfile.ZipFile, model: type[Model], progress: Progress) -> dict[str, Any]:
    count = 0
    with archive.open(f"tables/{model._meta.db_table}.jsonl", "w", force_zip64=True) as member:
        target = _Hashing(member)
        for row in rows_of(model):
            target.write(row_as_line(row))
            count += 1
            if count % 1000 == 0:
                progress(model._meta.db_table, 1000)
    names = [field.column for field in model._meta.local_concrete_fields]
    return target.facts(rows=count, columns=names)


def _copy(source: BinaryIO, target: Any) -> dict[str, Any]:
    hashing = _Hashing(target)
    while block := source.read(1 << 20):
        hashing.write(block)
    return hashing.facts()


def verify_backup(path: Path, *, progress: Progress) -> dict[str, Any]:
    """Read a backup to its end and compare every part with the manifest. Returns the manifest. Raises BackupBroken."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
            if manifest.get("format") != FORMAT:
                raise BackupBroken(part=MANIFEST, why="made by another version")
            parts = {f"tables/{name}.jsonl": facts for name, facts in manifest["tables"].items()}
            parts |= {f"files/{name}": facts for name, facts in manifest["files"].items()}
            for name, facts in parts.items():
                digest = hashlib.sha256()
                with archive.open(name) as member:
                    while block := member.read(1 << 20):
                        digest.update(block)
                if digest.hexdigest() != facts["sha256"]:
                    raise BackupBroken(part=name, why="changed")
                progress("verify", 1)
            return manifest
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, OSError, NotImplementedError) as error:
        raise BackupBroken(part=str(path.name), why=type(error).__name__) from error


def restore_backup(path: Path, *, progress: Progress) -> dict[str, Any]:
    """Fill an empty, migrated desk from a backup: all or nothing for the tables. Returns the manifest.

    Raises:
        BackupBroken: the file is not whole, or its tables are not those of this version.
        TargetNotEmpty: the desk already holds records.
    """
    manifest = verify_backup(path, progress=progress)
    known = {model._meta.db_table: model for model in tables()}
    if missing := sorted(known.keys() ^ manifest["tables"].keys()):
        raise BackupBroken(part=missing[0], why="this version has other tables")
    refuse_unless_empty()
    with zipfile.ZipFile(path) as archive:
        for name in manifest["files"]:
            _restore_file(archive, name)
            progress("files", 1)
        with transaction.atomic():
            clear_tables()
            for table, model in known.items():
                with archive.open(f"tables/{table}.jsonl") as member:
                    for count in write_rows(model, map(line_as_row, member)):
                        progress(table, count)
    reset_sequences()
    return manifest


def refuse_unless_empty(*, using: str = "default") -> None:
    """Raises TargetNotEmpty when the log has a record: a desk that did anything has one."""
    for model in tables():
        table = model._meta.db_table
        if (
            table in ("ledger_ledgerentry", "reports_report", "cases_case")
            and model._base_manager.using(using).exists()
        ):
            raise TargetNotEmpty(table=table)


def _restore_file(archive: zipfile.ZipFile, name: str) -> None:
    target = (files_dir() / name).resolve()
    if not target.is_relative_to(files_dir().resolve()):
        raise BackupBroken(part=name, why="leads out of the data folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(f"files/{name}") as source, target.open("wb") as copy:
        while block := source.read(1 << 20):
            copy.write(block)
