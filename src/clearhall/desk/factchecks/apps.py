"""The Django app of found fact-checks, so that its translations are found."""

from django.apps import AppConfig


class FactChecksConfig(AppConfig):
    name = "clearhall.desk.factchecks"
    label = "factchecks"
