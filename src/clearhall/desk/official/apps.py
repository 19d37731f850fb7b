"""The Django app of the register of official names, so that its tables, templates and translations are found."""

from django.apps import AppConfig


class OfficialConfig(AppConfig):
    name = "clearhall.desk.official"
    label = "official"
