"""Text as people send it: what may be stored of it, the form it is compared in, and the language it is in."""

from clearhall.engine.text.chinese import to_simplified
from clearhall.engine.text.cleaning import clean
from clearhall.engine.text.language import detect_language
from clearhall.engine.text.matching import matching_form
from clearhall.engine.text.types import Change, ChangeKind, Cleaned, Language, TextEmpty, TextRefused, TextTooLong

__all__ = [
    "Change",
    "ChangeKind",
    "Cleaned",
    "Language",
    "TextEmpty",
    "TextRefused",
    "TextTooLong",
    "clean",
    "detect_language",
    "matching_form",
    "to_simplified",
]
