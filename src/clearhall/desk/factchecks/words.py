"""Why a fact-check was found, as a sentence in the reader's language."""

from django.utils.translation import gettext as _

from clearhall.desk.recognition.words import quoted
from clearhall.engine.retrieval import Answer

# Among a handful of fact-checks these are as rare as any word, so rarity alone does not make them weigh little.
PLAIN_WORDS = frozenset(
    "a about all also an and any are as at be been but by can could did do does for from get had has have he her his how i if in "
    "is it its me more my no not of on one or our she so some than that the their them there they this to up was we were what when "
    "which who will with would you your".split()
)


def reason(found: Answer) -> str:
    """The words that message and fact-check have in common, weightiest first, without those that every text holds."""
    words = [word for word in found.shared if word not in PLAIN_WORDS]
    if not words:
        return _("No rare word is the same; parts of words are alike.")
    return _("Found by these words: %(words)s.") % {"words": " ".join(map(quoted, words))}
