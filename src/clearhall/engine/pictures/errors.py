"""What can go wrong with pictures, by name."""

from __future__ import annotations


class PictureError(Exception):
    """Any error of this package; `code` is stable and may be stored or translated."""

    code = "picture"


class PictureTooLarge(PictureError):
    """More pixels or bytes than allowed, found before anything was unpacked."""

    code = "picture_too_large"


class PictureBroken(PictureError):
    """Cut off, damaged or not decodable."""

    code = "picture_broken"


class PictureKindUnknown(PictureError):
    """No PNG, JPEG, WebP or GIF."""

    code = "picture_kind_unknown"


class NotAFingerprint(PictureError):
    """The bytes are no fingerprint of this version, or were changed."""

    code = "not_a_fingerprint"


class TooManyPictures(PictureError):
    """One index holds at most 2 ** 32 / 64 pictures; use several."""

    code = "too_many_pictures"


class NotAvailable(PictureError):
    """This installation cannot do it: an optional part is not installed. `why` names the part."""

    code = "not_available"

    def __init__(self, why: str) -> None:
        super().__init__(f"not available: {why}")
        self.why = why


class ReadingFailed(PictureError):
    """The reading process ran out of time or memory, or died; the picture was not read."""

    code = "reading_failed"

    def __init__(self, why: str) -> None:
        super().__init__(f"the text of the picture could not be read: {why}")
        self.why = why
