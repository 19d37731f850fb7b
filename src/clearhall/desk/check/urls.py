"""Address of Check."""

from django.urls import path

from clearhall.desk.check import web

app_name = "check"
urlpatterns = [path("check/", web.start, name="start")]
