"""Addresses of reporting."""

from django.urls import path

from clearhall.desk.intake import watchpost_web, web

app_name = "intake"
urlpatterns = [
    path("report/", web.start, name="start"),
    path("report/quick/", web.quick, name="quick"),
    path("report/known/", web.known, name="known"),
    path("report/hint", web.hint, name="hint"),
    path("report/follow/", web.follow, name="follow"),
    path("report/check/", web.check, name="check"),
    path("report/sent/", web.sent, name="sent"),
    path("report/forget", web.forget, name="forget"),
    path("report/<slug:name>/", web.step, name="step"),
    path("staff/report/", web.staff_report, name="staff-report"),
    path("watchpost/", watchpost_web.index, name="watchpost"),
    path("watchpost/reports/", watchpost_web.reports, name="watchpost-reports"),
    path("watchpost/import/<key:import_id>/", watchpost_web.import_page, name="watchpost-import"),
    path("watchpost/import/<key:import_id>/delete", watchpost_web.delete_import, name="watchpost-delete"),
    path("watchpost/import/<key:import_id>/rejected", watchpost_web.rejected, name="watchpost-rejected"),
]
