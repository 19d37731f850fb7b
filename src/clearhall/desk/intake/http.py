"""The JSON API of intake: one report, a batch of them, a challenge for senders without a token, and what became of one's own."""

import json
import time
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.security.apikey import APIKeyHeader
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from clearhall.desk.accounts.events import Scope
from clearhall.desk.accounts.http import TokenAuth
from clearhall.desk.accounts.queries import Token
from clearhall.desk.intake import floods, work
from clearhall.desk.intake.actions import accept_report, accept_reports
from clearhall.desk.intake.errors import ReportRefused
from clearhall.desk.intake.reading import chunks_of, lines_of
from clearhall.desk.intake.senders import body_sender, watchpost_sender
from clearhall.desk.intake.types import Accepted, NewReport, RowResult, Sender
from clearhall.desk.lib import ids
from clearhall.desk.lib.clock import now
from clearhall.desk.lib.errors import DeskError, TooLarge
from clearhall.desk.lib.limits import limit
from clearhall.desk.lib.paging import Page, page_of
from clearhall.desk.reports.queries import reports_of_watchpost
from clearhall.desk.reports.states import Channel
from clearhall.desk.taxonomy.harms import Harm
from clearhall.desk.watchposts.queries import watchpost_by_id

router = Router(tags=["reports"])


class ReportIn(BaseModel):
    """One report. Nothing in it says who wrote the reported item, and there is no field to say it in."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field("", description="The message, or what was seen. May be left out when there is a `url`.")
    harm: str = Field(description="One of: " + ", ".join(Harm) + ".")
    subkind: str = Field("", description="Kind of infringement; only for `business_infringement`.")
    what_happened: str = Field("", description="What it did to the reporter.")
    url: str = Field("", description="One link to the item.")
    channel: str = Field("other", description="Where it was met, one of: " + ", ".join(Channel.values) + ".")
    place: str = Field("", description="Code of the place of the item.")
    occurred_on: date | None = None
    loss_amount: Decimal | None = Field(None, description="Yuan.")
    is_about_reporting_body: bool | None = Field(None, description="Required of a public body, refused from others.")
    capacity: Literal["resident", "business"] = Field("resident", description="Without a token only.")
    client_id: str = Field(
        "", description="Your own id of the report, 1 to 64 characters; the same id sent again is the same report."
    )

    def as_new(self) -> NewReport:
        return NewReport(
            text=self.text,
            harm=self.harm,
            subkind=self.subkind,
            what_happened=self.what_happened,
            url=self.url,
            channel=self.channel,
            place=self.place,
            occurred_on=self.occurred_on,
            loss_amount=self.loss_amount,
            is_about_reporting_body=self.is_about_reporting_body,
            client_id=self.client_id,
        )


class AcceptedOut(Schema):
    report: str = Field(description="Key of the report.")
    case: str = Field(description="Key of its case, the subject of its records in the public log.")
    receipt: str = Field(description="Sixteen digits: the only way back to the report. Keep them.")
    is_repeat: bool = Field(description="The report was stored before; nothing was added.")


class RowOut(Schema):
    row: int = Field(description="Counted from 1; blank lines do not count.")
    accepted: AcceptedOut | None = None
    error: dict[str, Any] | None = None


class BatchOut(Schema):
    stored: int
    repeats: int
    refused: int
    rows: list[RowOut]


class ChallengeOut(Schema):
    challenge: str
    bits: int
    expires_in_s: int


class OwnReportOut(Schema):
    report: str
    client_id: str
    harm: str
    received_at: str
    state: str
    closing_state: str


class OwnReportsOut(Schema):
    reports: list[OwnReportOut]
    next_cursor: str | None


class ReporterAuth(APIKeyHeader):
    """A token with `reports:write`; without one, the header that carries a proof of work."""

    param_name = "X-Proof-Of-Work"

    def __init__(self) -> None:
        super().__init__()
        self._token = TokenAuth(Scope.REPORTS_WRITE)

    def __call__(self, request: HttpRequest) -> Any:
        if request.headers.get("Authorization"):
            return self._token(request)
        return self.authenticate(request, request.headers.get(self.param_name))

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return "public"  # the work is checked against the report's client id, once that is known


@router.post(
    "/reports",
    response={200: AcceptedOut, 201: AcceptedOut},
    auth=ReporterAuth(),
    summary="Send one report",
    description="Answers 201 when the report was stored, 200 with the same receipt when it was stored before. Without a "
    "token, send a solved challenge as `X-Proof-Of-Work: <challenge>:<n>`.",
    exclude_none=True,
)
def post_report(request: HttpRequest, new: ReportIn) -> Any:
    sender = _sender(request, capacity=new.capacity, entrance="api")
    if sender.source == "public":
        proof = request.headers.get("X-Proof-Of-Work", "")
        work.check_work_header(proof, purpose=new.client_id or proof, at_s=time.time())
        floods.take(floods.WITH_WORK, request)
    accepted = accept_report(new.as_new(), sender=sender, at=now())
    return JsonResponse(_accepted_out(accepted), status=200 if accepted.is_repeat else 201)


@router.post(
    "/reports:batch",
    response=BatchOut,
    auth=TokenAuth(Scope.REPORTS_WRITE),
    summary="Send up to 10,000 reports",
    description="One JSON object a line (NDJSON), plain or gzip. All or nothing: one bad row and nothing is stored, unless "
    "`partial=true`.",
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/x-ndjson": {"schema": {"type": "string"}}}},
    },
    exclude_none=True,
)
def post_batch(request: HttpRequest, *, partial: bool = False) -> Any:
    sender = _sender(request, capacity="resident", entrance="batch")
    encoding = request.headers.get("Content-Encoding", "").strip().lower()
    rows: list[NewReport | DeskError] = []
    for line in lines_of(chunks_of(request, encoding=encoding)):
        if len(rows) == limit("batch_rows"):
            raise TooLarge(f"A batch has at most {limit('batch_rows')} rows.", field="body")
        rows.append(_row(line))
    if not rows:
        raise ReportRefused("The body holds no report: send one JSON object a line.", field="body")
    results = accept_reports(rows, sender=sender, at=now(), partial=partial)
    stored = [result.accepted for result in results if result.accepted]
    repeats = sum(accepted.is_repeat for accepted in stored)
    content = {
        "stored": len(stored) - repeats,
        "repeats": repeats,
        "refused": len(results) - len(stored),
        "rows": [_row_out(result) for result in results],
    }
    return JsonResponse(
        content
    )  # as it is: checking ten thousand rows of our own making against the schema takes a second


@router.get("/proof-of-work", response=ChallengeOut, auth=None, summary="A challenge for senders without a token")
def get_challenge(request: HttpRequest) -> Any:
    floods.take(floods.CHALLENGES, request)
    challenge = work.new_challenge(at_s=time.time())
    return {"challenge": challenge.challenge, "bits": challenge.bits, "expires_in_s": challenge.expires_in_s}


@router.get(
    "/reports",
    response=OwnReportsOut,
    auth=TokenAuth(Scope.REPORTS_READ_OWN),
    summary="What became of the watchpost's own reports",
)
def list_own_reports(request: Any, cursor: str | None = None) -> Any:
    token: Token = request.auth
    page: Page[Any] = page_of(
        reports_of_watchpost(token.watchpost_id or 0), order=["-received_at", "-id"], cursor=cursor
    )
    return {
        "reports": [
            {
                "report": ids.encode(report.pk),
                "client_id": report.client_id,
                "harm": report.harm,
                "received_at": report.received_at.isoformat(),
                "state": report.case.state,
                "closing_state": report.case.closing_state,
            }
            for report in page.rows
        ],
        "next_cursor": page.next_cursor,
    }


def _sender(request: Any, *, capacity: str, entrance: str) -> Sender:
    token = request.auth
    if not isinstance(token, Token):
        return Sender(kind=capacity, source="public", entrance=entrance)
    if token.watchpost_id is None:
        assert token.body_id is not None  # a token belongs to one or the other: a constraint of its table
        return body_sender(body_id=token.body_id, body_code=token.body_code, entrance=entrance, actor=token.actor)
    return watchpost_sender(watchpost_by_id(token.watchpost_id), entrance=entrance)


def _row(line: bytes) -> NewReport | DeskError:
    try:
        try:
            return ReportIn.__pydantic_validator__.validate_json(line).as_new()
        except ValidationError:  # the quick reader refuses half characters, which `rules` takes out
            return ReportIn.__pydantic_validator__.validate_python(json.loads(line)).as_new()
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        return ReportRefused(first["msg"], field=".".join(map(str, first["loc"])) or None)
    except (ValueError, RecursionError):
        return ReportRefused(_("This line is not a JSON object."))


def _accepted_out(accepted: Accepted) -> dict[str, Any]:
    return {
        "report": ids.encode(accepted.report_id),
        "case": ids.encode(accepted.case_id),
        "receipt": accepted.receipt_code,
        "is_repeat": accepted.is_repeat,
    }


def _row_out(result: RowResult) -> dict[str, Any]:
    if result.accepted:
        return {"row": result.row, "accepted": _accepted_out(result.accepted)}
    error = result.error
    assert error
    return {"row": result.row, "error": {"code": error.code, "field": error.field, "message": str(error)}}
