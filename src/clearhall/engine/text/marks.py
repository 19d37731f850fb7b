"""Characters that are not seen: which of them there are, by what they do. No functions here."""

LINE_BREAKS = "\x0b\x0c\x85\u2028\u2029"
CONTROLS = "".join(chr(c) for c in (*range(0x20), *range(0x7F, 0xA0)) if chr(c) not in "\n\t\r" + LINE_BREAKS)
# Unicode Standard Annex 9, section 2: every character that sets or ends a direction.
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SURROGATES = "".join(map(chr, range(0xD800, 0xE000)))
NONCHARACTERS = "".join(map(chr, range(0xFDD0, 0xFDF0))) + "".join(
    chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF)
)
# Drawn with no width, or as an empty box: zero-width space, joiners, word joiner, invisible operators, soft hyphen,
# combining grapheme joiner, Hangul and Khmer fillers, Mongolian selectors, byte order mark.
ZERO_WIDTH = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064"
    "\u206a\u206b\u206c\u206d\u206e\u206f\u3164\ufeff\uffa0"
)
VARIATION_SELECTORS = "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
TAGS = "".join(map(chr, range(0xE0000, 0xE0080)))
UNSEEN = ZERO_WIDTH + BIDI + VARIATION_SELECTORS + TAGS
