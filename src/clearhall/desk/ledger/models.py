"""Tables of the log. Rows are added, never edited; no key to another table, so an entry outlives its subject.

The database itself refuses changes and deletions (`guards.py`). What somebody does who gets around that, `verify.py` finds.
"""

from base64 import b64encode

from django.db import models

from clearhall.engine.merkle import HASH_BYTES

NAME_LENGTH = 80


class LedgerEntry(models.Model):
    """One thing that happened, as one leaf of the tree. Holds ids and names of fields and states, no personal data.

    `payload` is what counts: the canonical bytes that are hashed. The columns beside it repeat parts of it for searching.
    `seal` binds index and leaf under a key outside the database; it is never published and proves nothing to others, it
    only lets `verify.py` say which row of a damaged stretch was touched.
    """

    index = models.BigIntegerField(primary_key=True)
    event = models.CharField(max_length=NAME_LENGTH)
    subject = models.CharField(max_length=NAME_LENGTH)
    actor = models.CharField(max_length=NAME_LENGTH)
    at = models.DateTimeField()
    payload = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=HASH_BYTES)
    seal = models.BinaryField(max_length=16)

    class Meta:
        indexes = [models.Index(fields=["subject", "index"], name="ledger_entry_subject")]

    def __str__(self) -> str:
        return f"{self.index} {self.event} {self.subject}"


class LedgerHead(models.Model):
    """The right edge of the tree, one row. Whoever appends holds its lock until the commit, so entries have no gaps."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField()
    frontier = models.BinaryField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="ledger_head_one_row")]

    def __str__(self) -> str:
        return f"{self.size} entries"


class LedgerTile(models.Model):
    """One full tile: 256 hashes of one level side by side, and their root, which stands in the level above."""

    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()
    root = models.BinaryField(max_length=HASH_BYTES)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="ledger_tile_once")]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Checkpoint(models.Model):
    """A tree head that the desk has signed and must stand by for ever. `note` is the signed text as published."""

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=HASH_BYTES)
    note = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.size} entries at {self.at:%Y-%m-%d %H:%M}"

    @property
    def root_text(self) -> str:
        """The root as it is written in the note, in base64."""
        return b64encode(bytes(self.root)).decode()
