"""How one campaign message differs from copy to copy, as senders do it to slip past filters.

Links, numbers and names stay usable.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from random import Random
from typing import cast

import opencc

_ASCII = r"A-Za-z0-9@:/?=&_\-+,·"
_KEPT = re.compile(rf"([{_ASCII}.]*[0-9@/_.][{_ASCII}.]*)")
_LINK = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:example|test|invalid)")
_SYMBOLS = ("·", "*", " ", "~", "\u200b", "_", "丶", "|")
_CYRILLIC = str.maketrans({"a": "а", "e": "е", "o": "о", "i": "і", "c": "с", "p": "р"})
_LOOK_ALIKE_ZH = (
    ("登录", "登陆"),
    ("账户", "帐户"),
    ("银行", "银荇"),
    ("验证", "騐证"),
    ("客服", "愙服"),
    ("转", "轉"),
    ("您", "伱"),
    ("领取", "領取"),
    ("微", "薇"),
    ("钱", "銭"),
    ("免费", "免費"),
    ("点击", "點击"),
    ("加", "伽"),
    ("信息", "亻言息"),
    ("请", "請"),
    ("兼职", "蒹职"),
)
_SMALL_EDITS_ZH = (
    ("您的", "你的"),
    ("您", "你"),
    ("请于", "请在"),
    ("请", "请您"),
    ("，", " "),
    ("。", "！"),
    ("已", "已经"),
    ("及时", "尽快"),
    ("元", "块"),
    ("点", "时"),
)
_SMALL_EDITS_EN = (
    ("please", "kindly"),
    ("Please", "Kindly"),
    ("Your", "The"),
    ("today", "right now"),
    ("within", "in"),
    (". ", "! "),
    (" at ", " via "),
    ("because of", "due to"),
)
_TAILS_ZH = ("谢谢配合", "祝您生活愉快", "回T退订", "收到请回复", "【通知】", "详询客服", "勿回复本短信", "")
_TAILS_EN = ("Thank you.", "Ref only.", "Do not reply.", "Regards", "")


def _in_words(text: str, change: Callable[[str], str]) -> str:
    """Return `text` with `change` made outside links, numbers and handles."""
    parts = _KEPT.split(text)
    return "".join(part if index % 2 else change(part) for index, part in enumerate(parts))


def insert_symbols(text: str, rng: Random, language: str) -> str:
    """Return `text` with one kind of small symbol put between some of its letters."""
    symbol, share = rng.choice(_SYMBOLS), rng.choice((0.03, 0.05, 0.08))

    def change(part: str) -> str:
        return "".join(letter + (symbol if letter.isalpha() and rng.random() < share else "") for letter in part)

    return _in_words(text, change)


def look_alikes(text: str, rng: Random, language: str) -> str:
    """Return `text` with some characters replaced by ones that look or sound alike."""
    if language == "en":
        share = rng.choice((0.1, 0.3, 1.0))
        return _in_words(
            text, lambda part: "".join(c.translate(_CYRILLIC) if rng.random() < share else c for c in part)
        )
    for plain, alike in rng.sample(_LOOK_ALIKE_ZH, 6):
        text = _in_words(text, lambda part, a=plain, b=alike: part.replace(a, b))  # type: ignore[misc]
    return text


def full_width(text: str, rng: Random, language: str) -> str:
    """Return `text` with its Latin letters and digits outside links in full-width form."""
    parts = _KEPT.split(text)
    wide = {code: code + 0xFEE0 for code in (*range(48, 58), *range(65, 91), *range(97, 123))}
    return "".join(part if set(part) & set("./@_") else part.translate(wide) for part in parts)


def small_edits(text: str, rng: Random, language: str) -> str:
    """Return `text` with a few words exchanged and perhaps another ending."""
    edits, tails = (_SMALL_EDITS_EN, _TAILS_EN) if language == "en" else (_SMALL_EDITS_ZH, _TAILS_ZH)
    for old, new in rng.sample(edits, 3):
        text = _in_words(text, lambda part, a=old, b=new: part.replace(a, b, 1))  # type: ignore[misc]
    tail = rng.choice(tails)
    return f"{text} {tail}".strip() if language == "en" else text + tail


def cut_short(text: str, rng: Random, language: str) -> str:
    """Return `text` without its last clause, as a reporter copies it, or whole when little would be left."""
    marks = [match.end() for match in re.finditer(r"[，。！,!]|\. ", text)]
    inside = [mark for mark in marks if len(text) * 0.7 < mark < len(text)]
    return text[: rng.choice(inside)].rstrip("，, ") if inside else text


def defanged(text: str, rng: Random, language: str) -> str:
    """Return `text` with its links made unclickable, as watchposts write them."""
    broken = _LINK.sub(lambda match: match.group().replace(".", "[.]"), text)
    return broken.replace("https://", "hxxps://").replace("http://", "hxxp://")


_STEPS: tuple[Callable[[str, Random, str], str], ...] = (
    insert_symbols,
    look_alikes,
    full_width,
    small_edits,
    cut_short,
    defanged,
)
_GENTLE: tuple[Callable[[str, Random, str], str], ...] = (full_width, defanged, small_edits)


def vary(text: str, *, rng: Random, language: str, gentle: bool = False) -> str:
    """Return a copy of `text` with none to two kinds of change; `gentle` keeps it easy to recognise."""
    steps = _GENTLE if gentle else _STEPS
    for step in rng.sample(steps, rng.choice((0, 1, 1) if gentle else (0, 0, 1, 1, 1, 2))):
        text = step(text, rng, language)
    return text


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def traditional(text: str) -> str:
    """Return simplified Chinese `text` in traditional characters, by OpenCC's character and phrase tables."""
    return cast(str, _converter().convert(text))
