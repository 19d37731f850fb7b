"""One rule for finds that share characters."""

from collections.abc import Iterable
from itertools import pairwise
from operator import attrgetter

from clearhall.engine.indicators.types import Candidate, IndicatorKind

_START = attrgetter("start")
_RANK = {kind: rank for rank, kind in enumerate(IndicatorKind)}


def keep_longest(candidates: Iterable[Candidate], *, length: int) -> list[Candidate]:
    """The longer span wins; of equal spans the kind named earlier in `IndicatorKind`; then the earlier one.

    So a number inside a link is part of the link, and the host of an e-mail address is part of the address.

    Args:
        candidates: in any order; spans within 0 and `length`.

    Returns:
        Candidates that share no character, in the order of the text.
    """
    candidates = sorted(candidates, key=_START)
    if all(one.end <= other.start for one, other in pairwise(candidates)):
        return candidates
    taken = bytearray(length)
    kept = []
    for candidate in sorted(candidates, key=lambda c: (c.start - c.end, _RANK[c.kind])):
        if taken.find(1, candidate.start, candidate.end) < 0:
            taken[candidate.start : candidate.end] = b"\x01" * (candidate.end - candidate.start)
            kept.append(candidate)
    kept.sort(key=_START)
    return kept
