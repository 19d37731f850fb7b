"""Addresses of crypto currencies, each proved by its own checksum."""

import re
from collections.abc import Iterator
from functools import lru_cache

import base58
import bech32
from Crypto.Hash import keccak

from clearhall.engine.indicators.outlines import has_run
from clearhall.engine.indicators.types import Candidate, IndicatorKind

_BASE58 = "1-9A-HJ-NP-Za-km-z"
_BECH32 = "02-9ac-hj-np-z"
_ADDRESS = re.compile(
    # The class of all first characters comes first: the search skips to it.
    r"[0bB48139TDLMA](?<![A-Za-z0-9][A-Za-z0-9])(?=[A-Za-z0-9]{13})(?:(?<=0)[xX][0-9a-fA-F]{40}"
    rf"|(?<=b)c1[{_BECH32}]{{11,71}}+|(?<=B)C1[{_BECH32.upper()}]{{11,71}}+"
    rf"|(?<=[48])[{_BASE58}]{{94}}|(?<=[13TDLMA9])[{_BASE58}]{{25,34}}+)(?![A-Za-z0-9])"
)
# First byte of a base58check payload → coin. Source: chainparams.cpp of Bitcoin, Litecoin and Dogecoin; TRON TIP-102.
_VERSIONS = {0x00: "btc", 0x05: "btc", 0x41: "tron", 0x1E: "doge", 0x16: "doge", 0x30: "ltc", 0x32: "ltc"}
_NAMES = {
    "btc": "Bitcoin",
    "eth": "Ethereum",
    "tron": "TRON",
    "doge": "Dogecoin",
    "ltc": "Litecoin",
    "xmr": "Monero",
}
_SHORTEST = 14  # bc1 and eleven characters
_BECH32M = 0x2BC830A3  # BIP 350
_MONERO_BLOCK = 11  # characters that carry 8 bytes; the last 7 of an address carry 5


def may_hold_wallets(text: str, outline: bytes) -> bool:
    """False only where `find_wallets` finds nothing."""
    return has_run(outline, _SHORTEST)


def find_wallets(text: str, outline: bytes) -> Iterator[Candidate]:
    """Addresses of Bitcoin, Ethereum and its kin, TRON, Dogecoin, Litecoin and Monero whose checksum is right.

    An Ethereum address in one case carries no checksum (EIP-55) and is taken as it is.
    """
    for match in _ADDRESS.finditer(text):
        surface = match.group()
        coin = _coin_of(surface)
        if coin:
            value = surface.lower() if coin == "eth" or surface[:3] == "BC1" else surface
            detail = f"{_NAMES[coin]} address; {_proof(coin, surface)}."
            yield Candidate(IndicatorKind.CRYPTO, match.start(), match.end(), value, coin, (), detail)


def _proof(coin: str, surface: str) -> str:
    digits = surface[2:]
    if coin == "eth" and (digits == digits.lower() or digits == digits.upper()):
        return "written in one case, so it carries no checksum"
    return "its checksum is right"


@lru_cache(maxsize=1_024)
def _coin_of(address: str) -> str:
    if address[:2] in ("0x", "0X"):
        return "eth" if _is_ethereum(address[2:]) else ""
    if address[:3] in ("bc1", "BC1"):
        return "btc" if _is_segwit(address.lower()) else ""
    if len(address) == 95:
        return "xmr" if _is_monero(address) else ""
    try:
        payload = base58.b58decode_check(address)
    except ValueError:
        return ""
    return _VERSIONS.get(payload[0], "") if len(payload) == 21 else ""


def _keccak(data: bytes) -> bytes:
    return keccak.new(digest_bits=256, data=data).digest()


def _is_ethereum(digits: str) -> bool:
    """EIP-55: a letter is a capital where the hash of the small address has 8 or more."""
    small = digits.lower()
    if digits in (small, digits.upper()):
        return True
    hashed = _keccak(small.encode()).hex()
    return all(c == (c.upper() if int(h, 16) > 7 else c.lower()) for c, h in zip(digits, hashed, strict=False))


def _is_segwit(address: str) -> bool:
    """BIP 173 for version 0, BIP 350 for the later ones."""
    version, program = bech32.decode("bc", address)
    if version == 0:
        return True
    data = [bech32.CHARSET.find(c) for c in address[3:]]
    if len(data) < 8 or bech32.bech32_polymod(bech32.bech32_hrp_expand("bc") + data) != _BECH32M:
        return False
    program = bech32.convertbits(data[1:-6], 5, 8, False)
    return 1 <= data[0] <= 16 and program is not None and 2 <= len(program) <= 40


def _is_monero(address: str) -> bool:
    """Base58 by blocks of 11 characters, then four bytes of Keccak. Source: Monero's src/common/base58.cpp."""
    raw = b""
    for at in range(0, len(address), _MONERO_BLOCK):
        block = address[at : at + _MONERO_BLOCK]
        number, size = base58.b58decode_int(block), 8 if len(block) == _MONERO_BLOCK else 5
        if number >> (8 * size):
            return False
        raw += number.to_bytes(size, "big")
    return raw[0] in (18, 42) and _keccak(raw[:-4])[:4] == raw[-4:]
