"""Reads the whole log and says what is not as it was written: which entries, which tiles, which checkpoints.

Nothing here trusts a stored hash: leaf hashes, tiles, the right edge and the root of every checkpoint are computed again
from the entries, in one pass, in memory that does not grow with the log. The desk may go on recording meanwhile: what
is older than the start of the pass never changes, and what is newer is left to the next pass.
"""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import connections
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clearhall.desk.ledger import guards, signing
from clearhall.desk.ledger.models import Checkpoint, LedgerEntry, LedgerHead, LedgerTile
from clearhall.engine import merkle
from clearhall.engine.merkle import Hash

BATCH = 1024
"""Entries read at a time: four tiles, about a megabyte."""

MAX_FAULTS = 1000
"""Faults kept one by one; beyond it they are only counted."""

Progress = Callable[[int, int], None]
"""Called now and then with entries read and entries to read."""


class FaultKind(StrEnum):
    """What is wrong. Values are stable, for programs."""

    ENTRY_MISSING = "entry_missing"
    ENTRY_CHANGED = "entry_changed"
    ENTRY_BEYOND_END = "entry_beyond_end"
    COLUMNS_DIFFER = "columns_differ"
    TILE_WRONG = "tile_wrong"
    TILE_MISSING = "tile_missing"
    TILE_UNEXPECTED = "tile_unexpected"
    HEAD_WRONG = "head_wrong"
    CHECKPOINT_UNSIGNED = "checkpoint_unsigned"
    CHECKPOINT_CONTRADICTED = "checkpoint_contradicted"
    GUARD_MISSING = "guard_missing"


_ABOUT_ENTRIES = (FaultKind.ENTRY_MISSING, FaultKind.ENTRY_CHANGED, FaultKind.COLUMNS_DIFFER)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `first` to `last` are entry numbers, both included, or None where it is about no entry."""

    kind: FaultKind
    detail: str
    first: int | None = None
    last: int | None = None

    def __str__(self) -> str:
        if self.first is None:
            return f"{self.kind}: {self.detail}"
        return f"{self.kind}: {self.where} {self.detail}"

    @property
    def where(self) -> str:
        if self.first == self.last:
            return _("entry %(first)d:") % {"first": self.first}
        return _("entries %(first)d to %(last)d:") % {"first": self.first, "last": self.last}

    def as_json(self) -> dict[str, object]:
        return {"kind": self.kind.value, "detail": self.detail, "first": self.first, "last": self.last}


@dataclass(slots=True)
class Report:
    """What a pass over the log found. `size` entries were to be there; `root` is that of the entries that are (base64)."""

    size: int = 0
    root: str = ""
    entries: int = 0
    tiles: int = 0
    checkpoints: int = 0
    faults: list[Fault] = field(default_factory=list)
    more_faults: int = 0

    @property
    def is_good(self) -> bool:
        return not self.faults

    def add(self, kind: FaultKind, detail: str, first: int | None = None, last: int | None = None) -> None:
        """Note a fault; one about the entry right after the last fault of the same kind and wording joins it."""
        previous = self.faults[-1] if self.faults else None
        joins = previous is not None and previous.last is not None and previous.last + 1 == first
        if joins and previous is not None and (previous.kind, previous.detail) == (kind, detail):
            self.faults[-1] = Fault(kind, detail, previous.first, first if last is None else last)
            return
        if len(self.faults) >= MAX_FAULTS:
            self.more_faults += 1
            return
        self.faults.append(Fault(kind, detail, first, first if last is None else last))

    def __str__(self) -> str:
        """The answer in one sentence."""
        if self.is_good:
            return _("The log is whole: %(entries)d entries, %(checkpoints)d checkpoints, root %(root)s.") % {
                "entries": self.entries,
                "checkpoints": self.checkpoints,
                "root": self.root,
            }
        return _("The log is damaged: %(faults)d faults.") % {"faults": len(self.faults) + self.more_faults}

    def as_json(self) -> dict[str, object]:
        return {
            "good": self.is_good,
            "size": self.size,
            "root": self.root,
            "entries": self.entries,
            "tiles": self.tiles,
            "checkpoints": self.checkpoints,
            "faults": [fault.as_json() for fault in self.faults],
            "more_faults": self.more_faults,
        }


def verify_ledger(progress: Progress | None = None, *, using: str = "default", kept: Sequence[str] = ()) -> Report:
    """Read every entry, tile and checkpoint of the log and compare them with one another.

    Args:
        using: which of Django's databases to read; the key file is that of this desk.
        kept: signed checkpoints that somebody kept outside, as text; each must be signed by this log and be continued by it.

    Returns:
        A report without faults, or one that names each: a changed entry by its number, a removed one by its number, one
        at the wrong place by its number, and so on. Where somebody recomputed so much that the one entry can no longer
        be told, the smallest stretch of numbers it must lie in.
    """
    return _Pass(progress or _silent, using, kept).run()


def _silent(done: int, total: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class _Row:
    """An entry as stored, or one that is missing (`payload` None) in its place."""

    index: int
    payload: bytes | None
    stored_leaf: Hash = b""
    seal: bytes = b""
    columns: tuple[str, str, str, str] = ("", "", "", "")


@dataclass(frozen=True, slots=True)
class _Claim:
    """A tree head somebody signed or kept: the tree of `size` entries has this root. `name` says whose word it is."""

    size: int
    root: Hash
    name: str


class _Pass:
    """One reading. Holds the tree as computed so far, at most 255 hashes a level, and the row batch in hand."""

    def __init__(self, progress: Progress, using: str, kept: Sequence[str]) -> None:
        self.using = using
        self.entries: QuerySet[LedgerEntry] = LedgerEntry.objects.using(using)
        self.tiles: QuerySet[LedgerTile] = LedgerTile.objects.using(using)
        self.heads: QuerySet[LedgerHead] = LedgerHead.objects.using(using)
        self.checkpoints: QuerySet[Checkpoint] = Checkpoint.objects.using(using)
        self.report = Report()
        self.progress = progress
        self.tree = merkle.Frontier()
        self.edges: dict[int, list[Hash]] = {}  # the hashes of the last, partial tile of each level
        self.suspects: list[int] = []  # entries whose seal does not fit, at most MAX_FAULTS
        self.sealed = 0  # entries whose seal fits; none: the seals were made with another key and say nothing
        self.sound_size = 0  # the largest checkpoint that held
        self.contradicted = False
        self.wrong_entries: list[int] = []  # entries that differ from their stored tile, at most MAX_FAULTS
        self.stretches: list[tuple[int, int]] = []  # from … to: something in there is not what was written
        self.tile_in_hand: tuple[int, bytes] = (-1, b"")
        self.kept = kept
        self.seal_of = signing.sealer()

    def run(self) -> Report:
        self._check_guards()
        size, stored = self._stored_head()
        present = min(size, self._last_entry() + 1)
        self.report.size = size
        claims = self._claims(size)
        claim = next(claims, None)
        for rows in self._rows(present):
            start = 0
            while start < len(rows):
                room = len(rows) if claim is None else min(len(rows), start + claim.size - self.tree.size)
                self._take(rows[start:room])
                start = room
                while claim is not None and claim.size <= self.tree.size:
                    self._check_claim(claim)
                    claim = next(claims, None)
            self.progress(self.tree.size, present)
        if present < size:
            self.report.add(FaultKind.ENTRY_MISSING, _("not in the database"), present, size - 1)
        for late in ([claim] if claim else []) + list(claims):
            self._check_claim(late)
        self._check_head(stored)
        self._name_entries()
        self._check_tiles_known()
        self._check_outside(size)
        self.report.root = b64encode(self.tree.root).decode()
        return self.report

    # entries

    def _rows(self, size: int) -> Iterator[list[_Row]]:
        """Entries 0 … size - 1 in batches, missing ones in their place."""
        columns = ("index", "payload", "leaf_hash", "seal", "event", "subject", "actor", "at")
        for start in range(0, size, BATCH):
            until = min(size, start + BATCH)
            found = self.entries.filter(index__gte=start, index__lt=until).order_by("index")
            batch: list[_Row] = []
            for index, payload, leaf, seal, event, subject, actor, at in found.values_list(*columns):
                batch += [_Row(missing, None) for missing in range(start + len(batch), index)]
                said = (event, subject, actor, merkle.rfc3339(at))
                batch.append(_Row(index, bytes(payload), bytes(leaf), bytes(seal), said))
            batch += [_Row(missing, None) for missing in range(start + len(batch), until)]
            yield batch

    def _take(self, rows: Sequence[_Row]) -> None:
        """Check rows by themselves and put them into the tree."""
        if not rows:
            return
        leaves = [self._leaf(row) for row in rows]
        growth = merkle.append(self.tree, leaves, edge=self._edge)
        self._keep_edges(leaves, growth)
        self.tree = growth.frontier
        for tile in growth.tiles:
            self._check_tile(tile)

    def _leaf(self, row: _Row) -> Hash:
        """The leaf hash computed from the entry; for a missing one, what the stored tile says, to go on with."""
        if row.payload is None:
            self.report.add(FaultKind.ENTRY_MISSING, _("not in the database"), row.index)
            return self._leaf_in_tile(row.index)
        self.report.entries += 1
        leaf = merkle.leaf_hash(row.payload)
        if leaf != row.stored_leaf:
            self.report.add(FaultKind.ENTRY_CHANGED, _("its content does not have its hash"), row.index)
        elif wrong := _wrong_columns(row):
            self.report.add(
                FaultKind.COLUMNS_DIFFER,
                _("differs from its own record in %(columns)s") % {"columns": wrong},
                row.index,
            )
        if row.seal == self.seal_of(row.index, leaf):
            self.sealed += 1
        elif len(self.suspects) < MAX_FAULTS:
            self.suspects.append(row.index)
        return leaf

    def _leaf_in_tile(self, index: int) -> Hash:
        """What the stored tile has at this place; zeros where there is none, which no tree fits."""
        tile, start = index // merkle.TILE_WIDTH, index % merkle.TILE_WIDTH * merkle.HASH_BYTES
        if self.tile_in_hand[0] != tile:
            stored = self.tiles.filter(level=0, index=tile).values_list("hashes", flat=True).first()
            self.tile_in_hand = (tile, bytes(stored or b""))
        return self.tile_in_hand[1][start : start + merkle.HASH_BYTES] or bytes(merkle.HASH_BYTES)

    # the tree

    def _edge(self, level: int, start: int, count: int) -> list[Hash]:
        return self.edges.get(level, [])[-count:]

    def _keep_edges(self, leaves: Sequence[Hash], growth: merkle.Growth) -> None:
        grown: dict[int, list[Hash]] = {0: list(leaves)}
        for tile in growth.tiles:
            grown.setdefault(tile.level + 1, []).append(tile.root)
        for level, hashes in grown.items():
            partial = (growth.frontier.size >> (8 * level)) % merkle.TILE_WIDTH
            self.edges[level] = (self.edges.get(level, []) + hashes)[-partial:] if partial else []

    def _check_tile(self, tile: merkle.Tile) -> None:
        """Compare a tile computed from the entries with the stored one."""
        stored = self.tiles.filter(level=tile.level, index=tile.index).values_list("hashes", "root").first()
        name = f"{tile.level}/{tile.index}"
        if stored is None:
            self.report.add(FaultKind.TILE_MISSING, _("tile %(tile)s is not in the database") % {"tile": name})
            return
        self.report.tiles += 1
        hashes, root = bytes(stored[0]), bytes(stored[1])
        if hashes != tile.hashes and tile.level == 0:
            first = tile.index * merkle.TILE_WIDTH
            self.wrong_entries += [first + n for n in _differences(hashes, tile.hashes)]
            del self.wrong_entries[MAX_FAULTS:]
        elif hashes != tile.hashes or root != tile.root:
            self.report.add(FaultKind.TILE_WRONG, _("tile %(tile)s is not what the entries give") % {"tile": name})

    def _check_tiles_known(self) -> None:
        """Find tiles beyond what a tree of this size has, or could ever have."""
        key = 0
        tiles = self.tiles.order_by("pk").values_list("pk", "level", "index")
        while rows := list(tiles.filter(pk__gt=key)[:BATCH]):
            size = self._size_now()
            for _key, level, index in rows:
                if index < 0 or not 0 <= level <= 7 or (index + 1) << (8 * (level + 1)) > size:
                    detail = _("tile %(tile)s has no place in a log of this size") % {"tile": f"{level}/{index}"}
                    self.report.add(FaultKind.TILE_UNEXPECTED, detail)
            key = rows[-1][0]

    # the right edge

    def _stored_head(self) -> tuple[int, Hash | None]:
        """Size and packed frontier as stored; what can be made of them when they are damaged."""
        stored = self.heads.filter(pk=1).values_list("size", "frontier").first()
        if stored is not None:
            return max(0, stored[0]), bytes(stored[1])
        last = self._last_entry()
        if last >= 0:
            self.report.add(FaultKind.HEAD_WRONG, _("the right edge of the tree is not in the database"))
        return last + 1, None

    def _last_entry(self) -> int:
        """The largest number of an entry; -1 when there is none."""
        last = self.entries.filter(index__gte=0).order_by("-index").values_list("index", flat=True).first()
        return -1 if last is None else last

    def _check_head(self, stored: Hash | None) -> None:
        """Compare the right edge, and from its subtrees tell as closely as possible which entries are wrong."""
        if stored is None or (stored == self.tree.packed() and self.report.size == self.tree.size):
            return
        try:
            claimed = merkle.Frontier.unpacked(self.report.size, stored)
        except merkle.BadTile:
            self.report.add(FaultKind.HEAD_WRONG, _("the right edge of the tree does not fit its own size"))
            return
        self.report.add(FaultKind.HEAD_WRONG, _("the right edge of the tree is not what the entries give"))
        computed = dict(zip(_subtrees(self.tree.size), self.tree.hashes, strict=True))
        for (start, end), root in zip(_subtrees(claimed.size), claimed.hashes, strict=True):
            if computed.get((start, end)) != root and end > self.sound_size:
                self.stretches.append((max(start, self.sound_size), end - 1))

    def _name_entries(self) -> None:
        """Say which entries are wrong, from what disagrees with them; the tile, where all the rest bears an entry out."""
        if not self.stretches and not self._is_broken():
            for tile in sorted({index // merkle.TILE_WIDTH for index in self.wrong_entries}):
                self.report.add(
                    FaultKind.TILE_WRONG, _("tile %(tile)s is not what the entries give") % {"tile": f"0/{tile}"}
                )
            return
        suspects = self.suspects if self.sealed else []
        for index in sorted({*self.wrong_entries, *(index for index in suspects if self._is_in_stretch(index))}):
            if not self._is_named(index, index):
                self.report.add(FaultKind.ENTRY_CHANGED, _("not the entry that was written at this place"), index)
        for first, last in self.stretches:
            if not self._is_named(first, last):
                self.report.add(
                    FaultKind.ENTRY_CHANGED, _("one or more of these are not what was written"), first, last
                )

    def _is_broken(self) -> bool:
        return any(fault.kind in (FaultKind.HEAD_WRONG, FaultKind.ENTRY_MISSING) for fault in self.report.faults)

    def _is_in_stretch(self, index: int) -> bool:
        return any(first <= index <= last for first, last in self.stretches)

    def _is_named(self, first: int, last: int) -> bool:
        """Whether a fault about entries lies in this stretch already."""
        return any(
            fault.kind in _ABOUT_ENTRIES
            and fault.first is not None
            and fault.last is not None
            and fault.first <= last
            and first <= fault.last
            for fault in self.report.faults
        )

    # checkpoints

    def _claims(self, size: int) -> Iterator[_Claim]:
        """Every signed head, smallest first. One beyond the end of the log comes last and is contradicted."""
        outside = sorted(self._kept_claims(), key=lambda claim: claim.size)
        last = -1
        while rows := list(self.checkpoints.filter(size__gt=last, size__lte=size).order_by("size")[:BATCH]):
            for row in rows:
                while outside and outside[0].size <= row.size:
                    yield outside.pop(0)
                yield from self._stored_claim(row)
            last = rows[-1].size
        yield from outside
        largest = self.checkpoints.order_by("-size").first()
        if largest is not None and largest.size > max(size, self._size_now()):  # else signed since this pass began
            yield from self._stored_claim(largest)

    def _stored_claim(self, row: Checkpoint) -> Iterator[_Claim]:
        self.report.checkpoints += 1
        name = _("the checkpoint of %(size)d entries") % {"size": row.size}
        try:
            signed = _open(row.note)
        except merkle.MerkleError as fault:
            self.report.add(FaultKind.CHECKPOINT_UNSIGNED, f"{name}: {fault}")
            return
        if signed != merkle.TreeHead(row.size, bytes(row.root)):
            self.report.add(
                FaultKind.CHECKPOINT_UNSIGNED,
                _("%(checkpoint)s: what was signed differs from its columns") % {"checkpoint": name},
            )
        if signed.size == row.size:
            yield _Claim(signed.size, signed.root, name)

    def _kept_claims(self) -> Iterator[_Claim]:
        for number, note in enumerate(self.kept, start=1):
            try:
                head = _open(note)
            except merkle.MerkleError as fault:
                self.report.add(
                    FaultKind.CHECKPOINT_UNSIGNED,
                    _("kept checkpoint %(number)d: %(fault)s") % {"number": number, "fault": fault},
                )
                continue
            yield _Claim(
                head.size,
                head.root,
                _("kept checkpoint %(number)d, of %(size)d entries") % {"number": number, "size": head.size},
            )

    def _check_claim(self, claim: _Claim) -> None:
        end = max(self.tree.size, self.report.size)
        if claim.size > end:
            self.report.add(
                FaultKind.CHECKPOINT_CONTRADICTED,
                _("%(checkpoint)s goes beyond the end of the log") % {"checkpoint": claim.name},
            )
            self.report.add(FaultKind.ENTRY_MISSING, _("signed for, but not in the log"), end, claim.size - 1)
        elif claim.size > self.tree.size:
            return  # the entries it was signed for are missing, and named as such
        elif claim.size == self.tree.size and claim.root == self.tree.root:
            if not self.contradicted:
                self.sound_size = claim.size
        elif not self.contradicted:  # the first one tells where; the later ones would only repeat it
            self.contradicted = True
            detail = _("%(checkpoint)s was signed for other entries than these") % {"checkpoint": claim.name}
            self.report.add(FaultKind.CHECKPOINT_CONTRADICTED, detail)
            self.stretches.append((self.sound_size, claim.size - 1))

    # the rest

    def _check_guards(self) -> None:
        for name in guards.missing(connections[self.using]):
            self.report.add(FaultKind.GUARD_MISSING, _("the trigger %(name)s is not in force") % {"name": name})

    def _check_outside(self, size: int) -> None:
        """Entries that the right edge does not cover."""
        with connections[
            self.using
        ].cursor() as cursor:  # one statement, so that a running append is seen whole or not at all
            cursor.execute(
                'SELECT (SELECT size FROM ledger_ledgerhead WHERE id = 1), (SELECT max("index") FROM ledger_ledgerentry)'
            )
            head, last = cursor.fetchone()
        end = size if head is None else head
        beyond = self.entries.filter(index__gte=end, index__lte=last if last is not None else -1)
        below = self.entries.filter(index__lt=0)
        for rows in (below, beyond):
            for index in rows.order_by("index").values_list("index", flat=True)[: MAX_FAULTS + 1]:
                self.report.add(FaultKind.ENTRY_BEYOND_END, _("stands where the tree has no place for it"), index)

    def _size_now(self) -> int:
        size = self.heads.filter(pk=1).values_list("size", flat=True).first()
        return self.report.size if size is None else size


def _wrong_columns(row: _Row) -> str:
    """Names of the columns that do not say what the payload says; "" when all do."""
    try:
        said: dict[str, Any] = merkle.parse_canonical(row.payload or b"")
    except merkle.BadRecord:
        return _("its form")
    names = ("event", "subject", "actor", "at")
    return ", ".join(name for name, column in zip(names, row.columns, strict=True) if said.get(name) != column)


def _differences(one: bytes, two: bytes) -> Iterator[int]:
    """Places at which two rows of hashes differ."""
    for place in range(merkle.TILE_WIDTH):
        cut = slice(place * merkle.HASH_BYTES, (place + 1) * merkle.HASH_BYTES)
        if one[cut] != two[cut]:
            yield place


def _subtrees(size: int) -> Iterator[tuple[int, int]]:
    """Where the full subtrees of a tree begin and end (the end not included), largest first."""
    start = 0
    for height in range(size.bit_length() - 1, -1, -1):
        if size >> height & 1:
            yield start, start + (1 << height)
            start += 1 << height


def _open(note: str) -> merkle.TreeHead:
    """The head in a checkpoint that this log signed. Raises MerkleError otherwise."""
    verifier = signing.signer().verifier
    checkpoint = merkle.parse_checkpoint(merkle.open_note(note, [verifier]).text)
    if checkpoint.origin != verifier.name:
        raise merkle.BadCheckpoint("it belongs to another log")
    return checkpoint.head
