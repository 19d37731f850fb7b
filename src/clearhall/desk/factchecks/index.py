"""The published fact-checks as one process holds them for search, brought up to date before each question.

One query tells whether anything was published or corrected since. If so, the keys that hold now are compared with those in the index;
so a correction, a restored database and an emptied one need no case of their own.
"""

import hashlib
import threading
from collections.abc import Iterable
from itertools import islice

from clearhall.desk.cases.queries import FactCheck, fact_check_keys, fact_checks_of, fact_checks_stamp
from clearhall.engine.retrieval import Index

PAGE = 500  # texts a query

Stamp = tuple[int, int] | None


class ProcessIndex:
    """The fact-checks of one process, for any number of threads. Outcomes with the same text are one document."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._index = Index()
        self._stamp: Stamp = None
        self._is_made = False
        self._documents: dict[bytes, int] = {}  # by digest of the text; the number is the key that was entered first
        self._texts: dict[int, bytes] = {}  # digest of the text of each outcome
        self._holders: dict[int, frozenset[int]] = {}  # outcomes with the text of each document

    def current(self) -> Index:
        """The index with every fact-check that holds by now.

        While one thread of the process takes a change in, the others ask what stood before; they wait only for the very first.
        """
        stamp = fact_checks_stamp()
        if self._is_made and stamp == self._stamp:
            return self._index
        if not self._lock.acquire(blocking=not self._is_made):
            return self._index
        try:
            if not self._is_made or stamp != self._stamp:
                self._bring_up()
                self._stamp, self._is_made = stamp, True
            return self._index
        finally:
            self._lock.release()

    def newest_of(self, document_id: int) -> int | None:
        """Key of the newest outcome with the text of a document; None when none holds any more."""
        return max(self._holders.get(document_id, ()), default=None)

    def document_of(self, key: int) -> int | None:
        """The document that holds the text of an outcome; None for one that does not hold any more."""
        digest = self._texts.get(key)
        return None if digest is None else self._documents[digest]

    def _bring_up(self) -> None:
        hold = fact_check_keys()
        gone = self._texts.keys() - hold
        for key in gone:
            self._take_out(key)
        new = iter(sorted(hold - self._texts.keys()))
        while some := list(islice(new, PAGE)):
            self._enter(fact_checks_of(some))
        if gone:
            self._index.compact()  # so that how rare a word is depends on what holds now, in every process alike

    def _enter(self, rows: Iterable[FactCheck]) -> None:
        entering = []
        for row in rows:
            text = f"{row.text_zh}\n{row.text_en}"
            digest = hashlib.sha256(text.encode()).digest()
            document = self._documents.get(digest)
            if document is None:
                document = self._documents[digest] = row.outcome_id
                entering.append((document, text))
            self._texts[row.outcome_id] = digest
            self._holders[document] = self._holders.get(document, frozenset()) | {row.outcome_id}
        self._index.add_many(entering)

    def _take_out(self, key: int) -> None:
        digest = self._texts.pop(key)
        document = self._documents[digest]
        rest = self._holders[document] - {key}
        if rest:
            self._holders[document] = rest
            return
        del self._holders[document], self._documents[digest]
        self._index.remove(document)


PROCESS = ProcessIndex()
