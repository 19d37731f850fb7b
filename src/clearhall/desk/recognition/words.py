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


def reasons(found: Recognised) -> str:
    """Which words and signs of the text speak for the suggestion; "" when none stands out."""
    words = [_quoted(part.text) for part in found.parts if part.weight > 0][:MOST_WORDS]
    signs = [
        str(SIGNS[sign.name]) for sign in found.structure if sign.weight > _LEAST and sign.step and sign.name in SIGNS
    ]
    said = []
    if words:
        said.append(_("These words speak for it: %(words)s.") % {"words": " ".join(words)})
    if signs:
        said.append(_("So does: %(signs)s.") % {"signs": ", ".join(dict.fromkeys(signs[:MOST_SIGNS]))})
    return " ".join(said)


def _quoted(text: str) -> str:
    word = " ".join(text.split())
    return _("“%(word)s”") % {"word": word if len(word) <= LONGEST_WORD else word[:LONGEST_WORD] + "…"}
