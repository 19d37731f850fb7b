"""How long things take when some of them are not finished yet: leaving those out would flatter."""

from collections.abc import Iterable
from itertools import groupby

_ROUNDING = 1e-9  # products of fractions, as (1 - 1/3) * (1 - 1/2), miss their exact value by less


def time_by_which(share: float, times: Iterable[tuple[float, bool]]) -> float | None:
    """The shortest time by which at least `share` of the things are finished.

    Args:
        share: > 0 and < 1; 0.5 is the median.
        times: for each thing how long it took and True, or how long it has lasted so far and False; any unit, >= 0.

    Returns:
        A time that was observed, in the same unit; None when so many are unfinished that it cannot be known yet, and for none.
        With everything finished it is the nearest-rank percentile.

    Raises:
        ValueError: a share outside its range.

    Source: product-limit estimate, E. L. Kaplan and P. Meier, Nonparametric estimation from incomplete observations, Journal of
    the American Statistical Association 53 (1958) 457-481. It presumes that what is still open would go on like the others.
    """
    if not 0 < share < 1:
        raise ValueError(f"a share between 0 and 1, not {share}")
    ordered = sorted(times)
    at_risk, still_open = len(ordered), 1.0
    for time, group in groupby(ordered, key=_time):
        ends = [is_finished for _time, is_finished in group]
        still_open *= 1 - sum(ends) / at_risk
        if any(ends) and still_open <= 1 - share + _ROUNDING:
            return time
        at_risk -= len(ends)
    return None


def _time(one: tuple[float, bool]) -> float:
    return one[0]
