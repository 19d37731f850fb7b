"""Which language a text is in, by its script alone."""

import re

from clearhall.engine.text.chinese import only_simplified, only_traditional
from clearhall.engine.text.types import Language

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_KANA = re.compile("[\u3040-\u30ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_WORD = re.compile(r"(?<![\w./@:=-])[A-Za-z\u00c0-\u024f]++(?![/@:=_-]|\.\w)")  # not a piece of a link or address
_LETTER = re.compile(r"[^\W\d_]")
_ENOUGH = 4_000  # characters looked at: more would not change the answer
_HAN_WORD_CHARS = 1.7  # a Chinese word has about this many characters; a Latin run counts as one word


def detect_language(s: str) -> Language:
    """The language a text is mostly in, judged by counting scripts in its first 4,000 characters.

    Links and brand names in Latin letters do not make a Chinese message English: words are compared, not letters.
    Chinese in which no character tells the two scripts apart is ZH_HANS. Japanese kana, Cyrillic and the rest are
    OTHER. Without any letter the answer is NOT_KNOWN. Never raises.
    """
    s = s[:_ENOUGH]
    han, kana = _HAN.findall(s), len(_KANA.findall(s))
    latin = sum(map(len, _LATIN.findall(s)))
    letters = len(han) + kana + latin
    others = len(_LETTER.findall(s)) - letters
    if letters + others <= 0:
        return Language.NOT_KNOWN
    if others > letters or kana * 4 > len(han) + kana:
        return Language.OTHER
    if len(han) / _HAN_WORD_CHARS >= len(_WORD.findall(s)) / 2:
        return _script_of(han)
    return Language.EN


def _script_of(han: list[str]) -> Language:
    traditional, simplified = only_traditional(), only_simplified()
    balance = sum(map(traditional.__contains__, han)) - sum(map(simplified.__contains__, han))
    return Language.ZH_HANT if balance > 0 else Language.ZH_HANS
