"""What a machine sees in a picture: likeness, codes, text. No database; used for evidence and for pictures that are only checked."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from clearhall.desk.lib.limits import limit
from clearhall.desk.pictures.states import TextState
from clearhall.engine import pictures as engine
from clearhall.engine.pictures import Line, Picture, Question, ReadingConfig, TextReader
from clearhall.engine.text import TextRefused, clean

READING_SIDE = (
    1_600  # pixels of the shorter side that are enough to read letters and codes; a photograph has 3,000 and more
)
HEAD_SHARE = 0.12  # of the height: here a phone shows who wrote or called
_BARE_ADDRESS = re.compile(r"[\d\s()+*.\-–—]{5,}|\S+@\S+\.\S+")

# Nothing is started before the first picture. The worker is patient; somebody who waits for an answer is not.
WORKER_READER = TextReader(ReadingConfig(seconds=40, idle_seconds=60))
VISITOR_READER = TextReader(ReadingConfig(seconds=limit("check_picture_seconds"), idle_seconds=120))


@dataclass(frozen=True, slots=True)
class CodeText:
    """A QR or bar code: `kind` as the engine names it, and the text in it. A stranger's text: never a link, never run."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen. `likeness` is stored, `question` asks for others; `text` is "" where nothing was read."""

    likeness: bytes
    question: Question
    codes: tuple[CodeText, ...]
    text: str
    text_state: TextState

    @property
    def all_text(self) -> str:
        """The text of the picture and of its codes, as somebody would have pasted it."""
        return "\n".join(filter(None, [self.text, *(one.text for one in self.codes)]))


def look_at(content: bytes, *, reader: TextReader) -> Looked:
    """Look at one picture file. Reads pixels only: what the file says about its maker is never looked at (charter R1).

    Raises:
        PictureTooLarge: over the limits `image_pixels` and `evidence_file`; found from the header, nothing is unpacked.
        PictureKindUnknown, PictureBroken: no picture, or a damaged one.
    """
    picture = engine.open_picture(content, most_pixels=limit("image_pixels"), most_bytes=limit("evidence_file"))
    small = _for_reading(picture)
    text, text_state = _text(small, reader)
    codes = engine.read_codes(small) or (engine.read_codes(picture) if small is not picture else ())
    likeness = engine.fingerprint(picture)
    shown = tuple(CodeText(str(one.kind), cleaned) for one in codes if (cleaned := _cleaned(one.text)))
    return Looked(likeness.data, engine.question(picture), shown, text, text_state)


def _for_reading(picture: Picture) -> Picture:
    """A copy whose shorter side has at most `READING_SIDE` pixels; the picture itself when it has no more."""
    factor = READING_SIDE / min(picture.width, picture.height)
    if factor >= 1:
        return picture
    size = (round(picture.width * factor), round(picture.height * factor))
    image = Image.fromarray(picture.pixels).resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    return Picture(np.ascontiguousarray(image))


def _text(picture: Picture, reader: TextReader) -> tuple[str, TextState]:
    try:
        found = reader.read(picture)
    except engine.NotAvailable:
        return "", TextState.NOT_INSTALLED
    except engine.ReadingFailed:
        return "", TextState.FAILED
    lines = [line.text for line in found.lines if not _names_sender(line, picture.height)]
    return _cleaned("\n".join(lines)), TextState.READ


def _names_sender(line: Line, height: int) -> bool:
    """Whether a line is the bare number or address at the head of a screenshot: who wrote is not kept (charter R1)."""
    return line.box[3] <= height * HEAD_SHARE and _BARE_ADDRESS.fullmatch(line.text.strip()) is not None


def _cleaned(raw: Any) -> str:
    """`raw` without what cannot be stored, cut at the limit of a report's text."""
    most = limit("report_text")
    try:
        return clean(str(raw)[:most], max_chars=most).text.strip()
    except TextRefused:
        return ""
