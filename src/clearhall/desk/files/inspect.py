"""What a file is, from its content and never from its name; what is dangerous or unknown is refused. Pure functions."""

import io
import re
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, ImageOps, UnidentifiedImageError

from clearhall.desk.files.errors import (
    ArchiveRefused,
    FileEmpty,
    FileIsTwoThings,
    FileTooLarge,
    PictureBroken,
    PictureTooLarge,
    ProgramRefused,
    UnknownType,
)
from clearhall.desk.lib.limits import limit

DISPLAY_EDGE_PX = 1600  # longest edge of the copy that is shown; text in a phone's screenshot stays readable
DISPLAY_QUALITY = 82
HEAD_BYTES = 1024
NAME_CHARS = 80


class MediaType(StrEnum):
    """The types that are taken in."""

    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"
    GIF = "image/gif"
    PDF = "application/pdf"
    MP4 = "video/mp4"
    M4A = "audio/mp4"
    MP3 = "audio/mpeg"
    OGG = "audio/ogg"
    AMR = "audio/amr"
    EMAIL = "message/rfc822"
    TEXT = "text/plain"


ENDINGS = {
    MediaType.PNG: ".png", MediaType.JPEG: ".jpg", MediaType.WEBP: ".webp", MediaType.GIF: ".gif", MediaType.PDF: ".pdf",
    MediaType.MP4: ".mp4", MediaType.M4A: ".m4a", MediaType.MP3: ".mp3", MediaType.OGG: ".ogg", MediaType.AMR: ".amr",
    MediaType.EMAIL: ".eml", MediaType.TEXT: ".txt",
}  # fmt: skip
PICTURES = {MediaType.PNG: "PNG", MediaType.JPEG: "JPEG", MediaType.WEBP: "WEBP", MediaType.GIF: "GIF"}

# First bytes of kinds that are refused by name, so that the sentence fits.
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # fmt: skip
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"dex\n", b"#!")
MARKUP = re.compile(rb"<\s*(?:script|html|!doctype|svg|iframe|\?php|\?xml)", re.IGNORECASE)
HEADER_LINE = re.compile(rb"\A(?:[A-Za-z-]{2,40}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}")


@dataclass(frozen=True, slots=True)
class Inspected:
    """What was found: the type, a safe name with the right ending, and the copy to show (None when it is no picture)."""

    media_type: MediaType
    name: str
    display: bytes | None


def inspect_file(content: bytes, *, name: str) -> Inspected:
    """Find out what a file is and make the copy that may be shown.

    Args:
        content: the whole file.
        name: what the sender calls it; only used to name it again, never to decide.

    Raises:
        FileRefused: with the sentence for the sender; the classes in `errors.py` say which.
        FileTooLarge: over the limit `evidence_file`.
    """
    if not content:
        raise FileEmpty(name=name)
    if len(content) > limit("evidence_file"):
        raise FileTooLarge(field="files", name=name)
    media_type = find_type(content)
    if media_type is None:
        raise UnknownType(name=name)
    refuse_second_file(content, media_type)
    display = display_copy(content) if media_type in PICTURES else None
    return Inspected(media_type, safe_name(name, media_type), display)


def find_type(content: bytes) -> MediaType | None:
    """The type by the first bytes; None when it is none of ours. Raises ArchiveRefused or ProgramRefused for those kinds."""
    head = content[:HEAD_BYTES]
    if head.startswith(ARCHIVES):
        raise ArchiveRefused
    if head.startswith(PROGRAMS) and not head.startswith(b"#!AMR"):
        raise ProgramRefused
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if head.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return MediaType.WEBP
    if head.startswith((b"GIF87a", b"GIF89a")):
        return MediaType.GIF
    if head.startswith(b"%PDF-"):
        return MediaType.PDF
    if head[4:8] == b"ftyp":
        return MediaType.M4A if head[8:11] == b"M4A" else MediaType.MP4
    if head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return MediaType.MP3
    if head.startswith(b"OggS"):
        return MediaType.OGG
    if head.startswith(b"#!AMR"):
        return MediaType.AMR
    return _text_type(content)


def _text_type(content: bytes) -> MediaType | None:
    text = None
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if text is None or any(unicodedata.category(letter) == "Cc" and letter not in "\n\r\t\f" for letter in set(text)):
        return None
    if HEADER_LINE.match(content) and re.search(rb"(?im)^(from|received|subject|message-id):", content[:20_000]):
        return MediaType.EMAIL
    return None if MARKUP.match(content.lstrip()[:64]) else MediaType.TEXT


def refuse_second_file(content: bytes, media_type: MediaType) -> None:
    """Refuse a file that another program would read as something else. Raises FileIsTwoThings."""
    if media_type in (MediaType.TEXT, MediaType.EMAIL):
        return
    if zipfile.is_zipfile(io.BytesIO(content)) or b"Rar!\x1a\x07" in content[-65_536:]:
        raise FileIsTwoThings
    if media_type is not MediaType.PDF and b"%PDF-" in content[:HEAD_BYTES]:
        raise FileIsTwoThings
    if media_type in PICTURES and (MARKUP.search(content[:HEAD_BYTES]) or _markup_after_end(content, media_type)):
        raise FileIsTwoThings


def _markup_after_end(content: bytes, media_type: MediaType) -> bool:
    marks = {
        MediaType.PNG: b"IEND\xaeB`\x82",
        MediaType.JPEG: b"\xff\xd9",
        MediaType.GIF: b"\x00\x3b",
        MediaType.WEBP: b"",
    }
    end = content.rfind(marks[media_type]) if marks[media_type] else -1
    if media_type is MediaType.WEBP:
        end = int.from_bytes(content[4:8], "little") + 8
        return len(content) > end + 1
    rest = content[end + len(marks[media_type]) :] if end >= 0 else b""
    return bool(MARKUP.search(rest)) or b"%PDF-" in rest or (media_type is MediaType.PNG and bool(rest))


def display_copy(content: bytes) -> bytes:
    """The picture as a fresh WebP: first frame, upright, at most `DISPLAY_EDGE_PX` long, without any metadata.

    Raises:
        PictureTooLarge: more pixels than the limit `image_pixels`; found before anything is unpacked.
        PictureBroken: cut off, damaged or not decodable.
    """
    most = limit("image_pixels")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(PICTURES.values())) as picture:
                if picture.width * picture.height > most:
                    raise PictureTooLarge
                picture.draft("RGB", (DISPLAY_EDGE_PX, DISPLAY_EDGE_PX))
                picture.load()
                upright = ImageOps.exif_transpose(picture)
                upright.thumbnail((DISPLAY_EDGE_PX, DISPLAY_EDGE_PX))
                flat = upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
                fresh = Image.new(flat.mode, flat.size)
                fresh.paste(flat)
                target = io.BytesIO()
                fresh.save(target, "WEBP", quality=DISPLAY_QUALITY, method=2)
                return target.getvalue()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureTooLarge from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError, OverflowError, MemoryError):
        raise PictureBroken from None


def safe_name(name: str, media_type: MediaType) -> str:
    """A file name without path, controls, direction marks or a false ending: `发票.png` for a PNG called `../发票.pdf`."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    kept = "".join(letter for letter in last if unicodedata.category(letter)[0] not in "CZ" or letter == " ")
    stem = re.sub(r'[<>:"|?*;%&\']+', "_", kept.rsplit(".", 1)[0]).strip(" ._")[:NAME_CHARS]
    return f"{stem or 'file'}{ENDINGS[media_type]}"
