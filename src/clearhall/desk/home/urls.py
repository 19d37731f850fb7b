"""Addresses of the front door."""

from django.urls import path

from clearhall.desk.home import web

app_name = "home"
urlpatterns = [
    path("", web.index, name="index"),
    path("help/", web.help_index, name="help"),
    path("help/<slug:harm>/", web.help_page, name="help-harm"),
    path("charter/", web.text_page, {"name": "charter"}, name="charter"),
    path("privacy/", web.text_page, {"name": "privacy"}, name="privacy"),
    path("accessibility/", web.text_page, {"name": "accessibility"}, name="accessibility"),
    path("settings/", web.display_settings, name="settings"),
    path("settings/display", web.set_display, name="display"),
    path("offline/<slug:language>/", web.offline, name="offline"),
    path("manifest.webmanifest", web.manifest, name="manifest"),
    path("sw.js", web.service_worker, name="service-worker"),
]
