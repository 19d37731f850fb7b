"""How sure a share is: the interval that belongs beside it."""

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054  # standard normal, two-sided 95 %


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, shares from 0 to 1, low <= high."""

    low: float
    high: float


def wilson_interval(successes: int, trials: int, *, z: float = Z_95) -> Interval:
    """The score interval of a share: honest for few trials and for shares near 0 and 1, and never outside them.

    Args:
        successes: from 0 to `trials`.
        trials: > 0.
        z: quantile of the standard normal, > 0.

    Raises:
        ValueError: numbers outside these ranges.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of the American
    Statistical Association 22 (1927) 209-212. Preferred for small n by Brown, Cai and DasGupta, Statistical Science 16 (2001).
    """
    if not (0 <= successes <= trials and trials > 0 and z > 0):
        raise ValueError(f"successes {successes} of trials {trials}, z {z}")
    share, square = successes / trials, z * z
    centre = share + square / (2 * trials)
    half = z * sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    scale = 1 + square / trials
    low = 0.0 if successes == 0 else (centre - half) / scale
    high = 1.0 if successes == trials else (centre + half) / scale
    return Interval(max(0.0, min(low, share)), min(1.0, max(high, share)))
