"""Check by the JSON API: the same answer as on the page, and nothing stored either."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import ConfigDict

from clearhall.desk.check import floods
from clearhall.desk.check.answers import as_answer
from clearhall.desk.check.queries import Verdict, check
from clearhall.desk.lib.clock import now

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
    return as_answer(check(asked.text, at=now()))
