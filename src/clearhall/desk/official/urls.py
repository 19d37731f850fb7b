"""Addresses of the register of official names."""

from django.urls import path

from clearhall.desk.official import web

app_name = "official"
urlpatterns = [
    path("official/", web.index, name="index"),
    path("official/names.csv", web.file, name="file"),
    path("official/new/", web.new, name="new"),
    path("official/import/", web.import_file, name="import"),
    path("official/of/<slug:code>/", web.change, name="change"),
    path("official/of/<slug:code>/remove/", web.remove, name="remove"),
]
