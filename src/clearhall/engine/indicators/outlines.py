"""The outline of a text: which characters are digits, letters and signs of ASCII. Cheap to make and to ask, once for all finders."""

_DIGITS, _LETTERS = b"0123456789", b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_TABLE = bytes.maketrans(_DIGITS + _LETTERS, b"0" * len(_DIGITS) + b"a" * len(_LETTERS))
_RUNS = bytes.maketrans(b"0", b"a")


def outline_of(text: str) -> bytes:
    """One byte a character: `0` for a digit, `a` for a letter, `?` for what is outside ASCII, else the sign itself."""
    return text.encode("ascii", "replace").translate(_TABLE)


def has_run(outline: bytes, length: int) -> bool:
    """Whether so many ASCII letters and digits follow each other."""
    return b"a" * length in outline.translate(_RUNS)


def has_digits(outline: bytes, count: int, *, between: bytes) -> bool:
    """Whether so many ASCII digits follow each other with none or any number of the signs `between` them."""
    return b"0" * count in outline.translate(None, between)
