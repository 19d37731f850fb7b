"""Check digits and issuers: what a long number proves about itself. Pure arithmetic, no searching."""

import re

_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_BORN = re.compile(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

# First digits, from and to (of equal length) → network and the lengths it issues.
# Source: ISO/IEC 7812 ranges as the networks publish them; the Chinese ones before 62 are debit cards still in use.
_ISSUERS = (
    ("34", "34", "amex", (15,)),
    ("37", "37", "amex", (15,)),
    ("300", "305", "diners", (14,)),
    ("36", "36", "diners", (14,)),
    ("3528", "3589", "jcb", (16,)),
    ("4", "4", "visa", (13, 16, 19)),
    ("51", "55", "mastercard", (16,)),
    ("2221", "2720", "mastercard", (16,)),
    ("6011", "6011", "discover", (16,)),
    ("644", "659", "discover", (16,)),
    ("62", "62", "unionpay", (16, 17, 18, 19)),
    ("60", "60", "unionpay", (16, 17, 18, 19)),
    ("68", "69", "unionpay", (16, 17, 18, 19)),
    ("81", "81", "unionpay", (16, 17, 18, 19)),
    ("9558", "9559", "unionpay", (16, 17, 18, 19)),
    ("90", "90", "unionpay", (16, 17, 18, 19)),
    ("94", "94", "unionpay", (16, 17, 18, 19)),
    ("98", "98", "unionpay", (16, 17, 18, 19)),
    ("84", "87", "unionpay", (16, 17, 18, 19)),
    ("2200", "2204", "mir", (16,)),
    ("50", "50", "maestro", (16, 18, 19)),
    ("56", "58", "maestro", (16, 18, 19)),
)


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the rest. Source: ISO/IEC 7812-1, annex B."""
    numbers = [int(c) for c in reversed(digits)]
    return (sum(numbers[::2]) + sum(_DOUBLED[n] for n in numbers[1::2])) % 10 == 0


def card_network(digits: str) -> str | None:
    """The network that issues numbers of this beginning and length, None where none does."""
    for first, last, network, lengths in _ISSUERS:
        if len(digits) in lengths and first <= digits[: len(first)] <= last:
            return network
    return None


def is_identity_number(digits: str) -> bool:
    """Whether this is the number of a person's Chinese identity card: never an indicator (charter, limit R1).

    Source: GB 11643-1999: region, day of birth, ISO 7064 MOD 11-2 check character.
    """
    if not _BORN.fullmatch(digits):
        return False
    check = sum(weight * int(c) for weight, c in zip(_WEIGHTS, digits, strict=False)) % 11
    return "10X98765432"[check] == digits[-1].upper()
