"""Proof files: all that is needed to check one entry offline, in one text (C2SP tlog-proof)."""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass

from clearhall.engine.merkle.checkpoints import Checkpoint, decode_hash, parse_checkpoint
from clearhall.engine.merkle.hashing import leaf_hash
from clearhall.engine.merkle.notes import NoteVerifier, open_note
from clearhall.engine.merkle.proofs import MAX_PROOF_HASHES, check_inclusion
from clearhall.engine.merkle.types import BadCheckpoint, BadProof, Hash

_FIRST_LINE = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class ProofFile:
    """Entry number `index`, its inclusion proof, and the signed checkpoint `note` the proof leads to."""

    index: int
    proof: tuple[Hash, ...]
    note: str

    @property
    def text(self) -> str:
        hashes = "".join(f"{base64.b64encode(item).decode()}\n" for item in self.proof)
        return f"{_FIRST_LINE}\nindex {self.index}\n{hashes}\n{self.note}"

    def check(self, entry: bytes, *, origin: str, trusted: Iterable[NoteVerifier]) -> Checkpoint:
        """Accept that the log `origin` holds `entry` at `index`, and return the checkpoint that says so.

        Raises:
            BadNote: no trusted key signed the checkpoint, or a signature is wrong.
            BadCheckpoint: the note is not a checkpoint, or is one of another log.
            BadProof: the entry is not where the file says.
        """
        checkpoint = parse_checkpoint(open_note(self.note, trusted).text)
        if checkpoint.origin != origin:
            raise BadCheckpoint("The checkpoint belongs to another log")
        check_inclusion(leaf_hash(entry), self.index, checkpoint.head, self.proof)
        return checkpoint


def parse_proof_file(text: str) -> ProofFile:
    """The proof in a file. An `extra` line is passed over: nothing vouches for it.

    Raises:
        BadProof: it is not a proof file.
    """
    proof_text, _, note = text.partition("\n\n")
    first, *lines = proof_text.split("\n", MAX_PROOF_HASHES + 3)
    if lines and lines[0].startswith("extra "):
        lines.pop(0)
    index = _INDEX.fullmatch(lines[0]) if lines else None
    if first != _FIRST_LINE or index is None or not note or len(lines) > MAX_PROOF_HASHES + 1:
        raise BadProof("Not a proof file")
    try:
        proof = tuple(decode_hash(line) for line in lines[1:])
    except BadCheckpoint:
        raise BadProof("A line of the proof is not a hash") from None
    return ProofFile(int(index[1]), proof, note)
