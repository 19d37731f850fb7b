"""Pictures in evidence without the heavy recogniser: a stand-in that says what the test wants it to have read."""

from dataclasses import dataclass, field

import pytest

from clearhall.desk.files.actions import check_files, keep_files
from clearhall.desk.files.models import Evidence
from clearhall.desk.lib.actors import REPORTER
from clearhall.desk.pictures import actions
from clearhall.desk.pictures.models import Picture
from clearhall.engine.pictures import Line, NotAvailable, Reading, ReadingFailed
from tests.engine.pictures import drawing
from tests.factories import NOON, make_body, make_case


@dataclass
class Reader:
    """Reads `lines` from every picture, or fails as told."""

    lines: tuple[str, ...] = ()
    error: Exception | None = None
    boxes: tuple[tuple[int, int, int, int], ...] = ()
    asked: int = 0

    def read(self, picture):
        self.asked += 1
        if self.error:
            raise self.error
        boxes = self.boxes or tuple((0, 400 + 50 * i, 300, 440 + 50 * i) for i in range(len(self.lines)))
        return Reading(tuple(Line(text, 0.9, box) for text, box in zip(self.lines, boxes, strict=True)))


MISSING, LATE = NotAvailable("not installed"), ReadingFailed("out of time")


@dataclass
class Album:
    """Files that reporters send, read at once."""

    reader: Reader
    kept: list[Evidence] = field(default_factory=list)

    def send(self, content, *, case=None, text="Look at this picture", name="shot.png", **fields):
        case = case or make_case(text=text, **fields)
        report = case.reports.get()
        kept = keep_files(check_files([(content, name)]), report_id=report.pk, case_id=case.pk, actor=REPORTER, at=NOON)
        self.kept += kept
        return kept[0]

    def read(self, content, *, lines=(), **fields) -> Picture:
        """Send a picture and read it; returns what is stored."""
        evidence = self.send(content, **fields)
        self.reader.lines = tuple(lines)
        actions.read_picture(evidence.pk, at=NOON)
        return Picture.objects.get(pk=evidence.pk)


@pytest.fixture
def reader(monkeypatch):
    one = Reader()
    monkeypatch.setattr(actions, "WORKER_READER", one)
    return one


@pytest.fixture
def album(db, reader):
    return Album(reader)


@pytest.fixture(scope="session")
def poster():
    return drawing.poster(41)


@pytest.fixture(scope="session")
def other_poster():
    return drawing.poster(42)


@pytest.fixture
def police(db):
    return make_body("police")


def png(image):
    return drawing.as_bytes(image)
