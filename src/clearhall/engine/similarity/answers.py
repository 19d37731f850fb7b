"""From rows and scores to the matches that a caseworker reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from clearhall.engine.similarity.overlaps import overlap
from clearhall.engine.similarity.types import DEFAULT, Config, Level, Match, Matches


def match(report_id: int, score: float, *, grams: int, threshold: float | None, config: Config) -> Match | None:
    """One match, or None where the score does not reach the threshold for a text of `grams` distinct grams.

    A threshold of the caller's own only lowers or raises what is shown; the level still comes from the configuration.
    """
    level = config.level(score, grams)
    if score < threshold if threshold is not None else level is None:
        return None
    return Match(report_id, score, level or Level.SUGGEST, f"An estimated {score:.0%} of the wording is shared.")


def best_first(matches: Iterable[Match], *, limit: int) -> tuple[Match, ...]:
    """The best `limit` matches; the smaller report id first among equals."""
    return tuple(sorted(matches, key=lambda one: (-one.similarity, one.report_id))[:limit])


def verified(
    text: str, matches: Matches, *, text_of: Callable[[int], str | None], config: Config = DEFAULT, most: int = 20
) -> Matches:
    """The best `most` estimated matches judged again on the texts themselves; the others are dropped.

    `text_of` returns the matching form of a report's text, or None when it is no longer there.
    """
    judged = []
    for candidate in matches[:most]:
        other = text_of(candidate.report_id)
        if other is None:
            continue
        finding = overlap(text, other, config=config)
        if finding.level is not None:
            judged.append(Match(candidate.report_id, finding.score, finding.level, finding.detail, finding.reason))
    return Matches(best_first(judged, limit=most), matches.capped)
