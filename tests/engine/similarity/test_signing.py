import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearhall.engine import similarity
from clearhall.engine.similarity.signing import CHUNK
from clearhall.engine.similarity.types import LONGEST_TEXT, Kind
from tests.engine.similarity.texts import CHINESE, ENGLISH, some_text


def test_a_signature_has_132_bytes_and_is_the_same_on_every_machine():
    digests = [hashlib.sha256(similarity.sign(text).data).hexdigest()[:16] for text in (ENGLISH, CHINESE, "ok", "")]
    assert digests == ["7f9ec089087a3f63", "5472643f4cd87885", "18975d1d95254122", "7a9b10341c1c421f"]
    assert {len(similarity.sign(text).data) for text in (ENGLISH, "ok", "")} == {similarity.SIGNATURE_BYTES}


@given(st.lists(some_text(), max_size=12))
def test_signing_many_gives_the_bytes_of_signing_one_by_one(texts):
    assert similarity.sign_many(texts) == [similarity.sign(text).data for text in texts]


@pytest.mark.parametrize("count", [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
def test_texts_signed_by_several_threads_keep_their_order_and_their_bytes(count):
    texts = [f"{ENGLISH} {number % 97 * 'ab'} {CHINESE[: number % 41]}" for number in range(count)]
    one_by_one = [similarity.sign(text).data for text in texts]
    assert similarity.sign_many(iter(texts)) == one_by_one
    array = similarity.sign_array(iter(texts))
    assert array.shape == (count, 66)
    assert [row.tobytes() for row in array] == one_by_one


def test_what_goes_wrong_in_a_text_source_reaches_the_caller():
    def source():
        yield from [ENGLISH] * (2 * CHUNK)
        raise OSError("the file ended early")

    with pytest.raises(OSError, match="ended early"):
        similarity.sign_many(source())


@pytest.mark.parametrize(
    "array",
    [np.zeros((2, 65), np.uint16), np.zeros(66, np.uint16), np.ones((2, 66), np.int64), np.zeros((2, 66), np.uint16)],
)
def test_an_array_that_holds_no_signatures_is_refused(array):
    with pytest.raises(ValueError, match=r"shape \(n, 66\)|start with its kind"):
        similarity.Index().add_many(range(len(array)), array)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Kind.EMPTY),
        (" \n\t　", Kind.EMPTY),
        ("ok", Kind.TOO_SHORT),
        ("😀😀😀", Kind.TOO_SHORT),
        ("4711", Kind.TOO_SHORT),
        ("1" * 50_000, Kind.TOO_SHORT),
        ("a" * 1_000_000, Kind.TOO_SHORT),
        ("字" * 1_000_000, Kind.TOO_SHORT),
        ("😀" * 1_000_000, Kind.TOO_SHORT),
        ("0123456789" * 1_000, Kind.TOO_SHORT),
        ("\ud800\udfff", Kind.TOO_SHORT),
        (CHINESE, Kind.TEXT),
        (ENGLISH + "\ud800", Kind.TEXT),
    ],
)
def test_the_kind_says_what_a_text_can_be_compared_with(text, kind):
    assert similarity.sign(text).kind is kind


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (ENGLISH, ENGLISH.replace(" ", "")),
        (ENGLISH, ENGLISH.replace(" ", "😀 , ")),
        (CHINESE, " ".join(CHINESE)),
        ("your parcel 12 waits at locker 3 until noon", "your parcel 7745 waits at locker 98 until noon"),
        (CHINESE, CHINESE.replace("取", "取\u200b")),
    ],
)
def test_blanks_signs_and_the_value_of_numbers_do_not_count(left, right):
    assert similarity.sign(left) == similarity.sign(right)


def test_emoji_and_digits_alone_equal_only_themselves():
    texts = ["😀😀😀", "😀😀", "4711", "4712", "!!!", "ok", "no"]
    assert len({similarity.sign(text).data for text in texts}) == len(texts)


def test_ten_megabytes_cost_no_more_than_the_part_that_is_compared():
    long = (ENGLISH + " ") * (10_000_000 // len(ENGLISH))
    assert similarity.sign(long) == similarity.sign(long[:LONGEST_TEXT])


@pytest.mark.parametrize("data", [b"", b"\1\0" * 3, b"\0" * 132, b"\4\0" + bytes(130), bytes(133)])
def test_what_is_no_signature_is_refused(data):
    with pytest.raises(ValueError, match="signature"):
        similarity.Signature(data)
    with pytest.raises(ValueError, match="signature"):
        similarity.Index().add(1, data)


def test_grams_chosen_to_meet_in_the_table_of_grams_are_still_counted_one_by_one():
    """A walk over characters whose every pair is hashed to the first few slots of the table."""
    letters = np.arange(0x4E00, 0x9FFF, dtype=np.uint64)
    size, factor = np.uint64(4_096), np.uint64(0x9E3779B97F4A7C15)
    walk, used = [int(letters[0])], set()
    with np.errstate(over="ignore"):
        while len(walk) < 1_000:
            value = (np.uint64(walk[-1]) + np.uint64(1)) * factor + letters + np.uint64(1)
            for shift, times in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1)):
                value = (value ^ (value >> np.uint64(shift))) * np.uint64(times)
            slots = (value | np.uint64(1)) >> np.uint64(8) & (size - np.uint64(1))
            following = next(one for one in letters[np.argsort(slots)].tolist() if (walk[-1], one) not in used)
            used.add((walk[-1], following))
            walk.append(following)
    text = "".join(map(chr, walk))
    assert similarity.sign(text).grams == 999
    found = similarity.overlap(text, text[:500])
    assert (found.left, found.right, found.containment) == (999, 499, 1.0)
