"""The application."""

from django.apps import AppConfig


class StudyConfig(AppConfig):
    """Study."""

    name = "zhamen.office.study"
    label = "study"
