"""Traditional Chinese characters and their simplified form, one character for one."""

from functools import cache

import opencc

# CJK unified ideographs with extensions A to H, and the compatibility ideographs.
_RANGES = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0))


@cache
def _converted(config: str) -> dict[int, str]:
    characters = [chr(c) for start, stop in _RANGES for c in range(start, stop)]
    after = opencc.OpenCC(config).convert("\n".join(characters)).split("\n")
    return {ord(a): b for a, b in zip(characters, after, strict=True) if a != b and len(b) == 1}


@cache
def simplified_table() -> dict[int, str]:
    """Code point of each traditional character → its simplified one; no value is itself a key.

    Source: OpenCC's own dictionaries (configuration t2s), read character by character.
    """
    table = _converted("t2s")
    for source, target in table.items():
        while ord(target) in table:  # OpenCC has a chain: 薴 → 苧 → 苎
            target = table[ord(target)]
        table[source] = target
    return table


@cache
def only_simplified() -> frozenset[str]:
    """Characters that a text in traditional script would not hold."""
    traditional = simplified_table()
    return frozenset(map(chr, _converted("s2t").keys() - traditional.keys()))


@cache
def only_traditional() -> frozenset[str]:
    """Characters that a text in simplified script would not hold."""
    return frozenset(map(chr, simplified_table()))


def to_simplified(s: str) -> str:
    """The same text in simplified characters, of the same length: for comparing, not for reading.

    Word choice is not converted (軟體 becomes 软体, not 软件), and characters with several simplified forms take the
    commonest, because a form that depends on its neighbours would compare differently in each context.
    """
    return s if s.isascii() else s.translate(simplified_table())
