"""The application."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk."""

    name = "zhamen.office.desk"
    label = "desk"
