"""All indicators of a text: every finder, then the one rule for overlaps."""

from itertools import chain, islice

from clearhall.engine.indicators.links import find_emails, find_links
from clearhall.engine.indicators.messengers import find_offers
from clearhall.engine.indicators.numbers import find_numbers
from clearhall.engine.indicators.overlaps import keep_longest
from clearhall.engine.indicators.reading import WIDE, Reading, read
from clearhall.engine.indicators.types import Candidate, Hiding, Indicator
from clearhall.engine.indicators.wallets import find_wallets

FINDERS = (find_wallets, find_links, find_emails, find_offers, find_numbers)
MAX_CHARS = 200_000  # what lies beyond is not read: no message is that long, and the time stays under a second
MAX_PER_FINDER = 5_000  # a text with more is a list, not a message; the first ones are kept

_ORDER = {hiding: at for at, hiding in enumerate(Hiding)}


def extract(s: str) -> list[Indicator]:
    """Links, numbers, accounts and contacts that a text asks its reader to use, in the order of the text.

    Nothing is looked up: what is found is possible by form and check digit, not known to exist. No indicator names who
    wrote or reported the text (charter, limit R1). The same text gives the same list on every machine.

    Args:
        s: any str, as it was sent (offsets are its own); lone surrogates and controls are no obstacle. Only the first
            `MAX_CHARS` characters are read.

    Returns:
        Indicators that share no character, at most `MAX_PER_FINDER` from each finder. Empty where nothing was found.
    """
    reading = read(s[:MAX_CHARS])
    found = list(chain.from_iterable(islice(find(reading.text), MAX_PER_FINDER) for find in FINDERS))
    if not found:
        return []
    if len(found) > 1:
        found = keep_longest(found, length=len(reading.text))
    return [_indicator(reading, candidate) for candidate in found]


def _indicator(reading: Reading, found: Candidate) -> Indicator:
    start, end = reading.span(found.start, found.end)
    surface = reading.original[start:end]
    hidden = set(found.hidden_as)
    if not surface.isascii() and WIDE.search(surface):
        hidden.add(Hiding.FULL_WIDTH)
    if end - start > found.end - found.start:
        hidden.add(Hiding.ZERO_WIDTH)
    hidden_as = tuple(sorted(hidden, key=_ORDER.__getitem__)) if hidden else ()
    return Indicator(found.kind, surface, start, end, found.value, found.subtype, hidden_as, found.detail)
