"""The words that every finder of indicators speaks."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class IndicatorKind(StrEnum):
    """What a message can point to. The order is the rank by which `keep_longest` settles equal spans.

    Charter, limit R1: no kind names a person. There is none for authors, senders, reporters, account handles,
    @mentions, personal names, identity numbers, device numbers (IMEI) or places, and none may be added;
    `tests/charter/test_r1_no_author_indicator.py` holds this.
    """

    CRYPTO = "crypto"
    URL = "url"
    EMAIL = "email"
    IP = "ip"
    DOMAIN = "domain"
    BANK_CARD = "bank_card"
    MESSENGER_OFFER = "messenger_offer"  # an id the message gives as the contact of what it offers
    PHONE = "phone"


class Hiding(StrEnum):
    """How an indicator was kept from being read by a filter, or from being clicked by accident."""

    DEFANGED = "defanged"  # hxxp, [.], (.), [@]: as security people write
    OBFUSCATED = "obfuscated"  # a word or another sign for the dot or the at sign: 点, 。, dot, at
    NO_SCHEME = "no_scheme"
    IDN = "idn"  # a host with letters outside ASCII, as typed or as punycode
    FULL_WIDTH = "full_width"  # full-width, mathematical or circled forms of letters and digits
    ZERO_WIDTH = "zero_width"  # characters without width inside
    SPACED = "spaced"  # spaces or symbols between single characters or around the dot
    CONFUSABLE = "confusable"  # letters of another script that look Latin
    NUMERALS = "numerals"  # Chinese numerals for digits


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing a message points to.

    Attributes:
        kind: what it is.
        surface: as it stands in the text; always `text[start:end]`.
        start, end: offsets in the text given to `extract`, in code points; end is exclusive.
        value: the normal form, equal for all ways of writing it. URL and domain: refanged, host in lower-case ASCII
            (punycode), scheme only if one was written. Phone: digits as dialled inside its country, or + and country
            code. Card: digits. Wallet: as its checksum is defined. Messenger: the id without a leading @.
        subtype: which network, coin or sort of number ("qq", "btc", "mobile", "unionpay"); "" where there is one.
        hidden_as: every way it was hidden, in the order of `Hiding`; empty means written plainly.
        detail: one English sentence for a caseworker.
    """

    kind: IndicatorKind
    surface: str
    start: int
    end: int
    value: str
    subtype: str = ""
    hidden_as: tuple[Hiding, ...] = ()
    detail: str = ""


class Candidate(NamedTuple):
    """A find before overlaps are settled; offsets are those of the `Reading`."""

    kind: IndicatorKind
    start: int
    end: int
    value: str
    subtype: str
    hidden_as: tuple[Hiding, ...]
    detail: str
