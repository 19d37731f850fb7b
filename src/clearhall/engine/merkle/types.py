"""The words of the log: a hash, a tree head, and what can be wrong with a piece of it."""

from dataclasses import dataclass

Hash = bytes
"""A SHA-256 digest: exactly 32 bytes."""


class MerkleError(ValueError):
    """Something read from a log is not what it has to be. `code` is stable; the message is for people."""

    code = "merkle.invalid"


class BadRecord(MerkleError):
    """A record holds something that has no canonical form."""

    code = "merkle.bad_record"


class BadTile(MerkleError):
    """A tile or an entry bundle has the wrong name or the wrong length."""

    code = "merkle.bad_tile"


class BadProof(MerkleError):
    """A proof does not lead from what is claimed to the root it is claimed for."""

    code = "merkle.bad_proof"


class BadNote(MerkleError):
    """A note is malformed, or no trusted key signed it."""

    code = "merkle.bad_note"


class BadCheckpoint(MerkleError):
    """The text of a note is not a checkpoint."""

    code = "merkle.bad_checkpoint"


@dataclass(frozen=True, slots=True)
class TreeHead:
    """What one number of entries hashes to: `size` ≥ 0 leaves, `root` their RFC 6962 tree hash."""

    size: int
    root: Hash
