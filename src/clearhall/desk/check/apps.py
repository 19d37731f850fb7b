"""The Django app of Check, so that its templates and translations are found."""

from django.apps import AppConfig


class CheckConfig(AppConfig):
    name = "clearhall.desk.check"
    label = "check"
