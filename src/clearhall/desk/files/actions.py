"""Every write to evidence. Bytes are durable on disk before their row is committed; a row never points at nothing."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from clearhall.desk.files import store
from clearhall.desk.files.effects import read_pictures
from clearhall.desk.files.errors import EvidenceChanged, EvidenceNotFound, TooManyFiles
from clearhall.desk.files.events import Custody, FileEvent
from clearhall.desk.files.inspect import Inspected, inspect_file
from clearhall.desk.files.models import CustodyEvent, Evidence
from clearhall.desk.ledger.actions import record
from clearhall.desk.lib import ids, sealing
from clearhall.desk.lib.actors import Actor
from clearhall.desk.lib.errors import Unavailable
from clearhall.desk.lib.ids import find_key, new_id
from clearhall.desk.lib.keys import ensure_secret
from clearhall.desk.lib.limits import limit

ORPHAN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file as it came in, checked and ready to be kept."""

    content: bytes
    found: Inspected


def check_files(uploads: Sequence[tuple[bytes, str]], *, already: int = 0) -> list[Arrival]:
    """Inspect files before anything is stored, so that one bad file loses nothing else.

    Args:
        uploads: content and name of each.
        already: files that the report has.

    Raises:
        FileRefused, FileTooLarge: the first that cannot be taken, with its name in `details`.
        TooManyFiles: more than the limit `evidence_files` in all.
    """
    if already + len(uploads) > limit("evidence_files"):
        raise TooManyFiles
    return [Arrival(content, inspect_file(content, name=name)) for content, name in uploads]


@transaction.atomic
def keep_files(
    arrivals: Sequence[Arrival], *, report_id: int, case_id: int, actor: Actor, at: datetime, message_id: int | None = None,
    is_graphic: bool = False,
) -> list[Evidence]:  # fmt: skip
    """Seal checked files and add them to a report.

    Raises:
        Unavailable: the disk is full or cannot be written; no row is added.
    """
    kept = []
    for arrival in arrivals:
        key = new_id()
        digest = hashlib.sha256(arrival.content).digest()
        try:
            store.write(key, store.ORIGINAL, arrival.content)
            if arrival.found.display is not None:
                store.write(key, store.DISPLAY, arrival.found.display)
        except OSError as error:
            store.remove(key)
            raise Unavailable(reason=error.__class__.__name__) from error
        evidence = Evidence.objects.create(
            id=key, report_id=report_id, message_id=message_id, arrived_at=at, sha256=digest, size_bytes=len(arrival.content),
            media_type=arrival.found.media_type, name=arrival.found.name, has_display=arrival.found.display is not None,
            is_graphic=is_graphic,
        )  # fmt: skip
        _note(evidence, Custody.ARRIVED, actor=actor, at=at)
        after = {"evidence": ids.encode(key), "commitment": commitment(key, digest)}
        record(FileEvent.RECEIVED, subject=f"case:{ids.encode(case_id)}", actor=actor, at=at, after=after)
        kept.append(evidence)
    read_pictures([one.pk for one in kept if one.has_display])
    return kept


def commitment(evidence_id: int, sha256: bytes) -> str:
    """What the public log says of a file: a keyed hash of its hash.

    The plain hash would let anyone who has the same picture find out that it was reported.
    """
    key = ensure_secret(Path(settings.CLEARHALL.data_dir) / "keys" / "evidence.key")
    return hmac.digest(key, evidence_id.to_bytes(8, "big") + sha256, "sha256").hex()


def _note(evidence: Evidence, what: Custody, *, actor: Actor, at: datetime) -> None:
    CustodyEvent.objects.create(evidence=evidence, at=at, what=what, actor=actor.label)


def _find(evidence_id: int, *, report_ids: Sequence[int]) -> Evidence:
    found = Evidence.objects.filter(pk=evidence_id, report_id__in=report_ids, erased_at__isnull=True).first()
    if found is None:
        raise EvidenceNotFound
    return found


def show_file(evidence_id: int, *, report_ids: Sequence[int], actor: Actor, at: datetime) -> bytes:
    """The copy for display (WebP), noted in the chain of custody. The caller has checked that the reports are the actor's to see.

    Raises:
        EvidenceNotFound: not a file of these reports, erased, or not a picture.
    """
    evidence = _find(evidence_id, report_ids=report_ids)
    if not evidence.has_display:
        raise EvidenceNotFound
    content = store.read(evidence.pk, store.DISPLAY)
    _note(evidence, Custody.SHOWN, actor=actor, at=at)
    return content


def open_original(evidence_id: int, *, report_ids: Sequence[int], actor: Actor, at: datetime) -> tuple[Evidence, bytes]:
    """The original bytes, compared with the hash they arrived with and noted in the chain of custody.

    Raises:
        EvidenceNotFound: as in `show_file`.
        EvidenceChanged: the stored bytes are others; that is noted too.
    """
    evidence = _find(evidence_id, report_ids=report_ids)
    try:
        content = store.read(evidence.pk, store.ORIGINAL)
        is_same = hashlib.sha256(content).digest() == bytes(evidence.sha256)
    except (sealing.CannotUnseal, FileNotFoundError):
        content, is_same = b"", False
    _note(evidence, Custody.DOWNLOADED if is_same else Custody.FOUND_CHANGED, actor=actor, at=at)
    if not is_same:
        raise EvidenceChanged(evidence=ids.encode(evidence.pk))
    return evidence, content


def read_original(evidence_id: int, *, actor: Actor, at: datetime) -> bytes:
    """The original bytes for a job, noted in the chain of custody.

    Raises:
        EvidenceNotFound: no such file, or it is erased.
        EvidenceChanged: it cannot be opened; what is wrong with it is found out when a person opens it.
    """
    evidence = Evidence.objects.filter(pk=evidence_id, erased_at__isnull=True).first()
    if evidence is None:
        raise EvidenceNotFound
    try:
        content = store.read(evidence.pk, store.ORIGINAL)
    except (sealing.CannotUnseal, FileNotFoundError):
        raise EvidenceChanged(evidence=ids.encode(evidence.pk)) from None
    _note(evidence, Custody.READ, actor=actor, at=at)
    return content


def hold_file(evidence_id: int) -> bool:
    """Keep a file from being erased until the caller's transaction ends. False when it is erased already, or not there."""
    return Evidence.objects.select_for_update().filter(pk=evidence_id, erased_at__isnull=True).exists()


@transaction.atomic
def erase_files(report_id: int, *, case_id: int, actor: Actor, at: datetime) -> int:
    """Remove the bytes of a report's files; hash, size and history stay. Returns how many."""
    found = list(Evidence.objects.select_for_update().filter(report_id=report_id, erased_at__isnull=True))
    for evidence in found:
        evidence.name, evidence.erased_at, evidence.has_display = "", at, False
        evidence.save(update_fields=["name", "erased_at", "has_display"])
        _note(evidence, Custody.ERASED, actor=actor, at=at)
        after = {"evidence": ids.encode(evidence.pk)}
        record(FileEvent.ERASED, subject=f"case:{ids.encode(case_id)}", actor=actor, at=at, after=after)
        transaction.on_commit(lambda key=evidence.pk: store.remove(key))
    return len(found)


def remove_orphans(*, at: datetime) -> int:
    """Remove files whose row was never committed (a killed process), a day after they were written. Returns how many."""
    count = 0
    for path in (Path(settings.CLEARHALL.data_dir) / "files").rglob("*"):
        if not path.is_file() or datetime.fromtimestamp(path.stat().st_mtime, at.tzinfo) > at - ORPHAN_AFTER:
            continue
        key = find_key(path.name.lstrip(".").split(".")[0])
        if (
            path.name.startswith(".")
            or key is None
            or not Evidence.objects.filter(pk=key, erased_at__isnull=True).exists()
        ):
            path.unlink(missing_ok=True)
            count += 1
    return count
