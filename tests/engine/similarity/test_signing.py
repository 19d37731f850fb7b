import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearhall.engine import similarity
from clearhall.engine.similarity.types import LONGEST_TEXT, Kind
from tests.engine.similarity.texts import CHINESE, ENGLISH, some_text


def test_a_signature_has_132_bytes_and_is_the_same_on_every_machine():
    digests = [hashlib.sha256(similarity.sign(text).data).hexdigest()[:16] for text in (ENGLISH, CHINESE, "ok", "")]
    assert digests == ["7f9ec089087a3f63", "5472643f4cd87885", "18975d1d95254122", "7a9b10341c1c421f"]
    assert {len(similarity.sign(text).data) for text in (ENGLISH, "ok", "")} == {similarity.SIGNATURE_BYTES}


@given(st.lists(some_text(), max_size=12))
def test_signing_many_gives_the_bytes_of_signing_one_by_one(texts):
    assert similarity.sign_many(texts) == [similarity.sign(text).data for text in texts]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Kind.EMPTY),
        (" \n\t　", Kind.EMPTY),
        ("ok", Kind.TOO_SHORT),
        ("😀😀😀", Kind.TOO_SHORT),
        ("4711", Kind.TOO_SHORT),
        ("1" * 50_000, Kind.TOO_SHORT),
        ("a" * 50_000, Kind.TOO_SHORT),
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
