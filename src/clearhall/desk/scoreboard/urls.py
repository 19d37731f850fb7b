"""Addresses of the public statistics."""

from django.urls import path

from clearhall.desk.scoreboard import web

app_name = "scoreboard"
urlpatterns = [
    path("statistics/", web.index, name="index"),
    path("statistics/bodies/<str:code>/", web.body_page, name="body"),
    path("statistics/<slug:table>.csv", web.table_file, name="csv"),
]
