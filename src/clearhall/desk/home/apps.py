"""The Django app of the front door."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "clearhall.desk.home"
    label = "home"
