"""Checkpoints: the text in which a log commits itself to one tree head (C2SP tlog-checkpoint)."""

import base64
import binascii
import re
from dataclasses import dataclass

from clearhall.engine.merkle.hashing import HASH_BYTES
from clearhall.engine.merkle.types import BadCheckpoint, TreeHead

MAX_SIZE = 2**63 - 1
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One tree head of the log `origin`. `extensions` are further lines, seldom used, none of them empty."""

    origin: str
    head: TreeHead
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text to sign, with its last newline.

        Raises:
            BadCheckpoint: origin, size or root cannot be written down.
        """
        lines = [self.origin, str(self.head.size), base64.b64encode(self.head.root).decode(), *self.extensions]
        text = "".join(f"{line}\n" for line in lines)
        if parse_checkpoint(text) != self:
            raise BadCheckpoint("The origin or an extension of a checkpoint is a single line")
        return text


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint in the text of a note. Whether it is signed is for `notes.open_note` to say.

    Raises:
        BadCheckpoint: fewer than three lines, an empty one, or a size or root not in its one spelling.
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise BadCheckpoint("A checkpoint has three or more lines, none of them empty, each ended by a newline")
    origin, size, root, *extensions = lines
    if not _SIZE.fullmatch(size) or int(size) > MAX_SIZE:
        raise BadCheckpoint("The second line of a checkpoint is the number of entries")
    return Checkpoint(origin, TreeHead(int(size), decode_hash(root)), tuple(extensions))


def decode_hash(encoded: str) -> bytes:
    """A hash from its base64 form. Raises BadCheckpoint when it is not 32 bytes in the one spelling they have."""
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if len(data) != HASH_BYTES or base64.b64encode(data).decode() != encoded:
        raise BadCheckpoint("A hash is 32 bytes in base64")
    return data
