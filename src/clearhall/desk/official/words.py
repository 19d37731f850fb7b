"""How a name imitates another, as a sentence in the reader's language; `engine` says the same in English."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clearhall.engine.indicators import Way

WAYS: dict[Way, Any] = {
    Way.PUNYCODE: gettext_lazy("it is written in a code that browsers draw as other letters"),
    Way.CONFUSABLE: gettext_lazy("some letters only look like those of the name"),
    Way.OTHER_TOP_LEVEL: gettext_lazy("it has another ending"),
    Way.SWAPPED: gettext_lazy("two neighbouring letters are swapped"),
    Way.ONE_LETTER: gettext_lazy("one letter is changed, added or left out"),
    Way.SUBDOMAIN: gettext_lazy("the whole name stands before somebody else's address"),
    Way.EXTRA_WORD: gettext_lazy("something was put before or after the name"),
}


def imitation_sentence(ways: Sequence[Way]) -> str:
    """How, as one sentence: at least one way."""
    listed = _("; ").join(str(WAYS[way]) for way in ways)
    return _("How: %(ways)s.") % {"ways": listed}
