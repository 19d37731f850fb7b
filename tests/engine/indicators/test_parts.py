import pytest

from clearhall.engine.indicators import IndicatorKind, extract, registrable_domain
from clearhall.engine.indicators.digits import card_network, is_identity_number, passes_luhn


@pytest.mark.parametrize(
    ("given", "domain"),
    [
        ("https://login.bank.com.cn/a?b", "bank.com.cn"),
        ("WWW.Example.COM.", "example.com"),
        ("http://user@shop.example.co.uk:8080", "example.co.uk"),
        ("one.github.io", "one.github.io"),
        ("http://例子.中国/", "xn--fsqu00a.xn--fiqs8s"),
        ("http://192.0.2.1/", None),
        ("com.cn", None),
        ("host.invalidtld", None),
        ("", None),
        ("\ud800.com", None),
    ],
)
def test_the_registered_part_of_a_name(given, domain):
    assert registrable_domain(given) == domain


# The all-zero key hash and published test vectors of the standards themselves, no one's wallet.
WALLETS = [
    ("1111111111111111111114oLvT2", "btc"),
    ("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "btc"),
    ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "btc"),  # BIP 173
    ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "btc"),  # BIP 350
    ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "eth"),  # EIP-55
    ("T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb", "tron"),
]


@pytest.mark.parametrize(("address", "coin"), WALLETS)
def test_a_wallet_is_proved_by_its_checksum(address, coin):
    (one,) = extract(f"转到 {address}。")
    assert (one.kind, one.surface, one.subtype) == (IndicatorKind.CRYPTO, address, coin)


@pytest.mark.parametrize(("address", "coin"), WALLETS)
def test_a_wallet_with_one_wrong_character_is_none(address, coin):
    swapped = {"a": "c", "5": "6", "A": "a"}
    at = next(i for i in range(len(address) - 1, 4, -1) if address[i] in swapped or address[i].isdigit())
    wrong = address[:at] + swapped.get(address[at], "7" if address[at] != "7" else "8") + address[at + 1 :]
    if coin == "eth":
        wrong = address.replace("aAeb", "AAeb")
    assert extract(f"转到 {wrong}。") == []


@pytest.mark.parametrize(
    ("digits", "network"),
    [
        ("6222021234567894", "unionpay"),
        ("4111111111111111", "visa"),
        ("5555555555554444", "mastercard"),
        ("378282246310005", "amex"),
        ("1234567890123452", None),
        ("62220212345", None),
    ],
)
def test_an_issuer_is_known_by_first_digits_and_length(digits, network):
    assert card_network(digits) == network


@pytest.mark.parametrize("digit", "0123456789")
def test_every_single_wrong_check_digit_is_seen(digit):
    assert passes_luhn("622202123456789" + digit) == (digit == "4")


def test_an_identity_number_is_told_by_its_check_character():
    right = sum_check("11010119900307001")
    told = [c for c in "0123456789X" if is_identity_number("11010119900307001" + c)]
    assert told == [right]


def sum_check(digits):
    weights = [2 ** (17 - i) % 11 for i in range(17)]
    return "10X98765432"[sum(w * int(c) for w, c in zip(weights, digits, strict=True)) % 11]


def test_an_identity_number_that_would_pass_as_a_card_is_left_out():
    numbers = (f"62010119900307{i:03d}" for i in range(1000))
    numbers = [n + sum_check(n) for n in numbers]
    passing = [n for n in numbers if n.isdigit() and passes_luhn(n) and card_network(n)]
    assert passing
    assert all(extract(f"号 {number} 请核对") == [] for number in passing)
