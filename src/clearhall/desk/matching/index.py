"""The index of this process: a snapshot file that all processes map, and the reports that came after it.

Before every question the rows above the last known sequence are read, one cheap query; so a report is found by the next request in
every process. Rows are taken in only outside a transaction: what is read inside one may be rolled back, so it is kept apart.
"""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import structlog
from django.db import connection

from clearhall.desk.matching.snapshots import Last, Stamp, is_signature, load_snapshot, snapshot_stamp
from clearhall.desk.reports.queries import sequence_of_newest, signatures_from
from clearhall.engine.similarity import Combined, Index, Matches, Snapshot

log = structlog.get_logger("clearhall.matching")
MOST_TAIL = 100_000  # reports that a process reads by itself when there is no snapshot: about 2 s and 50 MB
PAGE = 5_000  # rows a query while catching up
FEW = 250  # and at first: asked for 5,000, PostgreSQL reads the whole table until it has been analysed (43 ms instead of .3)

Rows = list[tuple[int, int, bytes]]


@dataclass(slots=True)
class _State:
    """One world: a snapshot, the tail after it, and the newest report of both."""

    combined: Combined
    last: Last = field(default_factory=Last)
    starts_at: int = 0
    """Sequence below which nothing is known: 0, or more when there were too many reports to read without a snapshot."""


@dataclass(frozen=True, slots=True)
class View:
    """All reports that a question is asked of: those of the process, and those seen only by the transaction under way."""

    combined: Combined
    newer: Index | None
    last: Last
    is_complete: bool

    def query(self, signature: bytes, *, limit: int) -> Matches:
        """Reports like this one, best first, estimated."""
        found = self.combined.query(signature, limit=limit)
        if self.newer is None:
            return found
        more = self.newer.query(signature, limit=limit)
        best = sorted([*found, *more], key=lambda one: (-one.similarity, one.report_id))
        return Matches(tuple(best[:limit]), found.capped or more.capped)

    def query_many(self, signatures: Sequence[bytes], *, limit: int) -> list[Matches]:
        """What `query` gives for each signature."""
        if self.newer is not None:
            return [self.query(signature, limit=limit) for signature in signatures]
        return self.combined.query_many(signatures, limit=limit)


class ProcessIndex:
    """The near-duplicate index of one process, for any number of threads."""

    def __init__(self) -> None:
        self._catching_up = threading.Lock()
        self._state: _State | None = None
        self._stamp: Stamp | None = None  # of the file looked at last, good or not
        self._opened: list[tuple[Snapshot, Last]] = []  # opened in the background, not yet in use

    def view(self) -> View:
        """The index with every report in it that is committed by now."""
        with self._catching_up:
            state, rows = self._known(self._current())
            if not connection.in_atomic_block:
                for page in _pages(rows):
                    enter(state.combined.tail, page)
                    state.last = Last(page[-1][0], page[-1][1])
                return View(state.combined, None, state.last, state.starts_at == 0)
            newer, last = Index(), state.last
            for page in _pages(rows):
                enter(newer, page)
                last = Last(page[-1][0], page[-1][1])
            return View(state.combined, newer, last, state.starts_at == 0)

    def forget(self) -> None:
        """Start anew with the next question: after a restore, and between tests."""
        with self._catching_up:
            self._state, self._stamp = None, None
            self._opened.clear()

    @property
    def tail_size(self) -> int:
        """Reports held beside the snapshot."""
        return len(self._state.combined.tail) if self._state else 0

    def _current(self) -> _State:
        """The state in use; a newer snapshot file is opened in the background and taken over when it is ready."""
        if self._state is None:
            self._state = self._fresh()
        elif self._opened:
            self._state = _with_snapshot(*self._opened.pop())
            self._opened.clear()
        elif (stamp := snapshot_stamp()) != self._stamp:
            self._stamp = stamp
            if stamp is not None:
                threading.Thread(target=self._open, name="match snapshot", daemon=True).start()
        return self._state

    def _open(self) -> None:
        if opened := load_snapshot():
            self._opened.append(opened)

    def _fresh(self, *, with_snapshot: bool = True) -> _State:
        self._stamp = snapshot_stamp()
        if with_snapshot and (opened := load_snapshot()):
            return _with_snapshot(*opened)
        first = sequence_of_newest(MOST_TAIL)
        if first is None:
            return _State(Combined([], Index()))
        log.warning("no match snapshot: only the newest reports are searched until it is built", reports=MOST_TAIL)
        return _State(Combined([], Index(expected=MOST_TAIL)), Last(first - 1), starts_at=first)

    def _known(self, state: _State) -> tuple[_State, Rows]:
        """The state and the rows after it; a new state when the table is not the one that this was made from."""
        rows = _rows_after(state.last)
        if rows is None:
            log.warning("the reports are not those the match index knew: it starts anew")
            self._state = state = self._fresh()
            rows = _rows_after(state.last)
        if rows is None:  # so the snapshot is of another table as well
            log.warning("match snapshot unusable, it will be built again", why="other reports")
            self._state = state = self._fresh(with_snapshot=False)
            rows = _rows_after(state.last) or []
        return state, rows


def _with_snapshot(snapshot: Snapshot, last: Last) -> _State:
    return _State(Combined([snapshot], Index()), last)


def _rows_after(last: Last) -> Rows | None:
    """The first rows after `last`; None when the row of `last` is gone or another: a restored or emptied database."""
    if not last.report_id:
        return signatures_from(last.sequence + 1, most=FEW)
    rows = signatures_from(last.sequence, most=FEW + 1)
    if not rows or rows[0][:2] != (last.sequence, last.report_id):
        return None
    return rows[1:]


def _pages(rows: Rows) -> Iterator[Rows]:
    """The first few `rows`, and the pages after them for as long as pages are full."""
    asked = FEW
    while rows:
        yield rows
        rows = signatures_from(rows[-1][0] + 1, most=PAGE) if len(rows) >= asked else []
        asked = PAGE


def enter(index: Index, rows: Rows) -> None:
    """Enter those of `rows` that have a signature."""
    usable = [(report_id, bytes(data)) for _sequence, report_id, data in rows if is_signature(bytes(data))]
    if usable:
        index.add_many([report_id for report_id, _data in usable], [data for _id, data in usable])


PROCESS = ProcessIndex()
