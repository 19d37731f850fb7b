"""The Django app of matching, so that its translations are found."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "clearhall.desk.matching"
    label = "matching"
