"""What Check knows as plain values: the answer of the API and of the command."""

from typing import Any

from clearhall.desk.check.pictures import PictureKnown
from clearhall.desk.check.queries import Known
from clearhall.desk.lib.limits import limit
from clearhall.desk.official.queries import Imitated


def as_answer(known: Known) -> dict[str, Any]:
    """`known` as the API says it; days are dates."""
    match = known.match
    few = limit("shown_count")
    last = match.last_at if match.reports >= few else None
    return {
        "verdict": known.verdict,
        "sentence": known.headline,
        "this_week": _count(match.recent),
        "in_all": _count(match.reports),
        "first_reported_on": known.since.date() if known.since else None,
        "last_reported_on": last.date() if last else None,
        "reported_as": [
            {"harm": one.harm, "label": str(one.label), "count": int(one.count) if one.count else None}
            for one in known.reported_as
        ],
        "published": [
            {"label": str(one.label), "text": one.text, "language": one.language, "published_on": one.at.date()}
            for one in known.answers
        ],
        "fact_checks": [
            {"text": one.text, "language": one.language, "published_on": one.at.date(), "why": one.why}
            for one in known.fact_checks
        ],
        "found": [
            {
                "kind": one.kind,
                "shown": one.shown,
                "hidden_as": [str(way) for way in one.hidden_as],
                "reports": _count(one.reports),
                "first_reported_on": one.first_at.date() if one.first_at else None,
                "last_reported_on": one.last_at.date() if one.last_at else None,
                "official": one.official or None,
                "imitates": _imitated(one.imitates) if one.imitates else None,
            }
            for one in known.things
        ],
        "campaign": known.campaign,
        "what_to_do": [str(step) for step in known.steps],
        "if_it_happened": [str(step) for step in known.if_it_happened],
        "is_complete": match.is_complete,
    }


def as_picture_answer(found: PictureKnown) -> dict[str, Any]:
    """What is known of a picture, as the API says it."""
    return {
        **as_answer(found.known),
        "picture_reported": _count(sum(one.reports for one in found.reported.harms)),
        "is_same_picture": found.reported.is_same,
        "codes": [{"kind": one.kind, "text": one.text} for one in found.codes],
        "text_read": found.text,
        "text_state": found.text_state,
    }


def _count(reports: int) -> dict[str, Any]:
    return {"any": reports > 0, "count": reports if reports == 0 or reports >= limit("shown_count") else None}


def _imitated(found: Imitated) -> dict[str, str]:
    return {"organisation": found.official.name, "official": found.official.channel, "how": found.how}
