"""What is known of a picture that somebody only wants checked. It stays in memory while it is looked at; nothing of it is stored."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clearhall.desk.cases.shown import Piece
from clearhall.desk.check.errors import PicturesBusy, PictureUnfit
from clearhall.desk.check.queries import Known, Verdict, known_as, known_of
from clearhall.desk.lib.limits import limit
from clearhall.desk.matching.queries import TextMatch
from clearhall.desk.pictures.looking import VISITOR_READER, Looked, look_at
from clearhall.desk.pictures.queries import ReportedPicture, harmless, reported_picture
from clearhall.desk.pictures.states import TextState
from clearhall.desk.pictures.words import CODES
from clearhall.engine.pictures import PictureBroken, PictureError, PictureKindUnknown, PictureTooLarge
from clearhall.engine.similarity import Level

WAIT_S = 2.0  # for a free place; whoever waits longer is better told
_places = threading.BoundedSemaphore(limit("check_pictures_at_once"))

_UNFIT: dict[type[PictureError], Any] = {
    PictureTooLarge: gettext_lazy("This picture is too large. Send a smaller one, or take a screenshot of it."),
    PictureKindUnknown: gettext_lazy("This is no picture that can be read. Send a PNG, JPEG, WebP or GIF."),
    PictureBroken: gettext_lazy(
        "This picture is incomplete or damaged. Please send it again, or take a screenshot of it."
    ),
}


class Upload(Protocol):
    """A file as Django and ninja hand it over."""

    @property
    def size(self) -> int | None: ...
    @property
    def file(self) -> BinaryIO | None: ...
    def read(self, count: int = ...) -> bytes: ...


@dataclass(frozen=True, slots=True)
class CodeRead:
    """A QR or bar code in the picture: its text as text, cut at what could be followed."""

    kind: str
    label: Any
    shown: list[Piece]
    text: str


@dataclass(frozen=True, slots=True)
class PictureKnown:
    """What a picture says and what is known of it.

    Attributes:
        known: the answer as for a pasted text: of the text and codes that were read, and of the picture itself.
        text: what was read; "" when nothing was.
        text_state: whether text could be read at all.
        reported: what reports say of the picture.
    """

    known: Known
    text: str
    shown: list[Piece]
    text_state: TextState
    codes: list[CodeRead]
    reported: ReportedPicture

    @property
    def sentence(self) -> str:
        """Whether the picture was reported before."""
        return picture_sentence(self.reported)

    @property
    def is_text_missing(self) -> bool:
        """Whether its text could not be read here and now, so that it should be pasted."""
        return self.text_state != TextState.READ

    @property
    def may_have_text_later(self) -> bool:
        return self.text_state == TextState.FAILED


def check_picture(upload: Upload | None, *, at: datetime) -> PictureKnown:
    """What is known of a picture. Stores nothing.

    Raises:
        PictureUnfit: none was sent, it is too large, broken, or of another kind.
        PicturesBusy: others are being looked at; the picture was not.
    """
    content = _content(upload)
    with _place():
        try:
            looked = look_at(content, reader=VISITOR_READER)
        except PictureError as error:
            raise PictureUnfit(_UNFIT.get(type(error), PictureUnfit.message), field="picture") from None
    reported = reported_picture(looked.question, at=at)
    known = known_of(looked.all_text[: limit("check_text")], at=at)
    return PictureKnown(
        known=_with_picture(known, reported),
        text=looked.text,
        shown=harmless(looked.text),
        text_state=looked.text_state,
        codes=_codes(looked),
        reported=reported,
    )


def picture_sentence(reported: ReportedPicture) -> str:
    """Whether and how often a picture was reported, in the reader's language."""
    reports = sum(one.reports for one in reported.harms)
    if not reports:
        return _("This picture is not known here, or from too few reports to say.")
    if reported.is_same:
        said = ngettext(
            "This picture was reported %(count)s time.", "This picture was reported %(count)s times.", reports
        )
    else:
        said = ngettext(
            "Pictures that share a part with this one were reported %(count)s time.",
            "Pictures that share a part with this one were reported %(count)s times.",
            reports,
        )
    return said % {"count": reports}


def _content(upload: Upload | None) -> bytes:
    most = limit("check_picture")
    if upload is None or upload.size == 0:
        raise PictureUnfit(_("Please choose a picture first."), field="picture")
    if upload.size is not None and upload.size > most:
        raise PictureUnfit(_UNFIT[PictureTooLarge], field="picture")
    return bytes(upload.read(most + 1))


@contextmanager
def _place() -> Iterator[None]:
    """Wait for one of the few places; unpacked pictures take much memory."""
    if not _places.acquire(timeout=WAIT_S):
        raise PicturesBusy(retry_after_s=30)
    try:
        yield
    finally:
        _places.release()


def _codes(looked: Looked) -> list[CodeRead]:
    return [CodeRead(one.kind, CODES.get(one.kind, one.kind), harmless(one.text), one.text) for one in looked.codes]


def _with_picture(known: Known, reported: ReportedPicture) -> Known:
    """The answer of the text, or that of the picture where it knows more: the same message outweighs a picture, a picture a likeness."""
    if not reported.harms or known.match.level is Level.GROUP or (known.match.level and not reported.is_same):
        return known
    harms = reported.harms
    match = TextMatch(
        level=Level.GROUP if reported.is_same else Level.SUGGEST,
        groups=reported.groups,
        recent=sum(one.recent for one in harms),
        reports=sum(one.reports for one in harms),
        first_at=min(one.first_at for one in harms),
        last_at=max(one.last_at for one in harms),
        harms=harms,
        sentence=picture_sentence(reported),
        is_complete=known.match.is_complete,
    )
    return replace(known, verdict=Verdict.SAME if reported.is_same else Verdict.SIMILAR, match=match, **known_as(match))
