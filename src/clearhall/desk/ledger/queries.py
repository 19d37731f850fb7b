"""Every read of the log for pages, files, proofs and commands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet

from clearhall.desk.ledger import signing, tree
from clearhall.desk.ledger.errors import LogDamaged, NoSuchEntry
from clearhall.desk.ledger.models import Checkpoint, LedgerEntry
from clearhall.desk.ledger.verify import Fault, FaultKind, Report, verify_ledger
from clearhall.desk.lib import ids
from clearhall.desk.lib.paging import Page, page_of
from clearhall.engine import merkle

__all__ = ["Fault", "FaultKind", "Report", "verify_ledger"]

LATEST_CHECKPOINTS = 5
REFERENCES = ("case", "report")
"""What a person may look for by the reference shown to them: 13 letters and digits after the kind."""


@dataclass(frozen=True, slots=True)
class ProvenEntry:
    """An entry and what vouches for it. `fault` is "" when the proof holds, else why it does not."""

    entry: LedgerEntry
    record: dict[str, Any]
    checkpoint: Checkpoint
    proof: tuple[merkle.Hash, ...]
    fault: str = ""

    @property
    def is_proven(self) -> bool:
        return not self.fault

    @property
    def payload_text(self) -> str:
        return bytes(self.entry.payload).decode(errors="replace")

    @property
    def leaf_hash_hex(self) -> str:
        return bytes(self.entry.leaf_hash).hex()


def tile_bytes(tile: merkle.TileId) -> bytes | None:
    """The hashes of a tile as published, or None when no checkpoint reaches so far."""
    if (tile.index * merkle.TILE_WIDTH + tile.width) << (8 * tile.level) > published_size():
        return None
    hashes = tree.read_tile(tile)
    return hashes if len(hashes) == tile.width * merkle.HASH_BYTES else None


def bundle_bytes(index: int, width: int) -> bytes | None:
    """The entries of a bundle as published, or None when no checkpoint reaches so far."""
    start = index * merkle.TILE_WIDTH
    if start + width > published_size():
        return None
    rows = LedgerEntry.objects.filter(index__gte=start, index__lt=start + width).order_by("index")
    payloads = [bytes(payload) for payload in rows.values_list("payload", flat=True)]
    return merkle.bundle_entries(payloads) if len(payloads) == width else None


def published_size() -> int:
    """How many entries the latest checkpoint covers. What lies beyond may still be lost with the machine, so it is not
    handed out: what is published under an address must be there for ever."""
    return Checkpoint.objects.aggregate(size=Max("size"))["size"] or 0


def proof_file(index: int, checkpoint: Checkpoint) -> merkle.ProofFile:
    """A proof that anybody can keep and check offline, that entry `index` is in the tree of this checkpoint.

    Raises:
        NoSuchEntry: the checkpoint does not reach so far.
        LogDamaged: tiles are missing.
    """
    return merkle.ProofFile(index, _proof(index, checkpoint), checkpoint.note)


def proven_entry(index: int, checkpoint: Checkpoint) -> ProvenEntry:
    """An entry, checked from its bytes to the signature over the tree.

    Raises:
        NoSuchEntry: there is none, or the checkpoint does not reach so far.
    """
    entry = LedgerEntry.objects.filter(pk=index).first()
    if entry is None:
        raise NoSuchEntry
    payload, fault = bytes(entry.payload), ""
    record: dict[str, Any] = {}
    proof: tuple[merkle.Hash, ...] = ()
    try:
        proof = _proof(index, checkpoint)
        verifier = signing.signer().verifier
        file = merkle.ProofFile(index, proof, checkpoint.note)
        file.check(payload, origin=verifier.name, trusted=[verifier])
        record = merkle.parse_canonical(payload)
    except (merkle.MerkleError, LogDamaged) as problem:
        fault = str(problem)
    return ProvenEntry(entry, record, checkpoint, proof, fault)


def latest_entries(*, cursor: str | None = None, size: int | None = None) -> Page[LedgerEntry]:
    """Entries, newest first, by key. Raises Invalid for a damaged cursor."""
    return page_of(_listed(), order=["-index"], cursor=cursor, size=size)


def entries_about(reference: str, *, cursor: str | None = None) -> Page[LedgerEntry] | None:
    """Entries about the case or report with the reference a person was shown, oldest first; None when it is no reference.

    Raises:
        Invalid: the cursor is damaged.
    """
    key = ids.find_key(reference)
    if key is None:
        return None
    subjects = [f"{kind}:{ids.encode(key)}" for kind in REFERENCES]
    return page_of(_listed().filter(subject__in=subjects), order=["index"], cursor=cursor)


def latest_checkpoints() -> Sequence[Checkpoint]:
    return list(Checkpoint.objects.order_by("-size")[:LATEST_CHECKPOINTS])


def verifier_key() -> str:
    """The public key of the log in the form that C2SP tools take: name, id and key."""
    return signing.signer().verifier.key_text


def _listed() -> QuerySet[LedgerEntry]:
    """What lists show: no actor, although the entry itself names one by an opaque handle."""
    return LedgerEntry.objects.only("index", "event", "subject", "at")


def _proof(index: int, checkpoint: Checkpoint) -> tuple[merkle.Hash, ...]:
    if not 0 <= index < checkpoint.size:
        raise NoSuchEntry
    try:
        return merkle.inclusion_proof(index, checkpoint.size, tree.read_tile)
    except merkle.BadTile as fault:
        raise LogDamaged from fault
