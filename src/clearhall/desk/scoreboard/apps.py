"""The Django app of the public statistics."""

from django.apps import AppConfig


class ScoreboardConfig(AppConfig):
    name = "clearhall.desk.scoreboard"
    label = "scoreboard"
