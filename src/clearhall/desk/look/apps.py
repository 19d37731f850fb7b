"""The Django app of the look, so that its templates, tags and static files are found."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "clearhall.desk.look"
    label = "look"
