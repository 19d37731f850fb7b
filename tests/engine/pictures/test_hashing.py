import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from clearhall.engine import pictures
from clearhall.engine.pictures import PdqHash, Picture, Turn
from tests.engine.pictures.drawing import as_picture, chat, clouds, compressed, page, photo, poster

hashes = st.binary(min_size=32, max_size=32).map(PdqHash)
OPERATIONS = {
    Turn.ORIGINAL: lambda image: image,
    Turn.ROTATED_90: lambda image: image.transpose(Image.Transpose.ROTATE_90),
    Turn.ROTATED_180: lambda image: image.transpose(Image.Transpose.ROTATE_180),
    Turn.ROTATED_270: lambda image: image.transpose(Image.Transpose.ROTATE_270),
    Turn.FLIPPED_X: lambda image: image.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    Turn.FLIPPED_Y: lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    Turn.FLIPPED_PLUS: lambda image: image.transpose(Image.Transpose.TRANSPOSE),
    Turn.FLIPPED_MINUS: lambda image: image.transpose(Image.Transpose.TRANSVERSE),
}


def pattern(width, height, step):
    y, x = np.indices((height, width))
    one = (x * step + y * (step + 6) + x * y // 11) % 256
    return np.stack([one, (one * 3 + x) % 256, (255 - one + y // 2) % 256], axis=2).astype(np.uint8)


@pytest.mark.parametrize(
    ("width", "height", "step", "expected"),
    [  # computed with pdqhash 0.2.8, for machines where it cannot be installed
        (64, 48, 1, "ff7260aa554ac2d275b606666f8c227ceff02a04b8fcba04acc95f16ead87314"),
        (300, 200, 2, "ffe4ffa3ff4400001000fdc71820b7c66d4b79eea5c72e6ba4c04da51ae4b7c5"),
        (513, 700, 1, "58c29397696b6f9bd79679097ec5c6867b0d4f851390e74372cf919075294382"),
        (5, 9, 7, "6cd983e03e0f64d9c1f09b2664d964d99b26c1f06c9f9b26c1f07c1f9b26c3e0"),
    ],
)
def test_hashes_are_those_that_the_reference_implementation_gave(width, height, step, expected):
    found = pictures.pdq(Picture(pattern(width, height, step)))
    assert (str(found.hash), found.quality) == (expected, 100)


@settings(max_examples=25, deadline=None)  # blurs pictures
@given(st.integers(5, 400), st.integers(5, 400), st.integers(0, 10**6))
def test_hash_and_quality_are_those_of_the_reference_implementation(width, height, seed):
    reference = pytest.importorskip("pdqhash", reason="the reference implementation is not installed")
    pixels = np.array(clouds(seed, width, height, 2.0 + seed % 3 / 2))
    bits, quality = reference.compute(pixels)
    found = pictures.pdq(Picture(pixels))
    assert (str(found.hash), found.quality) == (np.packbits(bits).tobytes().hex(), quality)


def test_the_eight_hashes_are_those_of_the_reference_implementation():
    reference = pytest.importorskip("pdqhash", reason="the reference implementation is not installed")
    pixels = np.array(poster(3))
    bits, quality = reference.compute_dihedral(pixels)
    found = list(pictures.pdq_turned(Picture(pixels)).values())
    assert [str(one.hash) for one in found] == [np.packbits(one).tobytes().hex() for one in bits]
    assert {one.quality for one in found} == {quality}


@pytest.mark.parametrize("turn", Turn)
def test_each_of_the_eight_hashes_is_that_of_the_turned_picture(turn):
    image = photo(8).resize((576, 576))  # nine pixels a sample: the samples of the turned picture are the same
    predicted = pictures.pdq_turned(as_picture(image))[turn].hash
    assert predicted.distance(pictures.pdq(as_picture(OPERATIONS[turn](image))).hash) <= 4
    others = [one.hash for other, one in pictures.pdq_turned(as_picture(image)).items() if other is not turn]
    assert min(predicted.distance(other) for other in others) > 60


@pytest.mark.parametrize("draw", [photo, chat, poster, page])
def test_half_of_the_bits_are_set_and_a_copy_differs_in_few(draw):
    image = draw(11)
    found = pictures.pdq(as_picture(image))
    assert int.from_bytes(found.hash.data).bit_count() == 128
    assert found.is_comparable
    for copy in (compressed(image, 30), image.resize((image.width // 2, image.height // 2)), image.convert("L")):
        assert found.hash.distance(pictures.pdq(as_picture(copy)).hash) <= pictures.MOST_WITHIN


def test_unrelated_pictures_differ_in_about_half_of_the_bits():
    found = [pictures.pdq(as_picture(clouds(seed, 120, 120, 2.5))).hash for seed in range(30)]
    distances = [one.distance(other) for i, one in enumerate(found) for other in found[:i]]
    assert 118 < np.mean(distances) < 138
    assert min(distances) > 80


def test_a_plain_area_has_no_quality_and_a_busy_one_all():
    assert pictures.pdq(as_picture(Image.new("RGB", (300, 200), "navy"))).quality == 0
    chance = np.random.default_rng(1)
    assert pictures.pdq(Picture(chance.integers(0, 256, (64, 64, 3), dtype=np.uint8))).quality == 100
    gentle = Image.linear_gradient("L").resize((256, 256))
    assert not pictures.pdq(as_picture(gentle)).is_comparable


@pytest.mark.parametrize("size", [(1, 1), (4, 500), (500, 4)])
def test_a_tiny_picture_has_the_empty_hash(size):
    for found in pictures.pdq_turned(as_picture(Image.new("RGB", size, "red"))).values():
        assert (str(found.hash), found.quality) == ("0" * 64, 0)


def test_sixty_four_pixels_square_are_taken_as_they_are():
    pixels = np.random.default_rng(2).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    luma = Picture(pixels).luma
    assert luma[3, 5] == pytest.approx(
        0.299 * pixels[3, 5, 0] + 0.587 * pixels[3, 5, 1] + 0.114 * pixels[3, 5, 2], abs=1e-3
    )
    assert pictures.pdq(Picture(pixels)) == pictures.pdq(Picture(pixels.copy()))


@given(hashes, hashes, hashes)
def test_the_distance_is_a_metric(one, two, three):
    assert one.distance(one) == 0
    assert one.distance(two) == two.distance(one)
    assert (one.distance(two) == 0) == (one == two)
    assert one.distance(three) <= one.distance(two) + two.distance(three)
    assert 0 <= one.distance(two) <= 256


@given(hashes, st.sets(st.integers(0, 255)))
def test_the_distance_counts_the_bits_that_were_changed(one, bits):
    changed = int.from_bytes(one.data)
    for bit in bits:
        changed ^= 1 << bit
    assert one.distance(PdqHash(changed.to_bytes(32))) == len(bits)


@given(hashes)
def test_the_text_form_is_read_back(one):
    assert PdqHash.from_hex(str(one)) == one
    assert PdqHash.from_hex(str(one).upper()) == one


@pytest.mark.parametrize("text", ["", "0" * 63, "0" * 65, "g" * 64, "0x" + "0" * 62, " " + "0" * 63, "０" * 64])
def test_other_texts_are_no_hashes(text):
    with pytest.raises(ValueError, match=r"hex|digits"):
        PdqHash.from_hex(text)


def test_other_lengths_are_no_hashes():
    with pytest.raises(ValueError, match="32 bytes"):
        PdqHash(bytes(31))
