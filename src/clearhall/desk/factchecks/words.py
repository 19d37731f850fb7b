"""Why a fact-check was found, as a sentence in the reader's language."""

from django.utils.translation import gettext as _

from clearhall.desk.recognition.words import quoted
from clearhall.engine.retrieval import Answer


def reason(found: Answer) -> str:
    """The words that message and fact-check have in common, weightiest first."""
    if not found.shared:
        return _("No whole word is the same; only parts of words are alike.")
    return _("Found by these words: %(words)s.") % {"words": " ".join(map(quoted, found.shared))}
