"""A file is known by a keyed digest: made elsewhere, changed or unsigned, it is not ours."""

import pytest

from clearhall.engine.origin import is_signed, signature_of

KEY, OTHER = b"an invented key of this site", b"an invented key of another site"
HEADER = b'{"sha256":{"weights":"00"}}'


def test_a_header_is_known_by_the_key_that_signed_it():
    assert is_signed(HEADER, signature_of(HEADER, key=KEY), key=KEY)


@pytest.mark.parametrize(
    ("header", "signature"),
    [
        (HEADER, signature_of(HEADER, key=OTHER)),
        (HEADER + b" ", signature_of(HEADER, key=KEY)),
        (HEADER, signature_of(HEADER, key=KEY)[:-1]),
        (HEADER, b""),
        (HEADER, "é".encode()),
    ],
)
def test_another_key_a_changed_header_and_no_signature_are_refused(header, signature):
    assert not is_signed(header, signature, key=KEY)


@pytest.mark.parametrize("key", [b"", b"fifteen bytes.."])
def test_a_key_that_can_be_guessed_is_refused(key):
    with pytest.raises(ValueError, match="at least 16"):
        signature_of(HEADER, key=key)
    with pytest.raises(ValueError, match="at least 16"):
        is_signed(HEADER, b"", key=key)
