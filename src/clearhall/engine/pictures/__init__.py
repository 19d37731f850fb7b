"""Pictures: opened safely, found again after cropping, turning and framing, their codes and their text read.

A picture is opened once (`open_picture`). Its `fingerprint` (about one kilobyte) is stored and entered into a
`PictureIndex`; `question` prepares a picture to be asked about. `read_codes` returns what QR and bar codes say,
`TextReader` the text of a screenshot, in a process of its own. Everything found is a suggestion or a stranger's text.
"""

from clearhall.engine.pictures.codes import Code, CodeKind, can_read_codes, read_codes
from clearhall.engine.pictures.errors import (
    NotAFingerprint,
    NotAvailable,
    PictureBroken,
    PictureError,
    PictureKindUnknown,
    PictureTooLarge,
    ReadingFailed,
    TooManyPictures,
)
from clearhall.engine.pictures.finding import PictureIndex, Question, compile_ahead, fingerprint, question
from clearhall.engine.pictures.hash_index import HashIndex
from clearhall.engine.pictures.hashing import pdq, pdq_turned
from clearhall.engine.pictures.landmark_index import Agreement, LandmarkConfig, LandmarkIndex
from clearhall.engine.pictures.landmarks import ASKED, KEPT, Detail, landmarks
from clearhall.engine.pictures.opening import MOST_BYTES, MOST_PIXELS, Picture, open_picture
from clearhall.engine.pictures.reading import Line, Reading, ReadingConfig, TextReader, can_read_text
from clearhall.engine.pictures.types import (
    LEAST_QUALITY,
    MOST_LANDMARKS,
    MOST_WITHIN,
    Fingerprint,
    Hashed,
    Landmarks,
    Near,
    PdqHash,
    PictureMatch,
    Reason,
    Turn,
    read_fingerprint,
)

__all__ = [
    "ASKED",
    "KEPT",
    "LEAST_QUALITY",
    "MOST_BYTES",
    "MOST_LANDMARKS",
    "MOST_PIXELS",
    "MOST_WITHIN",
    "Agreement",
    "Code",
    "CodeKind",
    "Detail",
    "Fingerprint",
    "HashIndex",
    "Hashed",
    "LandmarkConfig",
    "LandmarkIndex",
    "Landmarks",
    "Line",
    "Near",
    "NotAFingerprint",
    "NotAvailable",
    "PdqHash",
    "Picture",
    "PictureBroken",
    "PictureError",
    "PictureIndex",
    "PictureKindUnknown",
    "PictureMatch",
    "PictureTooLarge",
    "Question",
    "Reading",
    "ReadingConfig",
    "ReadingFailed",
    "Reason",
    "TextReader",
    "TooManyPictures",
    "Turn",
    "can_read_codes",
    "can_read_text",
    "compile_ahead",
    "fingerprint",
    "landmarks",
    "open_picture",
    "pdq",
    "pdq_turned",
    "question",
    "read_codes",
    "read_fingerprint",
]
