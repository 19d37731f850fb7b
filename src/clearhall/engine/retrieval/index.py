"""The fact-checks that can be found: a file that processes share, and what was entered or removed since."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from clearhall.engine.retrieval.analysis import terms_of
from clearhall.engine.retrieval.errors import FileCorrupt, FileStale, TooManyDocuments
from clearhall.engine.retrieval.files import read_arrays, write_arrays
from clearhall.engine.retrieval.segments import DTYPES, Document, Segment, joined, segment_of
from clearhall.engine.retrieval.types import DEFAULT, Config

MAGIC = b"CLRHRET1"
_TAIL = 512  # documents sorted anew when a question follows an addition: about 5 ms
_CHUNK = 20_000  # documents cut before they are sorted, in `add_many`
_MOST = 0xFFFFFFFF


class Index:
    """Published fact-checks by id, each one text. Any number of threads may ask while one writes."""

    def __init__(self, config: Config = DEFAULT) -> None:
        self.config = config
        self.meta: dict[str, Any] = {}
        self._frozen: tuple[Segment, ...] = ()
        self._tail: dict[int, Document] = {}
        self._tail_segment: Segment | None = None
        self._lock = threading.RLock()

    def __len__(self) -> int:
        return sum(one.size for one in self._frozen) + len(self._tail)

    def __contains__(self, document_id: int) -> bool:
        return document_id in self._tail or any(one.row_of(document_id) is not None for one in self._frozen)

    @property
    def bytes_used(self) -> int:
        """Bytes of all arrays, mapped ones included; the newest few hundred documents are not counted."""
        return sum(
            array.nbytes
            for one in self._frozen
            for array in (one.ids, one.lengths, one.terms, one.starts, one.documents, one.counts, one.alive)
        )

    def add(self, document_id: int, text: str) -> None:
        """Enter a fact-check, or replace it. `text`: claim, title and explanation, in any order, links included.

        Raises ValueError for a negative id, TooManyDocuments beyond four thousand million.
        """
        document = _document(document_id, text)
        with self._lock:
            self.remove(document_id)
            if len(self) >= _MOST:
                raise TooManyDocuments
            self._tail[document_id] = document
            self._tail_segment = None
            if len(self._tail) >= _TAIL:
                self._freeze()

    def add_many(self, documents: Iterable[tuple[int, str]]) -> None:
        """Enter many (id, text), the later one of an id winning; faster than `add` for thousands."""
        chunk: dict[int, Document] = {}
        for document_id, text in documents:
            chunk[document_id] = _document(document_id, text)
            if len(chunk) >= _CHUNK:
                self._add_chunk(chunk)
                chunk = {}
        self._add_chunk(chunk)

    def remove(self, document_id: int) -> bool:
        """Take a fact-check out; False when there was none. How common its words are is corrected by `compact`."""
        with self._lock:
            if self._tail.pop(document_id, None) is not None:
                self._tail_segment = None
                return True
            for one in self._frozen:
                row = one.row_of(document_id)
                if row is not None:
                    one.remove(row)
                    return True
            return False

    def compact(self) -> None:
        """Join all parts into one, without what was removed: answers are then those of an index made afresh."""
        with self._lock:
            parts = self.segments()
            if parts:
                self._frozen, self._tail, self._tail_segment = (joined(parts),), {}, None

    def segments(self) -> tuple[Segment, ...]:
        """Every part, as it is now; the newest documents last."""
        with self._lock:
            if self._tail and self._tail_segment is None:
                self._tail_segment = segment_of(self._tail)
            return (*self._frozen, *([self._tail_segment] if self._tail_segment is not None else []))

    def save(self, path: str | os.PathLike[str], *, meta: Mapping[str, Any] | None = None) -> None:
        """Compact and write all to one checksummed file, whole or not at all; `meta`: anything JSON can hold."""
        with self._lock:
            self.compact()
            part = self._frozen[0] if self._frozen else segment_of({})
            arrays = {name: getattr(part, name) for name in DTYPES}
            if meta is not None:
                self.meta = dict(meta)
        write_arrays(path, arrays, magic=MAGIC, fingerprint=self.config.fingerprint, meta=self.meta)

    def _add_chunk(self, chunk: Mapping[int, Document]) -> None:
        if not chunk:
            return
        with self._lock:
            for document_id in chunk:
                self.remove(document_id)
            if len(self) + len(chunk) > _MOST:
                raise TooManyDocuments
            self._settle(segment_of(chunk))

    def _freeze(self) -> None:
        part = segment_of(self._tail)
        self._tail, self._tail_segment = {}, None
        self._settle(part)

    def _settle(self, part: Segment) -> None:
        """Join with younger parts until each is more than twice as large as the next: few parts, cheap on average."""
        parts = list(self._frozen)
        together = [part]
        while parts and len(parts[-1].ids) <= 2 * sum(len(one.ids) for one in together):
            together.insert(0, parts.pop())
        self._frozen = (*parts, joined(together) if len(together) > 1 else part)


def open_index(path: str | os.PathLike[str], *, config: Config = DEFAULT, verify: bool = True) -> Index:
    """Map a saved index and check every byte of it; what is added to it later stays in memory until saved.

    With `verify=False` only the header and the length of the file are checked: for a file that another process of the
    same start has just verified.

    Raises:
        FileCorrupt: the file is cut off, changed or no index.
        FileStale: another version wrote it.
        FileNotFoundError: there is none.
    """
    arrays, meta = read_arrays(path, magic=MAGIC, fingerprint=config.fingerprint, dtypes=DTYPES, verify=verify)
    if any(array.ndim != 1 for array in arrays.values()):
        raise FileCorrupt("its parts do not fit each other")
    part = Segment(**arrays)
    if verify:
        part.check()
    index = Index(config)
    index._frozen, index.meta = (part,), meta
    return index


def open_or_rebuild(
    path: str | os.PathLike[str],
    fill: Callable[[Index], Mapping[str, Any]],
    *,
    config: Config = DEFAULT,
    told: Callable[[str], None] = lambda why: None,
) -> Index:
    """The saved index; where it is absent, damaged or of another version, one made anew, saved and opened.

    Args:
        fill: enters every published fact-check into the empty index it gets, in any order, and returns the meta to save
            beside them, such as the number of the last change it saw. It must read both in one transaction.
        told: called with the reason before something is made anew; never with a text.

    Raises OSError when the file cannot be written. Whatever is found at `path`, a damaged file is never answered from.
    """
    try:
        return open_index(path, config=config)
    except (FileNotFoundError, FileCorrupt, FileStale) as error:
        told("there is no file yet" if isinstance(error, FileNotFoundError) else str(error))
    index = Index(config)
    meta = fill(index)
    index.save(path, meta=meta)
    return open_index(path, config=config)


def _document(document_id: int, text: str) -> Document:
    if document_id < 0:
        raise ValueError("document ids must not be negative")
    terms = terms_of(text)
    return Document(terms.hashes.copy(), terms.counts.copy(), terms.length)
