"""Check by the JSON API: the same answer as on the page, and nothing stored either."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, File, Router, Schema
from ninja.files import UploadedFile
from pydantic import ConfigDict

from clearhall.desk.check import floods
from clearhall.desk.check.answers import as_answer, as_picture_answer
from clearhall.desk.check.pictures import check_picture
from clearhall.desk.check.queries import Verdict, check
from clearhall.desk.lib.clock import now
from clearhall.desk.pictures.states import TextState
from clearhall.engine.pictures import CodeKind

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


class FactCheckOut(Schema):
    """A published fact-check that may answer the message; people decide whether it does."""

    text: str
    language: str
    published_on: date
    why: str = Field(description="The words by which it was found.")


class ImitatedOut(Schema):
    """An official name that a link looks like. Many names are alike by chance."""

    organisation: str
    official: str = Field(description="The website that the organisation really has.")
    how: str


class ThingOut(Schema):
    kind: str
    shown: str = Field(description="Its normal form, written so that it cannot be followed by accident.")
    hidden_as: list[str] = Field(description="How it was disguised in the text.")
    reports: CountOut
    first_reported_on: date | None = Field(description="null also while the reports are too few to say.")
    last_reported_on: date | None
    official: str | None = Field(description="The organisation whose own website or number it is.")
    imitates: ImitatedOut | None


class CheckOut(Schema):
    verdict: Verdict = Field(
        description="`same`: this message was reported; `similar`: messages like it were; `imitates`: a link "
        "looks like an official name; `named`: reports name something in it; `official`: it is an organisation's own website or "
        "number and nothing else was asked; `nothing`: nothing is known, which does not mean that it is safe."
    )
    sentence: str
    this_week: CountOut
    in_all: CountOut
    first_reported_on: date | None
    last_reported_on: date | None
    reported_as: list[HarmOut]
    published: list[AnswerOut]
    fact_checks: list[FactCheckOut] = Field(
        description="Found by other wording, at most 3, best first; without what `published` says already. Never part of the verdict."
    )
    found: list[ThingOut]
    campaign: list[str] = Field(description="What may be said of the campaign it belongs to; numbers are rounded to 5.")
    what_to_do: list[str]
    if_it_happened: list[str] = Field(description="What to do first when money, a code or a password is gone already.")
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


class CodeOut(Schema):
    kind: CodeKind
    text: str = Field(description="What stands in the code, as text. It was not opened.")


class PictureOut(CheckOut):
    picture_reported: CountOut = Field(
        description="Reports with this picture, or with one that shares a part with it. Below three it is as if there were none."
    )
    is_same_picture: bool = Field(description="False: only a part was recognised, or nothing.")
    codes: list[CodeOut]
    text_read: str = Field(
        description="By a machine, with its mistakes; empty when there is none or it cannot be read."
    )
    text_state: TextState = Field(
        description="`read`; `not_installed`: this desk reads no text in pictures; `failed`: not in time, try again or send the text."
    )


@router.post(
    "/check/picture",
    response=PictureOut,
    auth=None,
    summary="What is known of a picture, its codes and its text",
    description="A PNG, JPEG, WebP or GIF of at most 10,000,000 bytes, as the part `picture` of multipart/form-data. Needs no token "
    "and keeps nothing. Answers 429 to many pictures from one source and 503 while others are looked at, both with Retry-After.",
)
def post_check_picture(request: HttpRequest, picture: File[UploadedFile]) -> Any:
    floods.take_picture(request)
    try:
        return as_picture_answer(check_picture(picture, at=now()))
    finally:
        picture.close()  # removes the temporary file of a large one at once
