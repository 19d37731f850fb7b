"""Names that nobody can register behave like others, so that examples and drills are read as the real thing is."""

import pytest

from clearhall.engine.indicators import extract, registrable_domain


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("log in at https://m.bank-njnzz.example/?id=1 now", "https://m.bank-njnzz.example/?id=1"),
        ("请点击etc-cmky.invalid/ 重新认证", "etc-cmky.invalid"),
        ("hxxp://parcel[.]test/pay", "http://parcel.test/pay"),
    ],
)
def test_reserved_names_are_found(text, value):
    (found,) = extract(text)
    assert value.rstrip("/") in found.value


def test_the_registered_part_of_a_reserved_name_is_its_last_two_labels():
    assert registrable_domain("https://m.bank-njnzz.example/x") == "bank-njnzz.example"
    assert registrable_domain("example") is None
