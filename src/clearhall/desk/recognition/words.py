"""Why a model suggests something, as a sentence in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clearhall.engine.recognition import Recognised

MOST_WORDS = 4
MOST_SIGNS = 2
LONGEST_WORD = 30
_LEAST = 0.05  # log odds, below which a sign is not worth a word

SIGNS: dict[str, Any] = {
    "share_of_chinese": gettext_lazy("how much of it is Chinese"),
    "longest_number": gettext_lazy("a long number"),
    "signature_in_brackets": gettext_lazy("a sender's name in brackets"),
    "share_of_capitals": gettext_lazy("capital letters"),
    "links_with_numbers": gettext_lazy("links together with numbers"),
    "length_of_a_number": gettext_lazy("the length of its numbers"),
    "length": gettext_lazy("its length"),
    "links": gettext_lazy("links"),
    "numbers": gettext_lazy("numbers"),
    "phone_numbers": gettext_lazy("telephone numbers"),
    "masked_words": gettext_lazy("masked words"),
    "currency_signs": gettext_lazy("sums of money"),
    "exclamation_marks": gettext_lazy("exclamation marks"),
    "question_marks": gettext_lazy("question marks"),
}
ADDRESS_SIGNS: dict[str, Any] = {
    "host_length": gettext_lazy("the length of the host name"),
    "host_parts": gettext_lazy("how many parts the host name has"),
    "name_length": gettext_lazy("the length of the registered name"),
    "digits_in_name": gettext_lazy("digits in the registered name"),
    "hyphens_in_name": gettext_lazy("hyphens in the registered name"),
    "vowels_in_name": gettext_lazy("the share of vowels in the registered name"),
    "consonants_in_a_row": gettext_lazy("consonants in a row"),
    "letters_and_digits_mixed": gettext_lazy("letters and digits mixed"),
    "length_before_name": gettext_lazy("what stands before the registered name"),
    "digits_before_name": gettext_lazy("digits before the registered name"),
    "hyphens_before_name": gettext_lazy("hyphens before the registered name"),
    "path_length": gettext_lazy("the length of the path"),
    "path_depth": gettext_lazy("the number of folders in the path"),
    "digits_in_path": gettext_lazy("digits in the path"),
    "hyphens_in_path": gettext_lazy("hyphens in the path"),
    "file_ending": gettext_lazy("the kind of file"),
    "query_length": gettext_lazy("what stands after the question mark"),
    "percent_signs": gettext_lazy("encoded characters"),
    "capitals": gettext_lazy("capital letters"),
    "number_as_host": gettext_lazy("a number in the place of a name"),
}


def reasons(found: Recognised) -> str:
    """Which words and signs of the text speak for the suggestion; "" when none stands out."""
    words, signs = _words(found), _signs(found, SIGNS)
    said = [_("These words speak for it: %(words)s.") % {"words": words}] if words else []
    return " ".join([*said, *signs])


def reasons_of_address(found: Recognised) -> str:
    """Which parts and signs of the address speak for its being dangerous; "" when none stands out."""
    words, signs = (
        _words(found).replace(".", "[.]"),
        _signs(found, ADDRESS_SIGNS),
    )  # no part can be followed by accident
    said = [_("These parts of it speak for that: %(words)s.") % {"words": words}] if words else []
    return " ".join([*said, *signs])


def _words(found: Recognised) -> str:
    return " ".join([quoted(part.text) for part in found.parts if part.weight > 0][:MOST_WORDS])


def _signs(found: Recognised, names: dict[str, Any]) -> list[str]:
    signs = [
        str(names[sign.name]) for sign in found.structure if sign.weight > _LEAST and sign.step and sign.name in names
    ]
    named = ", ".join(dict.fromkeys(signs[:MOST_SIGNS]))
    return [_("So does: %(signs)s.") % {"signs": named}] if signs else []


def quoted(text: str) -> str:
    """A word of a message between quotation marks, cut where it is long."""
    word = " ".join(text.split())
    return _("“%(word)s”") % {"word": word if len(word) <= LONGEST_WORD else word[:LONGEST_WORD] + "…"}
