"""What is taken in and what is refused, by content."""

import contextlib
import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

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
from clearhall.desk.files.inspect import DISPLAY_EDGE_PX, MediaType, inspect_file, safe_name
from clearhall.desk.lib.errors import DeskError


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **options) -> bytes:
    target = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(target, kind, **options)
    return target.getvalue()


def a_zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("inside.txt", "hello")
    return target.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
EMAIL = b"From: a@shop.example\r\nSubject: prize\r\nTo: b@example.com\r\n\r\nYou won\r\n"


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (picture("PNG"), MediaType.PNG),
        (picture("JPEG"), MediaType.JPEG),
        (picture("WEBP"), MediaType.WEBP),
        (picture("GIF"), MediaType.GIF),
        (PDF, MediaType.PDF),
        (EMAIL, MediaType.EMAIL),
        ("中奖通知：请点击".encode("gb18030"), MediaType.TEXT),
        ("中奖通知".encode("utf-16"), MediaType.TEXT),
        (b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 40, MediaType.MP4),
        (b"\x00\x00\x00\x18ftypM4A " + b"\x00" * 40, MediaType.M4A),
        (b"OggS" + b"\x00" * 40, MediaType.OGG),
        (b"#!AMR\n" + b"\x00" * 40, MediaType.AMR),
        (b"ID3\x03" + b"\x00" * 40, MediaType.MP3),
    ],
    ids=lambda value: value.value if isinstance(value, MediaType) else "content",
)
def test_the_type_is_found_from_the_content_whatever_the_name_says(content, media_type):
    found = inspect_file(content, name="抽奖.exe")
    assert found.media_type is media_type
    assert found.name.startswith("抽奖.")
    assert not found.name.endswith(".exe")
    assert (found.display is not None) == media_type.startswith("image/")


def test_a_png_named_pdf_is_a_png():
    found = inspect_file(picture("PNG"), name="invoice.pdf")
    assert (found.media_type, found.name) == (MediaType.PNG, "invoice.png")


def test_the_copy_for_display_has_no_metadata_and_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "Invented Phone Maker"
    content = picture("JPEG", (80, 20), exif=exif)
    display = inspect_file(content, name="a.jpg").display
    with Image.open(io.BytesIO(display)) as shown:
        assert shown.size == (20, 80)
        assert not shown.getexif()
    assert b"Invented" not in display


def test_text_chunks_of_a_png_do_not_reach_the_copy():
    info = PngInfo()
    info.add_text("Author", "somebody")
    assert b"somebody" not in inspect_file(picture("PNG", pnginfo=info), name="a.png").display


def test_a_large_picture_is_shown_small():
    display = inspect_file(picture("JPEG", (3000, 1500)), name="a.jpg").display
    with Image.open(io.BytesIO(display)) as shown:
        assert max(shown.size) == DISPLAY_EDGE_PX


def test_a_transparent_picture_keeps_its_transparency():
    target = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(target, "PNG")
    with Image.open(io.BytesIO(inspect_file(target.getvalue(), name="a.png").display)) as shown:
        assert shown.convert("RGBA").getpixel((0, 0))[3] == 0


def png_bomb(width: int = 100_000, height: int = 100_000) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(b"\x00" * 100_000, 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", FileEmpty),
        (b"\x00" * 64, UnknownType),
        (b"x" * 25_000_001, FileTooLarge),
        (a_zip(), ArchiveRefused),
        (b"Rar!\x1a\x07\x00" + b"\x00" * 20, ArchiveRefused),
        (b"\x1f\x8b\x08" + b"\x00" * 20, ArchiveRefused),
        (b"MZ\x90\x00" + b"\x00" * 60, ProgramRefused),
        (b"\x7fELF" + b"\x00" * 60, ProgramRefused),
        (b"#!/bin/sh\nrm -rf /\n", ProgramRefused),
        (b"<html><script>alert(1)</script></html>", UnknownType),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", UnknownType),
        (picture("JPEG")[:-400], PictureBroken),
        (picture("PNG")[:300], PictureBroken),
        (b"\xff\xd8\xff\xe0 not a picture at all", PictureBroken),
        (png_bomb(), PictureTooLarge),
        (picture("PNG") + a_zip(), FileIsTwoThings),
        (picture("JPEG") + a_zip(), FileIsTwoThings),
        (picture("GIF") + b"<script>alert(1)</script>", FileIsTwoThings),
        (picture("JPEG") + b"%PDF-1.4 hidden", FileIsTwoThings),
        (picture("JPEG", comment=b"<script>alert(1)</script>"), FileIsTwoThings),
        (picture("WEBP") + b"rest of another file", FileIsTwoThings),
        (PDF + a_zip(), FileIsTwoThings),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "content",
)
def test_what_is_not_taken_in_gets_its_own_sentence(content, error):
    with pytest.raises(error) as raised:
        inspect_file(content, name="a.png")
    assert len(str(raised.value)) > 20


def test_a_telephone_picture_with_a_clip_behind_it_is_taken():
    """Some telephones put a short film after the picture; that is no second file anyone opens by itself."""
    assert (
        inspect_file(picture("JPEG") + b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 60, name="a.jpg").media_type
        is MediaType.JPEG
    )


@given(st.binary(max_size=300))
def test_no_content_makes_it_fail_otherwise_than_by_name(content):
    for head in (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\x00\x00\x00\x00WEBP", b"GIF89a", b"%PDF-"):
        with contextlib.suppress(DeskError):
            assert inspect_file(head + content, name="x").name


@given(st.text(max_size=200))
def test_a_name_never_leads_anywhere(name):
    safe = safe_name(name, MediaType.PNG)
    assert safe.endswith(".png")
    assert not set(safe) & set('/\\\0\n\r"<>\u202e\u200b')
    assert len(safe) < 100
