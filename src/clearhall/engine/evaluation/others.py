"""Invented texts that are like nothing in a file: the crowd among which near-duplicates must still be told apart."""

from random import Random

_ONSETS = (
    "b",
    "br",
    "ch",
    "d",
    "dr",
    "f",
    "g",
    "gl",
    "h",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "r",
    "s",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "z",
)
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "ou", "ow")
_CODAS = ("", "", "l", "m", "n", "nd", "r", "rk", "s", "t", "th")
_FIRST_HAN, _HAN = 0x4E00, 2_500
_WORDS = 40_000  # as many different words as a newspaper uses in a year
# Wording that strangers share: what makes thresholds chosen on a small set fail on a large one.
_TEMPLATES = (
    "【{a}】您的包裹{b}已放入{c}号柜，取件码{n}，请当日取走",
    "【{a}】验证码{n}，{m}分钟内有效，请勿告诉他人",
    "{a} {b}: your parcel waits at point {c}, code {n}, open until {m}",
    "Your {a} code is {n}. It expires in {m} minutes. Do not share it.",
)
_FORWARDED = (
    "请大家互相转告，一定要看完",
    "紧急通知，收到请转发给家人朋友",
    "Please forward this to everyone you know",
    "Read to the end and pass it on",
)


def other_text(number: int) -> str:
    """The invented text with this number, 0 or more: the same on every machine, different for each number.

    Half are Chinese and half English, 20 to 120 characters; one in 50 is a template with other names and numbers, one in
    20 carries a sentence that is forwarded with everything.
    """
    draw = Random(f"others {number}")
    is_chinese = draw.random() < 0.5
    word = _chinese_word if is_chinese else _english_word
    if draw.random() < 0.02:
        return draw.choice(_TEMPLATES).format(
            a=word(draw), b=word(draw), c=draw.randrange(100), n=draw.randrange(10**5, 10**6), m=draw.randrange(60)
        )
    words = [word(draw) for _ in range(draw.randrange(10, 36) if is_chinese else draw.randrange(6, 22))]
    text = "".join(words) if is_chinese else " ".join(words)
    return f"{text} {draw.choice(_FORWARDED)}" if draw.random() < 0.05 else text


def _rank(draw: Random) -> int:
    """A word's place in the vocabulary; the first ones come far more often, as in any language."""
    return int(_WORDS ** draw.random()) - 1


def _chinese_word(draw: Random) -> str:
    rank = _rank(draw)
    return chr(_FIRST_HAN + rank * 7_919 % _HAN) + chr(_FIRST_HAN + rank * 104_729 % (_HAN - 1))


def _english_word(draw: Random) -> str:
    rank, parts = _rank(draw) + 1, []
    while rank:
        rank, onset = divmod(rank, len(_ONSETS))
        rank, vowel = divmod(rank, len(_VOWELS))
        parts += [_ONSETS[onset], _VOWELS[vowel], _CODAS[(onset + vowel) % len(_CODAS)]]
    return "".join(parts)
