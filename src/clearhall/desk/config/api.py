"""The JSON API: one NinjaAPI, every feature's router, and one shape for all errors."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from clearhall import __version__
from clearhall.desk.lib.errors import DeskError, TooLarge
from clearhall.desk.lib.limits import limit

api = NinjaAPI(
    title="Clearhall", version=__version__, urls_namespace="api", docs_url="/docs", openapi_url="/openapi.json"
)


api.add_router("/v1", "clearhall.desk.intake.http.router")
api.add_router("/v1", "clearhall.desk.check.http.router")
api.add_router("/v1", "clearhall.desk.scoreboard.http.router")
api.add_router("/v1", "clearhall.desk.cases.http.router")
api.add_router("/v1", "clearhall.desk.campaigns.http.router")


@api.exception_handler(DeskError)
def desk_error(request: HttpRequest, error: DeskError) -> HttpResponse:
    content: dict[str, object] = {
        "code": error.code,
        "message": str(error),
        "field": error.field,
        "details": error.details,
    }
    response = api.create_response(request, {"error": content}, status=error.status)
    if "retry_after_s" in error.details:
        response["Retry-After"] = str(error.details["retry_after_s"])
    return response


@api.exception_handler(RequestDataTooBig)
def body_too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return desk_error(request, TooLarge(field="body", limit=limit("request_body")))


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is no JSON, and whatever else ninja refuses by itself."""
    content: dict[str, object] = {"code": "bad_request", "message": str(error), "field": None, "details": {}}
    return api.create_response(request, {"error": content}, status=error.status_code)


@api.exception_handler(ValidationError)
def validation_error(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [
        {"field": ".".join(map(str, item["loc"][1:])) or None, "message": item["msg"]} for item in error.errors[:50]
    ]
    first = faults[0] if faults else {"field": None, "message": "invalid"}
    content = {"code": "invalid", "message": first["message"], "field": first["field"], "details": {"faults": faults}}
    return api.create_response(request, {"error": content}, status=422)
