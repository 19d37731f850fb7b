"""Address of Check."""

from django.urls import path

from clearhall.desk.check import picture_web, web

app_name = "check"
urlpatterns = [path("check/", web.start, name="start"), path("check/picture/", picture_web.picture, name="picture")]
