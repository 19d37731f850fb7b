"""Letters of other scripts that are drawn like Latin ones."""

import unicodedata
from functools import cache

from confusable_homoglyphs import confusables

# Read as the Latin letter in scam texts though Unicode's table pairs them with another letter or with none.
_MORE = dict(zip("вкмнтгпяӏѡωηκντυχγ", "bkmhtrnrlwwnkvtuxy", strict=True))
_SCRIPTS = ("CYRILLIC", "GREEK", "ARMENIAN", "COPTIC", "CHEROKEE", "LISU")


@cache
def latin_lookalikes() -> dict[str, str]:
    """Letter of another script → the small ASCII letter it is drawn like.

    Source: Unicode Technical Standard 39, confusables.txt, as the package confusable-homoglyphs carries it.
    """
    table = {}
    for letter in map(chr, range(0x370, 0x10000)):
        if letter.isalpha() and unicodedata.name(letter, "").startswith(_SCRIPTS):
            latin = {
                near["c"].lower()
                for near in confusables.confusables_data.get(letter, ())
                if len(near["c"]) == 1 and near["c"].isascii() and near["c"].isalpha()
            }
            if latin:
                table[letter] = min(latin)
    return table | _MORE
