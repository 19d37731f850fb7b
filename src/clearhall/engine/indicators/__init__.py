"""What a message asks its reader to open, call, pay or add: links, numbers, accounts, wallets, contact ids of offers.

Never who wrote, sent or reported it (charter, limit R1): there is no kind of indicator for a person.
"""

from clearhall.engine.indicators.extraction import MAX_CHARS, MAX_PER_FINDER, extract, extract_many
from clearhall.engine.indicators.hosts import registrable_domain
from clearhall.engine.indicators.look_alikes import Imitation, LookAlikes, Way
from clearhall.engine.indicators.types import Hiding, Indicator, IndicatorKind

__all__ = [
    "MAX_CHARS",
    "MAX_PER_FINDER",
    "Hiding",
    "Imitation",
    "Indicator",
    "IndicatorKind",
    "LookAlikes",
    "Way",
    "extract",
    "extract_many",
    "registrable_domain",
]
