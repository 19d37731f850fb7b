"""Reading batches: NDJSON lines out of a body that may be compressed, with every size bounded."""

import zlib
from collections.abc import Iterable, Iterator
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from clearhall.desk.lib.errors import Invalid, TooLarge
from clearhall.desk.lib.limits import limit

CHUNK_BYTES = 65_536
LONGEST_LINE = 1_000_000  # bytes; the longest report there can be, every character escaped, is shorter


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class NotUnpackable(Invalid):
    code = "not_unpackable"
    message = _("The body is not what Content-Encoding says. Send it plain or as gzip.")


def chunks_of(stream: Readable, *, encoding: str) -> Iterator[bytes]:
    """The body in pieces, unpacked when `encoding` is gzip.

    Raises:
        TooLarge: more bytes than a batch may have, counted after unpacking: a small bomb stays small.
        NotUnpackable: damaged, cut short, or an encoding other than gzip.
    """
    if encoding not in ("", "identity", "gzip"):
        raise NotUnpackable(field="Content-Encoding")
    pieces = iter(lambda: stream.read(CHUNK_BYTES), b"")
    left = limit("batch_body")
    for piece in _unpacked(pieces) if encoding == "gzip" else pieces:
        left -= len(piece)
        if left < 0:
            raise TooLarge(_("A batch has at most %(limit)s bytes.") % {"limit": limit("batch_body")}, field="body")
        yield piece


def _unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        for piece in pieces:
            rest = piece
            while rest:
                out = unpacker.decompress(rest, CHUNK_BYTES)
                rest = unpacker.unconsumed_tail
                if out:
                    yield out
                if unpacker.eof:
                    return
        yield unpacker.flush()
    except zlib.error:
        raise NotUnpackable(field="body") from None
    if not unpacker.eof:
        raise NotUnpackable(_("The body ends too early."), field="body")


def lines_of(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a body that are not blank, without their ends. Raises TooLarge for a line over 1 MB."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            if line.strip():
                yield line.strip()
        if len(rest) > LONGEST_LINE:
            raise TooLarge(_("One line is longer than a report can be."), field="body")
    if rest.strip():
        yield rest.strip()
