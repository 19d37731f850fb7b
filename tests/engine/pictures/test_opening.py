import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from clearhall.engine import pictures
from clearhall.engine.pictures import PictureBroken, PictureError, PictureKindUnknown, PictureTooLarge
from tests.engine.pictures.drawing import as_bytes, clouds


def png_header(width, height):
    """A PNG that says it is so large, with next to nothing in it."""

    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_the_four_kinds_are_opened(kind):
    picture = pictures.open_picture(as_bytes(clouds(1, 90, 60, 2.5), kind))
    assert (picture.width, picture.height) == (90, 60)


@pytest.mark.parametrize("size", [(40_000, 40_000), (200_000, 300), (65_535, 65_535)])
def test_too_many_pixels_are_refused_before_anything_is_unpacked(size, monkeypatch):
    def unpacked(*_):
        raise AssertionError("unpacked")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", unpacked)
    with pytest.raises(PictureTooLarge, match="pixels"):
        pictures.open_picture(png_header(*size))


def test_the_limits_are_the_callers():
    content = as_bytes(Image.new("RGB", (100, 100)))
    assert pictures.open_picture(content, most_pixels=10_000).width == 100
    with pytest.raises(PictureTooLarge):
        pictures.open_picture(content, most_pixels=9_999)
    with pytest.raises(PictureTooLarge, match="bytes"):
        pictures.open_picture(content, most_bytes=len(content) - 1)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_picture_that_was_cut_off_is_broken(kind, share):
    content = as_bytes(clouds(2, 200, 150, 2.5), kind)
    with pytest.raises((PictureBroken, PictureKindUnknown)):
        pictures.open_picture(content[: int(len(content) * share)])


@pytest.mark.parametrize(
    "content", [b"", b"plain text", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"BM" + bytes(60)]
)
def test_other_files_are_no_pictures(content):
    with pytest.raises(PictureKindUnknown):
        pictures.open_picture(content)


def test_a_tiff_or_bitmap_is_not_opened():
    for kind in ("TIFF", "BMP", "PPM"):
        with pytest.raises(PictureKindUnknown):
            pictures.open_picture(as_bytes(Image.new("RGB", (9, 9)), kind))


@settings(max_examples=60, deadline=None)  # unpacks pictures
@given(st.sampled_from(["PNG", "JPEG", "WEBP", "GIF"]), st.data())
def test_changed_bytes_give_a_picture_or_an_error_with_a_name(kind, data):
    content = bytearray(as_bytes(clouds(3, 40, 30, 2.5), kind))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        picture = pictures.open_picture(bytes(content), most_pixels=1_000_000)
    except PictureError:
        return
    assert picture.pixels.dtype == np.uint8


def test_transparent_parts_become_white_and_the_camera_s_turn_is_undone():
    clear = Image.new("RGBA", (20, 10), (255, 0, 0, 0))
    clear.putpixel((0, 0), (0, 0, 255, 255))
    pixels = pictures.open_picture(as_bytes(clear)).pixels
    assert pixels[5, 5].tolist() == [255, 255, 255]
    assert pixels[0, 0].tolist() == [0, 0, 255]
    tag = Image.Exif()
    tag[0x0112] = 6  # the camera was held on its side
    lying = as_bytes(Image.new("RGB", (30, 20)), "JPEG", exif=tag)
    assert pictures.open_picture(lying).width == 20


def test_sixteen_bits_a_sample_are_scaled_and_a_moving_picture_gives_its_first_frame():
    deep = Image.fromarray(np.full((8, 8), 65535, np.uint16))
    assert pictures.open_picture(as_bytes(deep)).pixels.min() == 255
    target = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("black", "white")]
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    assert pictures.open_picture(target.getvalue()).pixels.max() == 0


@pytest.mark.parametrize(
    "pixels",
    [np.zeros((3, 3), np.uint8), np.zeros((3, 3, 4), np.uint8), np.zeros((3, 3, 3)), np.zeros((0, 3, 3), np.uint8)],
)
def test_other_arrays_are_no_pictures(pixels):
    with pytest.raises(ValueError, match="shape"):
        pictures.Picture(pixels)


def test_a_large_picture_is_hashed_from_a_smaller_copy():
    image = clouds(4, 800, 600, 2.8)
    large = pictures.Picture(np.array(image.resize((3200, 2400), Image.Resampling.BICUBIC)))
    assert large.luma.size <= 4_000_000
    small = pictures.pdq(pictures.Picture(np.array(image)))
    assert pictures.pdq(large).hash.distance(small.hash) <= 10
