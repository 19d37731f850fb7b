"""Check by the JSON API: the same answer as on the page, and nothing stored either."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import ConfigDict

from clearhall.desk.check import floods
from clearhall.desk.check.queries import Known, Verdict, check
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.limits import limit

router = Router(tags=["check"])


class CheckIn(Schema):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(description="A message, link or number, at most 20,000 characters. It is not kept.")


class CountOut(Schema):
    """How many reports; `count` is null when there are a few, too few to say."""

    any: bool
    count: int | None


class HarmOut(Schema):
    harm: str
    label: str
    count: int | None = Field(description="null: a few.")


class AnswerOut(Schema):
    label: str
    text: str
    language: str
    published_on: date


class ThingOut(Schema):
    kind: str
    shown: str = Field(description="Written so that it cannot be followed by accident.")
    hidden_as: list[str] = Field(description="How it was disguised in the text.")
    reports: CountOut


class CheckOut(Schema):
    verdict: Verdict = Field(
        description="`same`: this message was reported; `similar`: messages like it were; `named`: reports name something in "
        "it; `nothing`: nothing is known, which does not mean that it is safe."
    )
    sentence: str
    this_week: CountOut
    in_all: CountOut
    first_reported_on: date | None
    last_reported_on: date | None
    reported_as: list[HarmOut]
    published: list[AnswerOut]
    found: list[ThingOut]
    what_to_do: list[str]
    is_complete: bool = Field(
        description="False for minutes after a damage, while only the newest reports are searched."
    )


@router.post(
    "/check",
    response=CheckOut,
    auth=None,
    summary="What is known of a message, link or number",
    description="Needs no token and keeps nothing. Numbers of reports below three are not said.",
)
def post_check(request: HttpRequest, asked: CheckIn) -> Any:
    floods.take(request)
    return check_out(check(asked.text, at=now()))


def check_out(known: Known) -> dict[str, Any]:
    """`known` as the API says it."""
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
        "found": [
            {
                "kind": one.kind,
                "shown": one.shown,
                "hidden_as": [str(way) for way in one.hidden_as],
                "reports": _count(one.reports),
            }
            for one in known.things
        ],
        "what_to_do": [str(step) for step in known.steps],
        "is_complete": match.is_complete,
    }


def _count(reports: int) -> dict[str, Any]:
    return {"any": reports > 0, "count": reports if reports == 0 or reports >= limit("shown_count") else None}
