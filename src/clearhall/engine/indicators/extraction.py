"""All indicators of a text: every finder, then the one rule for overlaps."""

from collections.abc import Iterable, Sequence
from itertools import islice

from clearhall.engine.indicators.links import find_emails, find_links, may_hold_emails, may_hold_links
from clearhall.engine.indicators.messengers import find_offers, may_hold_offers
from clearhall.engine.indicators.numbers import find_numbers, may_hold_numbers
from clearhall.engine.indicators.outlines import outline_of
from clearhall.engine.indicators.overlaps import keep_longest
from clearhall.engine.indicators.reading import WIDE, Reading, read
from clearhall.engine.indicators.types import Candidate, Hiding, Indicator
from clearhall.engine.indicators.wallets import find_wallets, may_hold_wallets

# Whether a text may hold what a finder finds is asked first: most texts hold one kind, and asking costs a tenth of looking.
FINDERS = (
    (may_hold_wallets, find_wallets),
    (may_hold_links, find_links),
    (may_hold_emails, find_emails),
    (may_hold_offers, find_offers),
    (may_hold_numbers, find_numbers),
)
MAX_CHARS = 200_000  # what lies beyond is not read: no message is that long, and the time stays under a second
CHUNK = 256  # texts that each finder goes over in turn
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
    text, outline = reading.text, outline_of(reading.text)
    found: list[Candidate] = []
    for may_hold, find in FINDERS:
        if may_hold(text, outline):
            found += islice(find(text, outline), MAX_PER_FINDER)
    return _settled(reading, found)


def extract_many(texts: Iterable[str]) -> list[list[Indicator]]:
    """What `extract` gives for each of many texts, in their order, in about four fifths of the time.

    One finder goes over some hundred texts before the next one does, so that its patterns stay in the processor's cache.
    """
    rest, found = iter(texts), list[list[Indicator]]()
    while chunk := list(islice(rest, CHUNK)):
        found += _extracted(chunk)
    return found


def _extracted(texts: Sequence[str]) -> list[list[Indicator]]:
    readings = [read(s[:MAX_CHARS]) for s in texts]
    asked = [(reading.text, outline_of(reading.text), list[Candidate]()) for reading in readings]
    for may_hold, find in FINDERS:
        for text, outline, found in asked:
            if may_hold(text, outline):
                found += islice(find(text, outline), MAX_PER_FINDER)
    return [_settled(reading, found) for reading, (_text, _outline, found) in zip(readings, asked, strict=True)]


def _settled(reading: Reading, found: list[Candidate]) -> list[Indicator]:
    if len(found) > 1:
        found = keep_longest(found, length=len(reading.text))
    return [_indicator(reading, candidate) for candidate in found]


def _indicator(reading: Reading, found: Candidate) -> Indicator:
    kind, start, end, value, subtype, hidden_as, detail = found
    if reading.offsets is not None:
        seen = end - start
        start, end = reading.span(start, end)
        if end - start > seen:
            hidden_as += (Hiding.ZERO_WIDTH,)
    surface = reading.original[start:end]
    if not surface.isascii() and WIDE.search(surface):
        hidden_as += (Hiding.FULL_WIDTH,)
    if len(hidden_as) > 1:
        hidden_as = tuple(sorted(set(hidden_as), key=_ORDER.__getitem__))
    return Indicator(kind, surface, start, end, value, subtype, hidden_as, detail)
