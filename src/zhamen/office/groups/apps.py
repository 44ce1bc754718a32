"""The application."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    """Groups."""

    name = "zhamen.office.groups"
    label = "groups"
