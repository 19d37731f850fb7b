"""Addresses of the pages of bodies and calendars."""

from django.urls import path

from clearhall.desk.bodies import web

app_name = "bodies"
urlpatterns = [
    path("bodies/", web.index, name="index"),
    path("bodies/new/", web.new, name="new"),
    path("bodies/tree.csv", web.tree_file, name="file"),
    path("bodies/at/<slug:code>/", web.body, name="body"),
    path("bodies/at/<slug:code>/change/", web.change, name="change"),
    path("bodies/at/<slug:code>/move/", web.move, name="move"),
    path("bodies/at/<slug:code>/harms/", web.competences, name="competences"),
    path("bodies/at/<slug:code>/switch/", web.switch, name="switch"),
    path("bodies/calendars/", web.calendars, name="calendars"),
    path("bodies/calendars/new/", web.calendar_version, name="new-calendar"),
    path("bodies/calendars/of/<slug:code>/", web.calendar, name="calendar"),
    path("bodies/calendars/of/<slug:code>/new/", web.calendar_version, name="new-version"),
]
