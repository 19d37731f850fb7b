"""The Django app of recognition, so that its translations are found."""

from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "clearhall.desk.recognition"
    label = "recognition"
