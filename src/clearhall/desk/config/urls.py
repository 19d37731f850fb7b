"""Root URLs: every feature's own, the API, and the path converters."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path, register_converter

from clearhall.desk.config.admin import reference_data
from clearhall.desk.config.api import api
from clearhall.desk.lib.ids import KeyConverter

register_converter(KeyConverter, "key")

FEATURES_WITH_PAGES: list[str] = [
    "home",
    "check",
    "scoreboard",
    "intake",
    "receipts",
    "cases",
    "campaigns",
    "ledger",
    "accounts",
    "bodies",
    "official",
]


def healthz(request: HttpRequest) -> HttpResponse:
    """Answers 200 when the site is up; touches nothing else."""
    return HttpResponse("ok", content_type="text/plain")


handler400 = "clearhall.desk.config.handlers.bad_request"
handler403 = "clearhall.desk.config.handlers.forbidden"
handler404 = "clearhall.desk.config.handlers.not_found"
handler500 = "clearhall.desk.config.handlers.server_error"

urlpatterns = [
    path("healthz", healthz),
    path("api/", api.urls),
    path("admin/", reference_data.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    *(path("", include(f"clearhall.desk.{feature}.urls")) for feature in FEATURES_WITH_PAGES),
]
