"""The index of this process: the likenesses of all pictures that were read, brought up to date before every question.

A reading is found by the next question in every process, because its row has the next number of a gapless row of numbers. Memory: about
1.6 kB a picture; a process holds the newest `MOST_HELD`.
"""

import threading

import structlog

from clearhall.desk.pictures.models import Picture, PictureOrder
from clearhall.engine.pictures import NotAFingerprint, PictureIndex, PictureMatch, Question, read_fingerprint

log = structlog.get_logger("clearhall.pictures")
MOST_HELD = 200_000
PAGE = 2_000


class ProcessPictures:
    """The picture index of one process, for any number of threads."""

    def __init__(self) -> None:
        self._catching_up = threading.Lock()
        self.forget()

    def find(self, asked: Question, *, limit: int) -> tuple[PictureMatch, ...]:
        """Pictures like the one asked about, best first; ids are keys of Picture. Some may be erased since: join with the table."""
        with self._catching_up:
            self._catch_up()
            index = self._index
        return index.find(asked, limit=limit)

    def forget(self) -> None:
        """Start anew with the next question: between tests."""
        self._index = PictureIndex()
        self._seen = 0
        self._erasures = 0

    def __len__(self) -> int:
        return len(self._index)

    def _catch_up(self) -> None:
        order = PictureOrder.objects.filter(pk=1).values_list("next_sequence", "erasures").first() or (1, 0)
        if order[0] <= self._seen:  # a restored or emptied database
            self.forget()
        if order[1] != self._erasures:
            if len(self._index):
                self._drop_erased()
            self._erasures = order[1]
        self._seen = max(self._seen, order[0] - 1 - MOST_HELD)
        while self._seen < order[0] - 1:
            rows = Picture.objects.filter(sequence__gt=self._seen).order_by("sequence")
            page = list(rows.values_list("sequence", "pk", "likeness")[:PAGE])
            if not page:
                break
            self._enter([(pk, bytes(likeness)) for _sequence, pk, likeness in page])
            self._seen = page[-1][0]

    def _enter(self, rows: list[tuple[int, bytes]]) -> None:
        ids, kept = [], []
        for pk, data in rows:
            try:
                kept.append(read_fingerprint(data))
            except NotAFingerprint:
                log.warning("the likeness of a picture cannot be read")
                continue
            ids.append(pk)
        self._index.add_many(ids, kept)

    def _drop_erased(self) -> None:
        """Take out what is erased, so that nothing of it stays in memory."""
        there = set(Picture.objects.filter(sequence__isnull=False).values_list("pk", flat=True))
        for pk in self._index.ids() - there:
            self._index.remove(pk)


PROCESS = ProcessPictures()
